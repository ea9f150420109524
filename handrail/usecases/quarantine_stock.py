"""Set items apart: a doubt, damage, or a safety alert. What was kept for someone is let go, so that they get another.
Refuses more pieces than lie there; items with people get the alert's mark and stay where they are. Of counted pieces
that are kept for orders, those that are due last lose theirs first."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import states_before
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.queries.kept import kept_pieces
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, ItemScan, StockDone
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._apart import take_from_lines
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import FoundItems, field_of, find_items, wrong_states
from handrail.usecases._shelf import Apart
from handrail.usecases._store import counted_path, done, touch

SET_APART = states_before(MOVES, AssetEvent.QUARANTINE)
# With a person, or set apart already: nothing moves, but an alert is marked all the same.
ONLY_MARKED = frozenset({AssetState.ON_LOAN, AssetState.QUARANTINED})


@dataclass(frozen=True, slots=True)
class SetApart:
    """What is set apart and why. `alert_reference`: the safety alert, such as NatPSA/2026/001; empty: none.

    `condition`: of the counted things, which are READY unless it says otherwise; HELD: those that are kept for
    orders."""

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
    if request.condition not in SET_APART - {AssetState.LOADED}:
        raise refuse(StockReason.WRONG_STATE, "condition", state=request.condition.value)
    found = find_items(change.scope, request.items, store=request.place_id)
    kept = request.condition is AssetState.HELD
    if not kept:
        found = in_their_lots(change.scope, found, request.place_id, request.condition)
    marked = ONLY_MARKED if request.alert_reference else frozenset[AssetState]()
    reasons = wrong_states(found.assets, SET_APART | marked)
    if reasons:
        raise Refused(reasons)
    moving = [one.asset for one in found.assets if one.asset.state in SET_APART]
    staying = [one.asset for one in found.assets if one.asset.state not in SET_APART]
    lines, pieces = _kept_for(change, request, found) if kept else (set[UUID](), {})
    apart = Apart({row.id for row in moving}, pieces)
    lines |= {row.held_for_line_id for row in moving if row.held_for_line_id}
    take_from_lines(change, lines, apart, how="QUARANTINED", reason=request.reason)
    if any(apart.pieces.values()):
        raise refuse(CallReason.STALE)
    mark = {"alert_reference": request.alert_reference} if request.alert_reference else {}
    actions.step_assets(
        [AssetStep(row.id, (row.state,), (AssetState.QUARANTINED,), None, None, request.reason, mark) for row in moving]
    )
    actions.set_asset_columns([(row.id, mark) for row in staying])
    if not kept:
        through = (request.condition, AssetState.QUARANTINED)
        actions.move_counted(counted_path(change, found.counted, request.place_id, through, request.reason))
    touch(change, found)
    return done(found, AssetState.QUARANTINED, {row.id: row.state for row in staying})


def _kept_for(
    change: Change, request: SetApart, found: FoundItems
) -> tuple[set[UUID], dict[tuple[UUID, UUID, str], int]]:
    """The lines that lose what is kept for them, and the pieces to set apart by product, store and lot."""
    if not found.counted:
        return set(), {}
    rows = kept_pieces(change.scope, place_id=request.place_id, product_ids={one.product_id for one in found.counted})
    pieces: Counter[tuple[UUID, UUID, str]] = Counter()
    lines: set[UUID] = set()
    reasons: list[Reason] = []
    for one in found.counted:
        key = (one.product_id, request.place_id, one.lot)
        pieces[key] += one.pieces
        there = 0
        for row in rows:
            if (row.product_id, row.lot) == (one.product_id, one.lot) and there < pieces[key]:
                there += row.quantity
                lines.add(row.line_id)
        if there < pieces[key]:
            said = (("product", one.product_name), ("wanted", pieces[key]), ("found", there))
            reasons.append(Reason(StockReason.NOT_ENOUGH, field_of(one.index), said))
    if reasons:
        raise Refused(reasons)
    return lines, dict(pieces)
