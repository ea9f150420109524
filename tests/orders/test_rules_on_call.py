"""Who is asked for an urgent release: on call and here, or whoever stands in."""

from dataclasses import replace
from uuid import UUID

import pytest

from handrail.identity.states import AuthorityStep
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.facts import AuthorityFacts, StaffFacts
from handrail.orders.rules.on_call import Authoriser, Urgent, who_is_asked, who_is_next
from handrail.orders.rules.releasing import Cover, ReleaseFacts
from handrail.orders.states import ReleaseState

PRESCRIBER, ANNE, BEN, CARA, DAN = (UUID(int=number) for number in range(1, 6))
RELEASE = ReleaseFacts(
    ReleaseState.PENDING, ReleaseKind.SPENDING, PRESCRIBER, PRESCRIBER, None, "", AuthorityStep.SIMPLE_AIDS,
    frozenset(), 100_00,
)  # fmt: skip


def one(user_id: UUID, *covers: UUID, on_call: bool = False, may: bool = True, active: bool = True) -> Authoriser:
    """An authoriser for any team who may answer, or whose limit is too low."""
    authority = AuthorityFacts(
        "clinical_adviser", AuthorityStep.PANEL, frozenset(), 0, frozenset(), True, 1_000_00 if may else 1
    )
    return Authoriser(StaffFacts(user_id, active, authority), on_call, Cover(frozenset(covers)))


@pytest.mark.parametrize(
    ("staff", "asked"),
    [
        ([one(ANNE), one(BEN, on_call=True)], BEN),
        # Away, so the cover is asked, before others who may and before those whose name comes first.
        ([one(ANNE), one(BEN, on_call=True), one(CARA, BEN)], CARA),
        # Somebody else on call is here.
        ([one(ANNE, BEN), one(BEN, on_call=True), one(CARA, on_call=True)], CARA),
        # The cover is away too: theirs is asked.
        ([one(ANNE), one(BEN, on_call=True), one(CARA, BEN), one(DAN, CARA)], DAN),
        # The cover may not answer this one: anybody here who may.
        ([one(BEN, on_call=True), one(CARA, BEN, may=False), one(DAN)], DAN),
        # Nobody may: on call and here, else the cover, else whoever is away, else nobody.
        ([one(ANNE, may=False), one(BEN, on_call=True, may=False)], BEN),
        ([one(ANNE, may=False), one(BEN, on_call=True), one(CARA, BEN, may=False)], CARA),
        ([one(BEN, on_call=True), one(CARA, BEN, active=False)], BEN),
        ([one(BEN, CARA, on_call=True), one(CARA, BEN, on_call=True)], BEN),
        ([one(ANNE, may=False)], None),
        ([], None),
    ],
)
def test_who_is_asked(staff: list[Authoriser], asked: UUID | None) -> None:
    assert who_is_asked(RELEASE, staff) == asked


def test_who_was_asked_already_is_left_out_and_their_cover_is_not() -> None:
    staff = [one(ANNE, on_call=True), one(BEN)]
    assert who_is_asked(RELEASE, staff, but=ANNE) == BEN
    assert who_is_asked(RELEASE, [one(ANNE, on_call=True), one(BEN), one(CARA, ANNE)], but=ANNE) == CARA
    assert who_is_asked(RELEASE, [one(ANNE, on_call=True)], but=ANNE) is None


CLINICAL, SPENDING = UUID(int=11), UUID(int=12)


def passed_on(staff: list[Authoriser], *, taken: frozenset[UUID] = frozenset()) -> tuple[UUID | None, UUID | None]:
    """Of whom the two kinds of one order are asked after Anne; `taken`: of whom another is asked already."""
    clinical = replace(RELEASE, kind=ReleaseKind.CLINICAL)
    overdue = {
        CLINICAL: Urgent(clinical, ANNE, frozenset({SPENDING}), taken),
        SPENDING: Urgent(RELEASE, ANNE, frozenset({CLINICAL}), taken),
    }
    chosen = who_is_next(overdue, staff)
    return chosen[CLINICAL], chosen[SPENDING]


def test_two_kinds_are_passed_on_to_two_people() -> None:
    anne = one(ANNE, on_call=True)
    assert passed_on([anne, one(BEN), one(CARA)]) == (BEN, CARA)
    # Nobody else may give the second: it stays where it was.
    assert passed_on([anne, one(BEN)]) == (BEN, ANNE)
    assert passed_on([anne, one(BEN), one(CARA, may=False)]) == (BEN, ANNE)
    # Nobody else at all: the same person once more.
    assert passed_on([anne]) == (ANNE, ANNE)
    # Of somebody here another of the order is asked already.
    assert passed_on([anne, one(BEN), one(CARA), one(DAN)], taken=frozenset({BEN})) == (CARA, DAN)


def test_two_kinds_are_asked_of_two_people_at_first() -> None:
    """The one on call is asked for one of them, and where nobody else may give the other, for both."""
    clinical = replace(RELEASE, kind=ReleaseKind.CLINICAL)
    new = {
        CLINICAL: Urgent(clinical, None, frozenset({SPENDING})),
        SPENDING: Urgent(RELEASE, None, frozenset({CLINICAL})),
    }
    anne = one(ANNE, on_call=True)
    assert set(who_is_next(new, [anne, one(BEN), one(CARA)]).values()) == {ANNE, BEN}
    assert set(who_is_next(new, [anne, one(BEN), one(CARA, on_call=True)]).values()) == {ANNE, CARA}
    assert set(who_is_next(new, [anne, one(BEN, may=False)]).values()) == {ANNE}
    assert set(who_is_next(new, [one(BEN, may=False)]).values()) == {None}
    taken = {SPENDING: replace(new[SPENDING], others=frozenset(), taken=frozenset({ANNE}))}
    assert dict(who_is_next(taken, [anne, one(BEN)])) == {SPENDING: BEN}


def test_who_may_give_only_one_of_them_is_asked_for_that_one() -> None:
    """Ben comes first by name and may give either; Cara may give the spending only, and it is not chosen for first."""
    first = UUID(int=10)
    plain, team = one(CARA).facts, UUID(int=21)
    manager = replace(plain.authority, job_category="team_manager")
    cara = Authoriser(replace(plain, authority=manager, team_id=team), False, Cover())
    spending = replace(RELEASE, team_id=team)
    overdue = {
        first: Urgent(spending, ANNE, frozenset({CLINICAL})),
        CLINICAL: Urgent(replace(spending, kind=ReleaseKind.CLINICAL), ANNE, frozenset({first})),
    }
    assert dict(who_is_next(overdue, [one(ANNE), one(BEN), cara])) == {CLINICAL: BEN, first: CARA}


def test_nobody_releases_their_own_order() -> None:
    own = replace(RELEASE, prescriber_id=BEN, entered_by_id=BEN)
    assert who_is_asked(own, [one(ANNE), one(BEN, on_call=True)]) == ANNE
