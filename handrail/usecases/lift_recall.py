"""Lift a recall: the safety alert holds no more. What it set apart stays so until it is cleared, and is tested again.
What it asked back from homes stands, or ends with it where that is said, but for what a crew was sent for.
Refuses a recall that is lifted already."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.queries import AssetRow
from handrail.stock.queries.recalls import open_recalls, recall_row, recalled_assets
from handrail.stock.rules.recalls import Recalls
from handrail.stock.states import AssetState
from handrail.usecases._recall_over import end_what_it_asked, hold_recall_visits
from handrail.visits.queries.recall_visits import tasks_of_recall


@dataclass(frozen=True, slots=True)
class ToLift:
    """Which recall, and why it is lifted. `end_visits`: what visits were to do because of it ends too."""

    recall_id: UUID
    reason: str
    end_visits: bool = False


@dataclass(frozen=True, slots=True)
class RecallLifted:
    """The recall, and how many items lost its mark. `ended`: the visits that lost what it asked for; `sent`: the
    numbers of those whose crew was sent for it, which stay."""

    recall_id: UUID
    unmarked: int
    ended: tuple[UUID, ...] = ()
    sent: tuple[int, ...] = ()


@use_case(Event.RECALL_LIFTED, needs=Permission.KEEP_STOCK, lays_down=True)
def lift_recall(change: Change, *, request: ToLift) -> RecallLifted:
    """The recall is over; its items lose its mark, unless another recall names them too."""
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    if request.end_visits:
        hold_recall_visits(change, request.recall_id)
    recall = recall_row(change.scope, request.recall_id, lock=True)
    if recall is None:
        raise refuse(CallReason.NOT_FOUND, "recall_id")
    if recall.lifted_at is not None:
        raise refuse(StockReason.RECALL_LIFTED, "recall_id", alert=recall.reference)
    tasks = tasks_of_recall(change.scope, recall) if request.end_visits else ()
    over = end_what_it_asked(change, tasks, request.reason.strip())
    actions.lift_recall(recall.id, why=request.reason.strip())
    rest = open_recalls(change.scope, [recall.product_id])
    marked = [
        row
        for row in recalled_assets(change.scope, product_id=recall.product_id, lot=recall.lot)
        if row.alert_reference == recall.reference
    ]
    actions.set_asset_columns([(row.id, {"alert_reference": _still(rest, row)}) for row in marked])
    change.touched("recall", recall.id)
    change.touched("product", recall.product_id)
    for row in marked:
        change.touched("asset", row.id)
    return RecallLifted(recall.id, len(marked), over.ended, over.sent)


def _still(rest: Recalls, row: AssetRow) -> str:
    """The other recall that an item is under; what is set apart may be of its lot as well where nobody knows."""
    under = rest.doubt if row.state is AssetState.QUARANTINED else rest.alert
    return under(row.product_id, row.lot)
