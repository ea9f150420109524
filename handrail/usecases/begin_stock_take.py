"""Begin a stock take of a store, or of one product category in it.
Refuses a second one of the same store and category while the first is open."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.queries.passport import stock_takes
from handrail.usecases._scans import require_store


@dataclass(frozen=True, slots=True)
class TakeWanted:
    """Which store; `category` empty: everything in it."""

    place_id: UUID
    category: str = ""


@dataclass(frozen=True, slots=True)
class TakeBegun:
    """The stock take that is open now."""

    take_id: UUID


@use_case(Event.STOCK_TAKE_BEGUN, needs=Permission.KEEP_STOCK)
def begin_stock_take(change: Change, *, request: TakeWanted) -> TakeBegun:
    """Open a stock take; people count into it until it is closed."""
    require_store(change.scope, request.place_id)
    takes = stock_takes(change.scope, today=change.at.today)
    if any(t.place_id == request.place_id and t.category == request.category and not t.closed_at for t in takes):
        raise refuse(StockReason.TAKE_OPEN_ALREADY, "place_id")
    take_id = change.new_id()
    actions.open_stock_take(take_id=take_id, place_id=request.place_id, category=request.category)
    change.touched("stock_take", take_id)
    return TakeBegun(take_id)
