"""Lift a recall: the safety alert holds no more. What it set apart stays so until it is cleared, and is tested again.
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


@dataclass(frozen=True, slots=True)
class ToLift:
    """Which recall, and why it is lifted."""

    recall_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class RecallLifted:
    """The recall, and how many items lost its mark."""

    recall_id: UUID
    unmarked: int


@use_case(Event.RECALL_LIFTED, needs=Permission.KEEP_STOCK, lays_down=True)
def lift_recall(change: Change, *, request: ToLift) -> RecallLifted:
    """The recall is over; its items lose its mark, unless another recall names them too."""
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    recall = recall_row(change.scope, request.recall_id, lock=True)
    if recall is None:
        raise refuse(CallReason.NOT_FOUND, "recall_id")
    if recall.lifted_at is not None:
        raise refuse(StockReason.RECALL_LIFTED, "recall_id", alert=recall.reference)
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
    return RecallLifted(recall.id, len(marked))


def _still(rest: Recalls, row: AssetRow) -> str:
    """The other recall that an item is under; what is set apart may be of its lot as well where nobody knows."""
    under = rest.doubt if row.state is AssetState.QUARANTINED else rest.alert
    return under(row.product_id, row.lot)
