"""Work in a store: goods in, put away, move, set apart, scrap.
Refuses a code that is no item, and names it; nothing is booked when one of a call is wrong."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Count, Day, Lot, Scan, Sent, Told, Words
from handrail.api.rest.operations import call_of, writes
from handrail.api.rest.scanned import ItemScanned, scans
from handrail.api.rest.token import CallerRequest
from handrail.stock.codes import ClearedFor
from handrail.stock.plans import StockDone
from handrail.stock.states import AssetState
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.scrap_stock import Scrapped, scrap_stock

router = Router(tags=["Store"])


class StoreBody(Told):
    """Things in one store."""

    place_id: UUID = Field(description="The store: from GET /places.")
    items: list[ItemScanned] = Field(max_length=500)


class GoodsScanned(Sent):
    """One scan of goods in: a product's code or GS1 code."""

    code: Scan = Field(examples=["BED-010"])
    quantity: Count = 1
    number: Code = Field("", description="A label that is stuck on already; left out: the next number.")
    serial: Code = ""
    lot: Lot = ""
    made_on: Day | None = None
    tested_on: Day | None = Field(None, description="From the maker's certificate; left out: not known, so overdue.")
    examined_on: Day | None = None
    price_pence: Count | None = None

    def line(self) -> GoodsLine:
        """The scan as the use case takes it."""
        return GoodsLine(**self.model_dump())


class GoodsBody(Told):
    """A delivery from a supplier into a store."""

    place_id: UUID
    lines: list[GoodsScanned] = Field(max_length=500)
    put_away: bool = Field(False, description="Put on the shelf in the same call.")
    bin: Code = ""
    supplier: Code = ""


@router.post("/goods-in", **writes("receive_goods", "Book goods in", StockDone, makes=True))
def goods_in(request: CallerRequest, body: GoodsBody) -> Status[StockDone]:
    """Serialised items get numbers, counted ones are added up."""
    lines = tuple(line.line() for line in body.lines)
    wanted = GoodsIn(body.place_id, lines, body.put_away, body.bin, body.supplier)
    return Status(201, receive_goods(call_of(request, body), request=wanted))


class ShelfBody(StoreBody):
    """What goes on which shelf."""

    bin: Code = Field("", description="The shelf; left out: none is named.")


@router.post("/put-away", **writes("put_away", "Put passed items on the shelf", StockDone))
def shelve(request: CallerRequest, body: ShelfBody) -> StockDone:
    """PASSED becomes READY. An inspection may do this in its own call."""
    return put_away(call_of(request, body), request=PutAway(body.place_id, scans(body.items), body.bin))


class MoveBody(Told):
    """What moves from where to where; `condition` is that of counted things."""

    from_place_id: UUID
    to_place_id: UUID
    items: list[ItemScanned] = Field(max_length=500)
    condition: AssetState = AssetState.READY
    reason: Words = ""
    bin: Code = ""


@router.post("/stock-moves", **writes("move_stock", "Move stock between places", StockDone))
def move(request: CallerRequest, body: MoveBody) -> StockDone:
    """Items keep their state."""
    wanted = StockMoved(body.from_place_id, body.to_place_id, scans(body.items), body.condition, body.reason, body.bin)
    return move_stock(call_of(request, body), request=wanted)


class ScrapBody(StoreBody):
    """What is scrapped, and why."""

    reason: Code = Field(description="From code list scrap_reason.", examples=["beyond_repair"])
    note: Words = ""
    condition: AssetState = Field(AssetState.RETURNED_DIRTY, description="Of counted things.")


@router.post("/scrapped", **writes("scrap_stock", "Scrap items", StockDone))
def scrap(request: CallerRequest, body: ScrapBody) -> StockDone:
    """For good."""
    wanted = Scrapped(body.place_id, scans(body.items), body.reason, body.note, body.condition)
    return scrap_stock(call_of(request, body), request=wanted)


class QuarantineBody(StoreBody):
    """What is set apart, and why."""

    reason: Words = Field(examples=["Castor came off"])
    alert_reference: Code = Field("", description="The safety alert.", examples=["NatPSA/2026/001"])
    condition: AssetState = Field(AssetState.READY, description="Of counted things.")


@router.post("/quarantine", **writes("quarantine_stock", "Set items apart", StockDone))
def quarantine(request: CallerRequest, body: QuarantineBody) -> StockDone:
    """Lines that waited for one of them need stock again."""
    wanted = SetApart(body.place_id, scans(body.items), body.reason, body.alert_reference, body.condition)
    return quarantine_stock(call_of(request, body), request=wanted)


class ClearBody(StoreBody):
    """What is cleared, for what, and why."""

    cleared_for: ClearedFor
    reason: Words


@router.post("/quarantine/lift", **writes("lift_quarantine", "Clear items that were set apart", StockDone))
def lift(request: CallerRequest, body: ClearBody) -> StockDone:
    """The mark of an alert goes with it."""
    wanted = Cleared(body.place_id, scans(body.items), body.cleared_for, body.reason)
    return lift_quarantine(call_of(request, body), request=wanted)
