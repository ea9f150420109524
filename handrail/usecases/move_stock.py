"""Move stock to another place: between depots and satellites, straight or by a van on the way.
What fills a satellite store up is charged once a store and day.
Refuses what is kept for someone, with a person or gone; on the way it lies on the van, where nobody can allocate it."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, CountedMove, ItemScan, StockDone
from handrail.stock.queries import PlaceRow, places
from handrail.stock.states import AssetState
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import elsewhere, find_anywhere, wrong_states
from handrail.usecases._store import done, touch
from handrail.usecases._top_ups import follow_journey, held_journey

MOVABLE = frozenset(
    {
        AssetState.READY,
        AssetState.PASSED,
        AssetState.RETURNED_DIRTY,
        AssetState.DECONTAMINATED,
        AssetState.IN_REPAIR,
        AssetState.QUARANTINED,
    }
)
FROM_OR_TO = ("DEPOT", "SATELLITE", "VAN", "REPAIRER")


@dataclass(frozen=True, slots=True)
class StockMoved:
    """What moves from where to where. A van as the target: it is on its way; the store scans it in when it arrives.

    `condition`: of the counted things. `bin`: the shelf at the target."""

    from_place_id: UUID
    to_place_id: UUID
    items: tuple[ItemScan, ...]
    condition: AssetState = AssetState.READY
    reason: str = ""
    bin: str = ""


@use_case(Event.STOCK_MOVED, needs=Permission.KEEP_STOCK)
def move_stock(change: Change, *, request: StockMoved) -> StockDone:
    """Every item to the other place in the state that it has; counted stock out of the one cell into the other."""
    journey = held_journey(change, *_places_of(change, request))
    found = in_their_lots(
        change.scope, find_anywhere(change.scope, request.items), request.from_place_id, request.condition
    )
    reasons = [*wrong_states(found.assets, MOVABLE), *elsewhere(found, request.from_place_id)]
    if reasons:
        raise Refused(reasons)
    actions.step_assets(
        [
            AssetStep(
                one.asset.id, (one.asset.state,), (one.asset.state,), request.to_place_id, reason=request.reason,
                also={"bin": request.bin},
            )
            for one in found.assets
        ]
    )  # fmt: skip
    actions.move_counted(
        [
            CountedMove(
                change.new_id(), one.product_id, one.pieces, request.from_place_id, request.condition,
                request.to_place_id, request.condition, one.lot, request.reason,
            )
            for one in found.counted
        ]
    )  # fmt: skip
    touch(change, found)
    if journey:
        follow_journey(change, journey)
    return done(found, request.condition, {one.asset.id: one.asset.state for one in found.assets})


def _places_of(change: Change, request: StockMoved) -> tuple[PlaceRow, PlaceRow]:
    """From where, and to where."""
    if request.from_place_id == request.to_place_id:
        raise refuse(StockReason.SAME_PLACE, "to_place_id")
    if request.condition not in MOVABLE:
        raise refuse(StockReason.WRONG_STATE, "condition", state=request.condition.value)
    known = {place.id: place for place in places(change.scope, FROM_OR_TO)}
    for field, place_id in (("from_place_id", request.from_place_id), ("to_place_id", request.to_place_id)):
        if place_id not in known:
            raise refuse(StockReason.UNKNOWN_PLACE, field)
    return known[request.from_place_id], known[request.to_place_id]
