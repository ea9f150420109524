"""Owns how a mistake of the record is told, and the story of it that is kept with its mending.
Refuses nothing: the use case that puts it right does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.identity.calls import Change
from handrail.identity.roles import Role
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.queries.lines import stopped_before
from handrail.orders.states import LineState
from handrail.people.queries.deaths import deaths_of
from handrail.stock import actions as stock_actions
from handrail.stock.codes import DepotFinding
from handrail.stock.plans import NewDiscrepancy
from handrail.stock.queries import AssetRow
from handrail.stock.queries.passport import moves_of
from handrail.stock.rules.fitness import IssueReason, reasons_against_issue
from handrail.usecases._charges_back import hand_over_charges_back
from handrail.usecases._facts import facts_of
from handrail.usecases._money import follow_lines
from handrail.visits.codes import DoorFinding
from handrail.visits.rules.door_book import OWNERS


class MistakeKind(StrEnum):
    """What was recorded wrongly. WRONG_RETURN: it is with the person still. WRONG_COUNT: how many were handed over, or
    a move of counted stock. WRONG_COUNT_BACK: how many came back."""

    WRONG_ITEM = "WRONG_ITEM"
    WRONG_PERSON = "WRONG_PERSON"
    WRONG_RETURN = "WRONG_RETURN"
    WRONG_COUNT = "WRONG_COUNT"
    WRONG_COUNT_BACK = "WRONG_COUNT_BACK"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What to put right. `code`: the item that was scanned wrongly. `right_code`: the item that was really handed over.

    `right_person_id`: who really has it. `place_id`: the store where the wrongly scanned item really stands.
    A wrong count is named by its move (`move_id`), or by the order (`order_number`) and the product's `code`;
    `right_quantity`: how many it really were, of all visits together; none where it is not said."""

    kind: MistakeKind
    place_id: UUID
    reason: str
    code: str = ""
    right_code: str = ""
    right_person_id: UUID | None = None
    move_id: UUID | None = None
    order_number: int | None = None
    right_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """The discrepancy that tells the story, settled, and the loan that holds now where there is one."""

    discrepancy_id: UUID
    loan_id: UUID | None


def step_named(change: Change, row: AssetRow) -> str:
    """The step that is put right, by its number in the item's history."""
    return f"puts right step {moves_of(change.scope, row.id)[0].seq} of {row.number}"


def come_no_more(change: Change, lines: Sequence[LineRow]) -> frozenset[UUID]:
    """Those of these lines of which nothing is brought any more: cancelled before it was handed over all the same, or
    its person has died since."""
    died = deaths_of(change.scope, [line.person_id for line in lines])
    return stopped_before(change.scope, [line.id for line in lines]) | {
        line.id for line in lines if line.person_id in died
    }


def line_waits_again(change: Change, line_id: UUID | None, story: str) -> None:
    """What a line was for went to somebody else: it is still to come, its money is kept for it again, and it bears
    nothing of the visit. What was cancelled before is cancelled again, and what was for somebody who has died."""
    lines = lines_for_update(change.scope, [line_id]) if line_id else ()
    delivered = [line.id for line in lines if line.state is LineState.DELIVERED]
    stopped = come_no_more(change, lines) if delivered else frozenset()
    for ids, path in (
        ([one for one in delivered if one not in stopped], [LineState.AUTHORISED]),
        ([one for one in delivered if one in stopped], [LineState.AUTHORISED, LineState.CANCELLED]),
    ):
        order_actions.move_lines(ids, expected=[LineState.DELIVERED], path=path, reason=story, delivered_at=None)
    back = [entry for one in delivered for entry in hand_over_charges_back(change, one, story)]
    follow_lines(change, delivered, also=back)


def note_unfit(change: Change, request: Mistake, row: AssetRow, person_id: UUID, home_id: UUID) -> UUID | None:
    """What was really handed over was not fit for it by the record: the difference is open, with its owner. None where
    it was fit, or kept for or lent to somebody: the mending itself puts that right."""
    against = reasons_against_issue(facts_of(row), change.at.today, row.held_for_line_id)
    if {reason.code for reason in against} <= {IssueReason.HELD_FOR_ANOTHER, IssueReason.ON_LOAN}:
        return None
    kind, found_id = DoorFinding.HANDED_OVER_UNFIT, change.new_id()
    stock_actions.raise_discrepancies(
        [
            NewDiscrepancy(
                found_id, kind.value, OWNERS[kind], row.id, row.product_id, person_id, home_id, 1, request.right_code,
                request.reason,
            )
        ]
    )  # fmt: skip
    change.touched("discrepancy", found_id, person_id)
    return found_id


def note_mistake(
    change: Change,
    request: Mistake,
    kind: DepotFinding,
    row: AssetRow | None,
    person_id: UUID | None,
    detail: str,
    product_id: UUID | None = None,
) -> UUID:
    """The story of the mistake, kept and settled by its mending. `product_id`: of counted stock, without a row."""
    note_id = change.new_id()
    stock_actions.raise_discrepancies(
        [
            NewDiscrepancy(
                note_id, kind.value, Role.CONTROLLER.value, row.id if row else None,
                row.product_id if row else product_id, person_id, request.place_id, 1,
                request.code or str(request.move_id), f"{request.reason} ({detail})",
            )
        ]
    )  # fmt: skip
    stock_actions.settle_discrepancies(
        [note_id], by=change.scope.user_id, at=change.at.happened_at, how=f"put right: {detail}"
    )
    change.touched("discrepancy", note_id, person_id)
    return note_id
