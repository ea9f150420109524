"""Set items apart: a doubt, damage, or a safety alert. What was kept for someone is let go, so that they get another.
Refuses nothing that stands in a store; items with people get the alert's mark and stay where they are."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import states_before
from handrail.core.refusal import Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, ItemScan, StockDone
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._lines import let_go
from handrail.usecases._scans import find_items, wrong_states
from handrail.usecases._store import counted_path, done, touch

SET_APART = states_before(MOVES, AssetEvent.QUARANTINE)
# With a person, or set apart already: nothing moves, but an alert is marked all the same.
ONLY_MARKED = frozenset({AssetState.ON_LOAN, AssetState.QUARANTINED})


@dataclass(frozen=True, slots=True)
class SetApart:
    """What is set apart and why. `alert_reference`: the safety alert, such as NatPSA/2026/001; empty: none.

    `condition`: of the counted things, which are READY unless it says otherwise."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    reason: str
    alert_reference: str = ""
    condition: AssetState = AssetState.READY


@use_case(Event.STOCK_QUARANTINED, needs=Permission.KEEP_STOCK)
def quarantine_stock(change: Change, *, request: SetApart) -> StockDone:
    """Every item → QUARANTINED with the alert's mark; lines that waited for one go back to AUTHORISED."""
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    if request.condition not in SET_APART - {AssetState.HELD, AssetState.LOADED}:
        raise refuse(StockReason.WRONG_STATE, "condition", state=request.condition.value)
    found = find_items(change.scope, request.items, store=request.place_id)
    marked = ONLY_MARKED if request.alert_reference else frozenset[AssetState]()
    reasons = wrong_states(found.assets, SET_APART | marked)
    if reasons:
        raise Refused(reasons)
    moving = [one.asset for one in found.assets if one.asset.state in SET_APART]
    staying = [one.asset for one in found.assets if one.asset.state not in SET_APART]
    let_go(
        change, {row.held_for_line_id for row in moving if row.held_for_line_id}, how="QUARANTINED",
        reason=request.reason,
    )  # fmt: skip
    mark = {"alert_reference": request.alert_reference} if request.alert_reference else {}
    actions.step_assets(
        [AssetStep(row.id, (row.state,), (AssetState.QUARANTINED,), None, None, request.reason, mark) for row in moving]
    )
    actions.set_asset_columns([(row.id, mark) for row in staying])
    through = (request.condition, AssetState.QUARANTINED)
    actions.move_counted(counted_path(change, found.counted, request.place_id, through, request.reason))
    touch(change, found)
    return done(found, AssetState.QUARANTINED, {row.id: row.state for row in staying})
