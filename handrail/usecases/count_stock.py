"""Count into an open stock take by scan: items once each, counted stock by condition; unknown codes are kept too.
Refuses a closed stock take; nothing moves until it is closed."""

from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.states import Tracking
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan, NewCount
from handrail.stock.queries import Scanned, ScannedKind, cells, what_are
from handrail.stock.queries.lots import as_recorded
from handrail.stock.queries.takes import TakeFact, take_for_update
from handrail.stock.states import AssetState
from handrail.usecases._scans import against_quantities, check_size, field_of


@dataclass(frozen=True, slots=True)
class Counted:
    """What was scanned. `condition`: of the counted things. A count of 0 says that none is left."""

    take_id: UUID
    items: tuple[ItemScan, ...]
    condition: AssetState = AssetState.READY


@dataclass(frozen=True, slots=True)
class CountKept:
    """How many things were noted in this call, and the codes that nobody knows."""

    noted: int
    unknown: tuple[str, ...]


@use_case(Event.STOCK_COUNTED, needs=Permission.KEEP_STOCK)
def count_stock(change: Change, *, request: Counted) -> CountKept:
    """Note what was counted beside what the record says at this moment."""
    check_size(request.items)
    take = take_for_update(change.scope, request.take_id)
    if take is None:
        raise refuse(CallReason.NOT_FOUND, "take_id")
    if not take.is_open:
        raise refuse(StockReason.TAKE_CLOSED, "take_id")
    scanned = what_are(change.scope, [item.code for item in request.items])
    above_nought = [item for item in request.items if item.quantity != 0]
    reasons = [*against_quantities(above_nought), *_against(scanned)]
    if reasons:
        raise Refused(reasons)
    products = {one.id for one in scanned if one.kind is ScannedKind.PRODUCT and one.id}
    there = cells(change.scope, place_ids=[take.place_id], product_ids=products) if products else ()
    recorded = {(cell.product_id, cell.lot, cell.condition): cell.quantity for cell in there}
    items = as_recorded(change.scope, request.items, scanned)
    rows = [_row(change, request, take, one, item, recorded) for one, item in zip(scanned, items, strict=True)]
    actions.add_counts(rows)
    change.touched("stock_take", take.id)
    return CountKept(len(rows), tuple(one.code for one in scanned if one.kind is ScannedKind.UNKNOWN))


def _against(scanned: tuple[Scanned, ...]) -> list[Reason]:
    """Only what could not be found again: unknown codes are part of what a stock take finds."""
    reasons = []
    for index, one in enumerate(scanned):
        serialised = one.kind is ScannedKind.PRODUCT and one.tracking == Tracking.SERIALISED
        code = StockReason.NEEDS_ITEM_LABEL if serialised else _CODES.get(one.kind)
        if code is not None:
            reasons.append(Reason(code, field_of(index), (("code", one.code),)))
    return reasons


_CODES = {
    ScannedKind.UNREADABLE: StockReason.SCAN_UNREADABLE,
    ScannedKind.SEVERAL: StockReason.SCAN_SEVERAL,
    ScannedKind.PLACE: StockReason.SCAN_NO_ITEM,
    ScannedKind.ORDER: StockReason.SCAN_NO_ITEM,
    ScannedKind.VISIT: StockReason.SCAN_NO_ITEM,
    ScannedKind.PERSON: StockReason.SCAN_NO_ITEM,
}


def _row(
    change: Change,
    request: Counted,
    take: TakeFact,
    one: Scanned,
    item: ItemScan,
    recorded: dict[tuple[UUID, str, AssetState], int],
) -> NewCount:
    if one.kind is ScannedKind.ASSET:
        here = int(one.place_id == take.place_id)
        return NewCount(
            change.new_id(), take.id, here, 1, one.product_id, one.id, condition=one.state or "", code_read=item.code
        )
    if one.kind is ScannedKind.PRODUCT and one.id:
        was = recorded.get((one.id, item.lot, request.condition), 0)
        counted = 1 if item.quantity is None else item.quantity
        return NewCount(
            change.new_id(), take.id, was, counted, one.id, lot=item.lot, condition=request.condition.value,
            code_read=item.code,
        )  # fmt: skip
    return NewCount(change.new_id(), take.id, 0, 1, code_read=item.code)
