"""What a thorough examination in a home comes to: its report, when the next is due, and what is not read."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.core.refusal import Refused
from handrail.loans.states import LoanState
from handrail.stock.codes import ExaminationVerdict
from handrail.stock.states import AssetState
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.door import settle_door
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import AssetFact, DoorFacts, LoanFact, ProductFact, TaskFact, VisitFact
from handrail.visits.rules.examining import ExaminationReason, due_after
from handrail.visits.rules.report import DoorReport, Examined, LeftUndone, TakenAway
from handrail.visits.states import VisitState

NOW, TODAY, SOON = datetime(2026, 3, 3, 10, tzinfo=UTC), date(2026, 3, 3), date(2026, 3, 20)
VISIT, PERSON, HOME, DEPOT, HOIST, BED, A_HOIST, A_BED, LENT, BED_LENT, TASK, OTHER = (
    UUID(int=number) for number in range(1, 13)
)
V, R = ExaminationVerdict, ExaminationReason


def facts(*kinds: TaskKind, state: LoanState = LoanState.ACTIVE) -> DoorFacts:
    """A visit to somebody with a hoist, which needs examinations, and a bed, which needs none."""
    return DoorFacts(
        visit=VisitFact(VISIT, 1, PERSON, HOME, DEPOT, VisitState.ARRIVED, None, "", None, None, None, NOW, NOW, ""),
        tasks=tuple(
            TaskFact(UUID(int=50 + at), kind, Outcome.OPEN, 1, HOIST, loan_id=LENT, asset_id=A_HOIST)
            for at, kind in enumerate(kinds)
        ),
        loans={
            LENT: LoanFact(LENT, PERSON, HOME, state, HOIST, 1, 0, A_HOIST),
            BED_LENT: LoanFact(BED_LENT, PERSON, HOME, LoanState.ACTIVE, BED, 1, 0, A_BED),
            OTHER: LoanFact(OTHER, UUID(int=99), HOME, LoanState.ACTIVE, HOIST, 1, 0, A_HOIST),
        },
        assets={
            A_HOIST: AssetFact(A_HOIST, "H1", HOIST, AssetState.ON_LOAN, HOME, examination_due_on=date(2026, 3, 9)),
            A_BED: AssetFact(A_BED, "B1", BED, AssetState.ON_LOAN, HOME),
        },
        products={
            HOIST: ProductFact(HOIST, "HST-010", "Hoist", Tracking.SERIALISED, SupplyRoute.LOAN, 79_000, 1, 0,
                               examined=True, examination_months=6),
            BED: ProductFact(BED, "BED-010", "Bed", Tracking.SERIALISED, SupplyRoute.LOAN, 69_500, 2, 30),
        },
    )  # fmt: skip


def report(verdict: ExaminationVerdict = V.PASS, **given: Any) -> Examined:
    said = {"examiner": "Sam Field", **given}
    return Examined(said.pop("loan_id", LENT), verdict, **said)


def settled(door: DoorFacts, *examined: Examined, **also: Any) -> DoorBook:
    ids = count(100)
    return settle_door(
        DoorReport(VISIT, examined=examined, **also), door, at=NOW, day=TODAY, new_id=lambda: UUID(int=next(ids))
    )


@pytest.mark.parametrize(
    ("verdict", "due_on"),
    [(V.PASS, date(2026, 9, 3)), (V.DEFECT, date(2026, 9, 3)), (V.DANGER, TODAY)],
)
def test_the_next_is_due_by_the_interval_and_of_a_danger_at_once(verdict: ExaminationVerdict, due_on: date) -> None:
    assert due_after(verdict, TODAY, 6, date(2026, 3, 9)) == due_on


def test_an_examination_sees_to_its_service_and_says_when_it_was_due() -> None:
    book = settled(facts(TaskKind.SERVICE), report(report=" R-17 ", defects="a scratch", mend_by=SOON))
    (made,) = book.examinations
    assert (made.verdict, made.examiner, made.report, made.defects) == ("PASS", "Sam Field", "R-17", "a scratch")
    # What passed has nothing to be mended by a day.
    assert (made.mend_by, made.due_before, made.examination_due_on) == (None, date(2026, 3, 9), date(2026, 9, 3))
    assert (made.of.asset_id, made.loan_id, made.visit_id) == (A_HOIST, LENT, VISIT)
    assert [close.outcome for close in book.closes.values()] == [Outcome.DONE]
    assert (book.discrepancies, book.swaps, book.extras) == ([], [], False)


def test_one_at_a_visit_for_something_else_leaves_what_the_visit_is_for() -> None:
    left = (LeftUndone(UUID(int=50), Outcome.NOT_DONE, "no_answer"),)
    book = settled(facts(TaskKind.REPAIR), report(), undone=left)
    assert [close.outcome for close in book.closes.values()] == [Outcome.NOT_DONE]
    # Something was done there.
    assert book.extras


def test_a_defect_is_to_be_mended_by_its_day() -> None:
    (made,) = settled(facts(TaskKind.SERVICE), report(V.DEFECT, defects="Worn strap", mend_by=SOON)).examinations
    assert (made.verdict, made.defects, made.mend_by) == ("DEFECT", "Worn strap", SOON)


def test_a_danger_is_found_and_swapped_at_once() -> None:
    book = settled(facts(TaskKind.SERVICE), report(V.DANGER, defects="Cracked boom"))
    (found,) = book.discrepancies
    assert (found.kind, found.owner_role, found.asset_id) == ("FAILED_EXAMINATION", "DEPOT", A_HOIST)
    assert (found.detail, found.place_id) == ("Cracked boom", HOME)
    assert [swap.loan_id for swap in book.swaps] == [LENT]


def test_a_danger_that_goes_along_or_is_to_be_fetched_is_not_swapped() -> None:
    fetched = settled(
        facts(TaskKind.COLLECT, state=LoanState.RETURN_REQUESTED), report(V.DANGER, defects="Cracked boom"),
        taken_away=(TakenAway(loan_id=LENT),),
    )  # fmt: skip
    assert (len(fetched.discrepancies), fetched.swaps) == (1, [])
    to_come = settled(facts(state=LoanState.RETURN_REQUESTED), report(V.DANGER, defects="Cracked boom"))
    assert (len(to_come.discrepancies), to_come.swaps) == (1, [])


@pytest.mark.parametrize(
    ("examined", "field", "code"),
    [
        ((report(loan_id=OTHER),), "examined.0.loan_id", R.NOT_LENT),
        ((report(loan_id=UUID(int=77)),), "examined.0.loan_id", R.NOT_LENT),
        ((report(loan_id=BED_LENT),), "examined.0.loan_id", R.NOT_NEEDED),
        ((report(), report()), "examined.1.loan_id", R.TWICE),
        ((report(examiner=" "),), "examined.0.examiner", R.EXAMINER_MISSING),
        ((report(V.DANGER),), "examined.0.defects", R.DEFECTS_MISSING),
        ((report(V.DEFECT, defects="Worn"),), "examined.0.mend_by", R.MEND_BY_MISSING),
        ((report(V.DEFECT, defects="Worn", mend_by=date(2026, 3, 2)),), "examined.0.mend_by", R.MEND_BY_MISSING),
    ],
)
def test_a_report_that_cannot_be_is_not_read(
    examined: tuple[Examined, ...], field: str, code: ExaminationReason
) -> None:
    with pytest.raises(Refused) as refused:
        settled(facts(TaskKind.SERVICE), *examined)
    assert [(reason.field, reason.code) for reason in refused.value.reasons] == [(field, code)]
