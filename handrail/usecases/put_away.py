"""Put passed items on the shelf: PASSED becomes READY, in a store, on a bin.
Refuses what has not passed, and what is under an alert or overdue for a test or examination."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import path, states_before
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.plans import AssetStep, ItemScan, StockDone
from handrail.stock.rules.fitness import IssueReason, reasons_against_issue
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._facts import facts_of
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import FoundAsset, field_of, find_items, wrong_states
from handrail.usecases._store import against_recalled, counted_path, done, name_shelf, touch

ON_A_SHELF = states_before(MOVES, AssetEvent.PUT_AWAY)


@dataclass(frozen=True, slots=True)
class PutAway:
    """What goes on which shelf of which store; `bin` empty: no shelf is named."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    bin: str = ""


@use_case(Event.STOCK_PUT_AWAY, needs=Permission.KEEP_STOCK)
def put_away(change: Change, *, request: PutAway) -> StockDone:
    """Every item PASSED → READY in this store; counted stock likewise."""
    found = find_items(change.scope, request.items, store=request.place_id)
    reasons = wrong_states(found.assets, ON_A_SHELF) or [
        *_unfit(change, found.assets),
        *against_recalled(change, found.counted),
    ]
    if reasons:
        raise Refused(reasons)
    found = in_their_lots(change.scope, found, request.place_id, AssetState.PASSED)
    shelf = {"bin": request.bin} if request.bin else {}
    ready = path(MOVES, AssetState.PASSED, AssetEvent.PUT_AWAY)
    actions.step_assets(
        [AssetStep(one.asset.id, (one.asset.state,), ready, request.place_id, also=shelf) for one in found.assets]
    )
    actions.move_counted(counted_path(change, found.counted, request.place_id, (AssetState.PASSED, *ready)))
    products = (*(one.asset.product_id for one in found.assets), *(one.product_id for one in found.counted))
    name_shelf(change, request.place_id, products, request.bin)
    touch(change, found)
    return done(found, AssetState.READY)


def _unfit(change: Change, assets: tuple[FoundAsset, ...]) -> list[Reason]:
    """What would never leave the shelf again does not go there: alerts and dates that have run out."""
    return [
        Reason(reason.code, field_of(one.index), reason.params)
        for one in assets
        for reason in reasons_against_issue(facts_of(one.asset), change.at.today)
        if reason.code is not IssueReason.NOT_PUT_AWAY
    ]
