"""Owns: who is asked for an urgent release: on call, not away now, and allowed to answer it.
Refuses: nothing; where nobody fits it names whoever comes nearest, who is told by the page who else may."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from handrail.orders.rules.facts import StaffFacts
from handrail.orders.rules.releasing import Cover, ReleaseFacts, reasons_against_releasing


@dataclass(frozen=True, slots=True)
class Authoriser:
    """One who may be asked: whether they are on call, and whose absence they cover now."""

    facts: StaffFacts
    on_call: bool
    cover: Cover


def who_is_asked(release: ReleaseFacts, staff: Iterable[Authoriser], *, but: UUID | None = None) -> UUID | None:
    """Who is asked, `but` not this one. Of those who may answer: the first on call, else whoever stands in for someone
    on call, else anybody. Where nobody here may: the first on call, or their cover. Someone who is away is asked only
    where nobody else could be: an absence that was forgotten must not keep a release from everybody."""
    return _asked(release, staff, but={but})


def _asked(release: ReleaseFacts, staff: Iterable[Authoriser], *, but: Set[UUID | None]) -> UUID | None:
    active = [one for one in staff if one.facts.active]
    away = _away(active)
    standing_in = _standing_in(active, away)
    present = [one for one in active if one.facts.user_id not in away | but]
    may = [one for one in present if not reasons_against_releasing(one.facts, release, one.cover)]
    absent = [one for one in active if one.on_call and one.facts.user_id in away - but]
    ranks = (
        [one for one in may if one.on_call],
        [one for one in may if one.facts.user_id in standing_in],
        may,
        [one for one in present if one.on_call],
        [one for one in present if one.facts.user_id in standing_in],
        absent,
    )
    return next((one.facts.user_id for rank in ranks for one in rank), None)


@dataclass(frozen=True, slots=True)
class Urgent:
    """An urgent release that nobody answered: of whom it was asked, None: of nobody yet. `others`: the releases of the
    other kind for any of its lines; `taken`: of whom those of them are asked that are not passed on now."""

    release: ReleaseFacts
    asked: UUID | None
    others: frozenset[UUID] = frozenset()
    taken: frozenset[UUID] = frozenset()


def who_is_next(urgent: Mapping[UUID, Urgent], staff: Sequence[Authoriser]) -> Mapping[UUID, UUID | None]:
    """Of whom each is asked next. One person does not give both kinds, so the two go to two people; where nobody else
    may give the second, it stays with whoever was asked. Where nobody is left, the same person is asked once more."""
    able = {id_: _able(one.release, staff) for id_, one in urgent.items()}
    chosen: dict[UUID, UUID | None] = {}
    # Those that few may answer choose first.
    for id_ in sorted(urgent, key=lambda each: (len(able[each]), str(each))):
        one = urgent[id_]
        taken = one.taken | {who for other in one.others if (who := chosen.get(other)) is not None}
        chosen[id_] = _next(one, able[id_] - taken, taken, staff)
    return chosen


def _next(one: Urgent, able: frozenset[UUID], taken: frozenset[UUID], staff: Sequence[Authoriser]) -> UUID | None:
    """Who is asked after whoever was, if they may: somebody of whom the other kind is not asked."""
    person = _asked(one.release, staff, but=taken | {one.asked})
    if person in able:
        return person
    if taken and one.asked in able:
        return one.asked
    return _asked(one.release, staff, but={one.asked}) or one.asked


def _able(release: ReleaseFacts, staff: Iterable[Authoriser]) -> frozenset[UUID]:
    return frozenset(one.facts.user_id for one in staff if not reasons_against_releasing(one.facts, release, one.cover))


def _away(staff: Iterable[Authoriser]) -> frozenset[UUID]:
    """Those whose absence somebody covers now."""
    return frozenset().union(*(one.cover.user_ids for one in staff))


def _standing_in(staff: Sequence[Authoriser], away: frozenset[UUID]) -> frozenset[UUID]:
    """Those who cover someone on call, also by way of a cover who is away too."""
    covered = {one.facts.user_id for one in staff if one.on_call and one.facts.user_id in away}
    found: set[UUID] = set()
    while more := {one.facts.user_id for one in staff if one.cover.user_ids & covered} - found:
        found |= more
        covered |= more & away
    return frozenset(found)
