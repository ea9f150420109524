"""Settle what was found to differ from the record: say how, and it leaves the list.
Refuses one that is settled already, and silence about how."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.queries.passport import discrepancies_for_update


@dataclass(frozen=True, slots=True)
class Settled:
    """Which discrepancies are settled, and how."""

    discrepancy_ids: tuple[UUID, ...]
    how: str


@dataclass(frozen=True, slots=True)
class DiscrepanciesSettled:
    """Those that are settled now."""

    discrepancy_ids: tuple[UUID, ...]


@use_case(Event.DISCREPANCY_SETTLED, needs=Permission.SETTLE_DISCREPANCY)
def settle_discrepancy(change: Change, *, request: Settled) -> DiscrepanciesSettled:
    """Close them with who, when and how; the rows themselves stay."""
    if not request.discrepancy_ids:
        raise refuse(StockReason.NOTHING_SCANNED, "discrepancy_ids")
    if not request.how.strip():
        raise refuse(StockReason.REASON_MISSING, "how")
    found = discrepancies_for_update(change.scope, list(request.discrepancy_ids))
    if len(found) < len(set(request.discrepancy_ids)):
        raise refuse(CallReason.NOT_FOUND, "discrepancy_ids")
    if any(settled_at for _, _, settled_at in found):
        raise refuse(StockReason.SETTLED_ALREADY, "discrepancy_ids")
    actions.settle_discrepancies(
        request.discrepancy_ids, by=change.scope.user_id, at=change.at.happened_at, how=request.how.strip()
    )
    for row_id, asset_id, _ in found:
        change.touched("discrepancy", row_id)
        if asset_id:
            change.touched("asset", asset_id)
    return DiscrepanciesSettled(tuple(row_id for row_id, _, _ in found))
