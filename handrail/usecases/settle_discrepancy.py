"""Settle what was found to differ from the record: say how, and it leaves the list. What was set apart for it may be
cleared in the same step, to be cleaned and tested.
Refuses one that is settled already, silence about how, and clearing what an alert or another difference still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, ItemDone
from handrail.stock.queries import AssetRow, assets_for_update
from handrail.stock.queries.passport import discrepancies_for_update, set_apart_by
from handrail.stock.states import AssetState
from handrail.usecases._set_apart import against_clearing


@dataclass(frozen=True, slots=True)
class Settled:
    """Which discrepancies are settled, and how. `to_clean`: the items set apart for them go to be cleaned and tested;
    otherwise they stay set apart, until the depot clears them."""

    discrepancy_ids: tuple[UUID, ...]
    how: str
    to_clean: bool = False


@dataclass(frozen=True, slots=True)
class DiscrepanciesSettled:
    """Those that are settled now, and the items that left quarantine with it."""

    discrepancy_ids: tuple[UUID, ...]
    items: tuple[ItemDone, ...] = ()


@use_case(Event.DISCREPANCY_SETTLED, needs=Permission.SETTLE_DISCREPANCY)
def settle_discrepancy(change: Change, *, request: Settled) -> DiscrepanciesSettled:
    """Close them with who, when and how; the rows themselves stay. Items QUARANTINED → RETURNED_DIRTY where asked."""
    if not request.discrepancy_ids:
        raise refuse(StockReason.NOTHING_SCANNED, "discrepancy_ids")
    if not request.how.strip():
        raise refuse(StockReason.REASON_MISSING, "how")
    # Items are locked before what was found about them, as whoever inspects an item does.
    cleared = _to_clear(change, request)
    found = discrepancies_for_update(change.scope, list(request.discrepancy_ids))
    if len(found) < len(set(request.discrepancy_ids)):
        raise refuse(CallReason.NOT_FOUND, "discrepancy_ids")
    if any(settled_at for _, _, settled_at in found):
        raise refuse(StockReason.SETTLED_ALREADY, "discrepancy_ids")
    reasons = against_clearing(change, cleared, request.discrepancy_ids)
    if reasons:
        raise Refused(reasons)
    actions.settle_discrepancies(
        request.discrepancy_ids, by=change.scope.user_id, at=change.at.happened_at, how=request.how.strip()
    )
    _clear(cleared, request.how.strip())
    for row_id, asset_id, _ in found:
        change.touched("discrepancy", row_id)
        if asset_id:
            change.touched("asset", asset_id)
    items = tuple(ItemDone(row.product_name, AssetState.RETURNED_DIRTY, 1, row.number, row.id) for row in cleared)
    return DiscrepanciesSettled(tuple(row_id for row_id, _, _ in found), items)


def _to_clear(change: Change, request: Settled) -> Sequence[AssetRow]:
    ids = set_apart_by(change.scope, request.discrepancy_ids) if request.to_clean else ()
    rows = assets_for_update(change.scope, ids) if ids else ()
    return [row for row in rows if row.state is AssetState.QUARANTINED]


def _clear(rows: Sequence[AssetRow], how: str) -> None:
    actions.step_assets(
        [AssetStep(row.id, (AssetState.QUARANTINED,), (AssetState.RETURNED_DIRTY,), reason=how) for row in rows]
    )
