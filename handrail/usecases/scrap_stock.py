"""Scrap items that will not be issued again, with a reason from the contract's list.
Refuses what is kept for someone, on loan or gone already."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import states_before
from handrail.core.refusal import Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan, StockDone
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._checked import Checked, follow_checked
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import find_items, wrong_states
from handrail.usecases._store import check_codes, counted_path, done, steps_to, touch

SCRAPPABLE = states_before(MOVES, AssetEvent.SCRAP)
# Counted pieces in any other were settled when they passed, or came back from nobody.
UNSETTLED = frozenset({AssetState.RETURNED_DIRTY, AssetState.DECONTAMINATED})


@dataclass(frozen=True, slots=True)
class Scrapped:
    """What is scrapped in which store and why (code list scrap_reason). `condition`: of the counted things."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    reason: str
    note: str = ""
    condition: AssetState = AssetState.RETURNED_DIRTY


@use_case(Event.STOCK_SCRAPPED, needs=Permission.KEEP_STOCK)
def scrap_stock(change: Change, *, request: Scrapped) -> StockDone:
    """Every item → SCRAPPED; counted stock leaves its cell for good."""
    if request.condition not in SCRAPPABLE:
        raise refuse(StockReason.WRONG_STATE, "condition", state=request.condition.value)
    found = in_their_lots(
        change.scope,
        find_items(change.scope, request.items, store=request.place_id),
        request.place_id,
        request.condition,
    )
    check_codes(change, {"scrap_reason": [request.reason]}, field="reason")
    reasons = wrong_states(found.assets, SCRAPPABLE)
    if reasons:
        raise Refused(reasons)
    why = f"{request.reason}: {request.note}" if request.note else request.reason
    actions.step_assets(steps_to([one.asset for one in found.assets], (AssetState.SCRAPPED,), request.place_id, why))
    actions.move_counted(counted_path(change, found.counted, request.place_id, (request.condition, None), why))
    pieces = found.pieces(None if request.condition in UNSETTLED else ())
    follow_checked(change, Checked(scrapped=[one.asset.id for one in found.assets], scrapped_pieces=pieces))
    touch(change, found)
    return done(found, AssetState.SCRAPPED)
