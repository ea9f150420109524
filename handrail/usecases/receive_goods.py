"""Book new goods into a store by scan: serialised items get numbers, counted ones are added up.
Refuses a serial number or asset number that is taken; what has no test date counts as overdue, never as passed.
What is recalled is set apart at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from handrail.catalogue.states import Tracking
from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import CountedMove, ItemDone, ItemScan, NewAsset, StockDone
from handrail.stock.queries import ProductRow, Scanned, ScannedKind, product_rows, what_are
from handrail.stock.queries.lots import as_recorded
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.rules.fitness import NEVER_DONE, next_due
from handrail.stock.rules.recalls import Recalls
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._scans import MOST_SCANS, STORES, against_quantities, check_size, field_of
from handrail.usecases._store import name_shelf


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One scan of goods in. `number`: a label that is stuck on already; `serial` and `lot` where the code says none.

    `tested_on`, `examined_on`: from the maker's certificate; None is unknown. `price_pence` None: the catalogue's."""

    code: str
    quantity: int = 1
    number: str = ""
    serial: str = ""
    lot: str = ""
    made_on: date | None = None
    tested_on: date | None = None
    examined_on: date | None = None
    price_pence: int | None = None


@dataclass(frozen=True, slots=True)
class GoodsIn:
    """A delivery from a supplier into a store, put on the shelf in the same call if `put_away`."""

    place_id: UUID
    lines: tuple[GoodsLine, ...]
    put_away: bool = False
    bin: str = ""
    supplier: str = ""


@use_case(Event.GOODS_RECEIVED, needs=Permission.KEEP_STOCK)
def receive_goods(change: Change, *, request: GoodsIn) -> StockDone:
    """New assets at PASSED (READY if put away), or at DECONTAMINATED where a test is still to be done."""
    scans = [ItemScan(line.code, line.quantity, line.lot) for line in request.lines]
    check_size(scans)
    scanned = _scanned(change, request, scans)
    spelt = as_recorded(change.scope, scans, scanned)
    lots = zip(request.lines, spelt, strict=True)
    request = replace(request, lines=tuple(replace(line, lot=scan.lot) for line, scan in lots))
    products = product_rows(change.scope, {one.product_id for one in scanned if one.product_id})
    recalls = open_recalls(change.scope, products)
    assets = [_apart(asset, recalls) for asset in _new_assets(change, request, scanned, products)]
    moves = _moves(change, request, scanned, recalls)
    actions.add_assets(assets)
    actions.move_counted(moves)
    if request.put_away:
        name_shelf(change, request.place_id, (one.product_id for one in scanned), request.bin)
    for asset in assets:
        change.touched("asset", asset.id)
    for product_id in sorted({move.product_id for move in moves}):
        change.touched("product", product_id)
    return _answer(assets, moves, products)


def _scanned(change: Change, request: GoodsIn, scans: Sequence[ItemScan]) -> tuple[Scanned, ...]:
    """The product of each line; raises `Refused` for what is no product, not allowed or taken. One statement."""
    numbers = [line.number for line in request.lines if line.number]
    answers = what_are(change.scope, [*(scan.code for scan in scans), str(request.place_id), *numbers])
    scanned, place, taken = answers[: len(scans)], answers[len(scans)], answers[len(scans) + 1 :]
    used = {one.label for one in taken if one.kind is ScannedKind.ASSET}
    reasons = [
        *([] if place.place_kind in STORES else [Reason(StockReason.UNKNOWN_PLACE, "place_id")]),
        *against_quantities(scans),
        *_against_lines(request, scanned, used),
    ]
    if reasons:
        raise Refused([Reason(r.code, (r.field or "").replace("items.", "lines.") or None, r.params) for r in reasons])
    return scanned


def _against_lines(request: GoodsIn, scanned: Sequence[Scanned], used: set[str]) -> Iterator[Reason]:
    seen: set[tuple[str, str]] = set()
    for index, (line, one) in enumerate(zip(request.lines, scanned, strict=True)):
        field, code = field_of(index), ("code", line.code)
        if one.kind is ScannedKind.ASSET:
            yield Reason(StockReason.SERIAL_TAKEN, field, (("number", one.label), code))
        elif one.kind is not ScannedKind.PRODUCT:
            unread = one.kind is ScannedKind.UNREADABLE
            yield Reason(StockReason.SCAN_UNREADABLE if unread else StockReason.NOT_A_PRODUCT, field, (code,))
        serialised = one.tracking == Tracking.SERIALISED
        own = line.number or line.serial or one.read.serial
        if serialised and line.quantity > 1 and own:
            yield Reason(StockReason.QUANTITY_ONE, field, (("number", own),))
        if line.number and line.number.upper() in used:
            yield Reason(StockReason.NUMBER_TAKEN, field, (("number", line.number),))
        key = (line.number.upper(), f"{one.product_id} {line.serial or one.read.serial or ''}")
        if own and key in seen:
            yield Reason(StockReason.SCANNED_TWICE, field, (("number", own),))
        seen.add(key)
    if sum(line.quantity for line, one in zip(request.lines, scanned, strict=True) if one.tracking != "counted") > (
        MOST_SCANS
    ):
        yield Reason(StockReason.TOO_MANY, "lines", (("most", MOST_SCANS),))


def _new_assets(
    change: Change, request: GoodsIn, scanned: Sequence[Scanned], products: Mapping[UUID, ProductRow]
) -> list[NewAsset]:
    lines = [
        (line, one, products[one.product_id])
        for line, one in zip(request.lines, scanned, strict=True)
        if one.product_id and one.tracking == Tracking.SERIALISED
        for _ in range(line.quantity)
    ]
    missing = sum(1 for line, _, _ in lines if not line.number)
    numbers = iter(actions.new_asset_numbers(missing) if missing else ())
    return [
        _new_asset(change, request, line, one, product, line.number.upper() or next(numbers))
        for line, one, product in lines
    ]


def _new_asset(
    change: Change, request: GoodsIn, line: GoodsLine, one: Scanned, product: ProductRow, number: str
) -> NewAsset:
    tested = line.tested_on or NEVER_DONE
    examined = line.examined_on or NEVER_DONE
    electrical = next_due(tested if line.tested_on else None, product.electrical_test_months, NEVER_DONE)
    examination = next_due(examined if line.examined_on else None, product.examination_months, NEVER_DONE)
    today = change.at.today
    untested = any(due is not None and due < today for due in (electrical, examination))
    event = AssetEvent.RECEIVE_UNTESTED if untested else AssetEvent.RECEIVE
    shelf = () if untested or not request.put_away else (AssetEvent.PUT_AWAY,)
    return NewAsset(
        id=change.new_id(),
        product_id=product.id,
        number=number,
        place_id=request.place_id,
        path=(AssetState.ON_ORDER, *path(MOVES, AssetState.ON_ORDER, event, *shelf)),
        serial=(line.serial or one.read.serial or "").upper(),
        lot=line.lot,
        made_on=line.made_on or one.read.made_on,
        bought_on=today,
        price_paid_pence=product.price_pence if line.price_pence is None else line.price_pence,
        condition_grade="new",
        electrical_test_due_on=electrical,
        examination_due_on=examination,
        service_due_on=next_due(today, product.service_months, None),
        reason=request.supplier,
        bin=request.bin if shelf else "",
    )


def _apart(asset: NewAsset, recalls: Recalls) -> NewAsset:
    """A new item that a recall names never sees the shelf."""
    alert = recalls.doubt(asset.product_id, asset.lot)
    if not alert:
        return asset
    return replace(asset, path=(AssetState.ON_ORDER, AssetState.QUARANTINED), bin="", alert_reference=alert)


def _moves(change: Change, request: GoodsIn, scanned: Sequence[Scanned], recalls: Recalls) -> list[CountedMove]:
    """Counted goods enter as PASSED, and go on to the shelf, or to quarantine, as a second move."""
    made = []
    for line, one in zip(request.lines, scanned, strict=True):
        if one.tracking != Tracking.COUNTED or one.product_id is None:
            continue
        lot, place = line.lot, request.place_id
        entering = CountedMove(
            change.new_id(), one.product_id, line.quantity, None, None, place, AssetState.PASSED, lot, request.supplier
        )
        made.append(entering)
        alert = recalls.doubt(one.product_id, lot)
        if alert or request.put_away:
            after = AssetState.QUARANTINED if alert else AssetState.READY
            made.append(
                CountedMove(
                    change.new_id(), one.product_id, line.quantity, place, AssetState.PASSED, place, after, lot, alert
                )
            )
    return made


def _answer(assets: Sequence[NewAsset], moves: Sequence[CountedMove], products: Mapping[UUID, ProductRow]) -> StockDone:
    """Each line of counted goods with the state that its last move led to."""
    last: list[CountedMove] = []
    for move in moves:
        last = [*(last if move.from_condition is None else last[:-1]), move]
    counts = [
        ItemDone(products[move.product_id].name, move.to_condition, move.quantity) for move in last if move.to_condition
    ]
    items = [ItemDone(products[a.product_id].name, AssetState(a.path[-1]), 1, a.number, a.id) for a in assets]
    return StockDone((*items, *counts))
