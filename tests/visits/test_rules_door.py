"""What in a crew's report cannot be read: each thing at its own field, and all of it at once."""

from collections.abc import Iterable
from uuid import UUID

import pytest

from handrail.catalogue.states import SupplyRoute
from handrail.core.refusal import Reason
from handrail.loans.states import LoanState
from handrail.orders.states import LineState
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.door import LARGEST_QUANTITY, DoorReason, reasons_against
from handrail.visits.rules.door_facts import DoorFacts, LineFact, LoanFact, ScanFact, TaskFact, VisitFact
from handrail.visits.rules.report import DoorReport, HandedOver, LeftUndone, SeenTo, TakenAway
from handrail.visits.states import VisitState

LINE, LOAN, TASK, STRANGE, BED, PERSON, PRODUCT = (UUID(int=number) for number in range(1, 8))
VISIT = VisitFact(
    UUID(int=20),
    1207,
    PERSON,
    UUID(int=21),
    UUID(int=22),
    VisitState.ARRIVED,
    None,
    "",
    None,
    None,
    None,
    None,
    None,
    "",
)
FACTS = DoorFacts(
    VISIT,
    tasks=(TaskFact(TASK, TaskKind.REPAIR, Outcome.OPEN, 1, PRODUCT),),
    lines={LINE: LineFact(LINE, UUID(int=23), LineState.LOADED, PRODUCT, 1, SupplyRoute.LOAN, 0)},
    loans={LOAN: LoanFact(LOAN, PERSON, UUID(int=21), LoanState.ACTIVE, PRODUCT, 1, 0)},
    scans={"B1": ScanFact(BED), "B1 too": ScanFact(BED), "TOI-020": ScanFact(None, PRODUCT)},
)
LEFT = {Outcome.NOT_DONE, Outcome.MISSING, Outcome.REFUSED, Outcome.STILL_NEEDED}


def found(report: DoorReport) -> list[tuple[object, str | None]]:
    reasons: Iterable[Reason] = reasons_against(report, FACTS)
    return [(reason.code, reason.field) for reason in reasons]


def test_what_is_of_this_visit_can_be_read() -> None:
    report = DoorReport(
        VISIT.id,
        (
            HandedOver("B1"),
            HandedOver("TOI-020", quantity=LARGEST_QUANTITY),
            HandedOver("TOI-020"),
            HandedOver("", LINE),
        ),
        (TakenAway("", LOAN), TakenAway("nobody knows it")),
        seen_to=(SeenTo(TASK),),
    )
    assert found(report) == []


@pytest.mark.parametrize(
    ("handed", "code", "field"),
    [
        (HandedOver("B1", STRANGE), DoorReason.LINE_NOT_OF_VISIT, "line_id"),
        (HandedOver(), DoorReason.NOTHING_NAMED, "code"),
        (HandedOver("TOI-020", quantity=0), DoorReason.QUANTITY_NOT_POSSIBLE, "quantity"),
        (HandedOver("TOI-020", quantity=-1), DoorReason.QUANTITY_NOT_POSSIBLE, "quantity"),
        (HandedOver("TOI-020", quantity=LARGEST_QUANTITY + 1), DoorReason.QUANTITY_NOT_POSSIBLE, "quantity"),
    ],
)
def test_what_was_handed_over_is_told_at_its_field(handed: HandedOver, code: DoorReason, field: str) -> None:
    assert found(DoorReport(VISIT.id, (HandedOver("", LINE), handed))) == [(code, f"handed_over.1.{field}")]


@pytest.mark.parametrize(
    ("taken", "code", "field"),
    [
        (TakenAway("B1", STRANGE), DoorReason.LOAN_NOT_OF_PERSON, "loan_id"),
        (TakenAway(), DoorReason.NOTHING_NAMED, "code"),
        (TakenAway("", LOAN, 0), DoorReason.QUANTITY_NOT_POSSIBLE, "quantity"),
    ],
)
def test_what_was_taken_away_is_told_at_its_field(taken: TakenAway, code: DoorReason, field: str) -> None:
    assert found(DoorReport(VISIT.id, (), (TakenAway("", LOAN), taken))) == [(code, f"taken_away.1.{field}")]


def test_one_item_is_scanned_once_whatever_its_code_and_way() -> None:
    report = DoorReport(VISIT.id, (HandedOver("B1"), HandedOver("B1 too")), (TakenAway("B1"),))
    twice = DoorReason.SCANNED_TWICE
    assert found(report) == [(twice, "handed_over.1.code"), (twice, "taken_away.0.code")]


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("task", [TASK, STRANGE])
def test_what_was_left_is_a_task_of_the_visit_with_a_reason_to_leave_it(outcome: Outcome, task: UUID) -> None:
    wanted = [(DoorReason.TASK_NOT_OF_VISIT, "undone.0.task_id")] if task == STRANGE else []
    wanted += [] if outcome in LEFT else [(DoorReason.OUTCOME_NOT_POSSIBLE, "undone.0.outcome")]
    assert found(DoorReport(VISIT.id, undone=(LeftUndone(task, outcome),))) == wanted


def test_what_was_seen_to_is_a_task_of_the_visit() -> None:
    report = DoorReport(VISIT.id, seen_to=(SeenTo(TASK), SeenTo(STRANGE)))
    assert found(report) == [(DoorReason.TASK_NOT_OF_VISIT, "seen_to.1.task_id")]


def test_what_became_of_a_task_is_said_once() -> None:
    left = LeftUndone(TASK, Outcome.NOT_DONE)
    report = DoorReport(VISIT.id, seen_to=(SeenTo(TASK), SeenTo(TASK, actions=("adjusted",))), undone=(left, left))
    assert found(report) == [
        (DoorReason.TASK_TWICE, "seen_to.1.task_id"),
        (DoorReason.TASK_TWICE, "undone.1.task_id"),
    ]


def test_all_that_cannot_be_read_is_told_at_once() -> None:
    report = DoorReport(VISIT.id, (HandedOver(quantity=0),), (TakenAway("", STRANGE),), seen_to=(SeenTo(STRANGE),))
    assert [field for _, field in found(report)] == [
        "handed_over.0.code",
        "handed_over.0.quantity",
        "taken_away.0.loan_id",
        "seen_to.0.task_id",
    ]
