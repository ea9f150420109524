"""Stock takes: begin one, count into it by scan, see what is still uncounted, close it.
Refuses nothing itself; the use cases do."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.codes import DepotFinding
from handrail.stock.queries.passport import TakeRow, stock_takes
from handrail.stock.queries.takes import CountedCell, CountedItem, TakeFact, take_cells, take_items
from handrail.stock.states import AssetState
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.web.depot.care import codes_of
from handrail.web.depot.code_words import words_of
from handrail.web.depot.scanning import HOME, ScansField, stores_of, submit_work
from handrail.web.depot.set_aside import CONDITIONS
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table, Tag, Tone
from handrail.web.shared.views import go, page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import plural, short_day_and_time

TAKES = (HOME, Crumb("Stock", "/depot/stock/"), Crumb("Stock takes", "/depot/stock-takes/"))


class BeginForm(HandrailForm):
    """Which store, and of which category."""

    place_id = fields.SelectField("Store", missing="Choose the store")
    category = fields.SelectField("Only one kind of product", required=False, blank="Everything")

    def to_request(self) -> TakeWanted:
        """The stock take wanted."""
        return TakeWanted(UUID(self.cleaned_data["place_id"]), self.cleaned_data["category"])


@dataclass(frozen=True, slots=True)
class TakesPage:
    """The stock takes that are open or were lately, and the form for a new one."""

    form: BeginForm
    table: Table
    crumbs: tuple[Crumb, ...]


@page(Permission.KEEP_STOCK)
def stock_take_list(request: PageRequest) -> HttpResponseBase:
    """Begins a stock take, and lists them."""
    stores = stores_of(request)
    initial = {"place_id": str(stores[0].id) if stores else ""}
    form = BeginForm(request.POST) if request.method == "POST" else BeginForm(initial=initial)
    offer(form, "place_id", ((str(store.id), store.name) for store in stores))
    offer(form, "category", codes_of(request, "product_category")["product_category"])
    if request.method == "POST" and (done := submit_work(request, form, begin_stock_take)):
        return go(request, "depot:stock_take", done.take_id, flash="The stock take has begun.")
    with reading(request.scope):
        takes = stock_takes(request.scope, today=now().astimezone(LONDON).date())
    return render(
        request,
        "depot/stock_takes.html",
        TakesPage(form, _takes(takes, words_of(request, "product_category")), TAKES[:2]),
        form=form,
    )


def _takes(takes: tuple[TakeRow, ...], categories: Mapping[str, str]) -> Table:
    return Table(
        "Stock takes",
        (Column("Store"), Column("Begun"), Column("Counted", numeric=True), Column("State")),
        tuple(
            Row(
                (
                    Cell(
                        take.place, f"/depot/stock-takes/{take.id}/", note=categories.get(take.category, take.category)
                    ),
                    Cell(short_day_and_time(take.begun_at), note=take.begun_by),
                    Cell(str(take.counted)),
                    Cell(tag=Tag("Closed", "grey") if take.closed_at else Tag("Open", "yellow")),
                )
            )
            for take in takes
        ),
        Empty("No stock take yet"),
        id="takes",
    )


class CountForm(HandrailForm):
    """What was counted just now."""

    take = fields.UuidField("Stock take")
    items = ScansField(
        "Scan what you see",
        hint="Each item once. For counted things write how many, like BDA-020 x 12; x 0 for none",
    )
    condition = fields.SelectField("Counted things are", CONDITIONS)

    def to_request(self) -> Counted:
        """Counted into this stock take."""
        given = self.cleaned_data
        return Counted(given["take"], given["items"], AssetState(given["condition"]))


class CloseForm(HandrailForm):
    """The end of a stock take."""

    take = fields.UuidField("Stock take")
    rest_is_missing = fields.TickField("What is not counted is not here", required=False)

    def to_request(self) -> TakeToClose:
        """This stock take."""
        return TakeToClose(self.cleaned_data["take"], self.cleaned_data["rest_is_missing"])


@dataclass(frozen=True, slots=True)
class TakePage:
    """One stock take: the box to count into, and what is still to be found."""

    take: TakeRow
    count: CountForm
    close: CloseForm
    sent: HandrailForm | None
    items: Table
    cells: Table
    crumbs: tuple[Crumb, ...]


@page(Permission.KEEP_STOCK)
def stock_take(request: PageRequest, take_id: UUID) -> HttpResponseBase:
    """Shows a stock take and counts into it."""
    count = CountForm(request.POST) if request.method == "POST" else None
    if count and (kept := submit_work(request, count, count_stock)):
        unknown = f" Nobody knows: {', '.join(kept.unknown)}." if kept.unknown else ""
        return go(request, "depot:stock_take", take_id, flash=f"{plural(kept.noted, 'thing')} counted.{unknown}")
    return _shown(request, take_id, count=count)


@page(Permission.KEEP_STOCK, methods=("POST",))
def close_take(request: PageRequest, take_id: UUID) -> HttpResponseBase:
    """Closes a stock take."""
    close = CloseForm(request.POST)
    if done := submit_work(request, close, close_stock_take):
        return go(request, "depot:stock_takes", flash=_closed(done.as_recorded, done.found))
    return _shown(request, take_id, close=close)


def _shown(
    request: PageRequest, take_id: UUID, *, count: CountForm | None = None, close: CloseForm | None = None
) -> HttpResponseBase:
    with reading(request.scope):
        takes = stock_takes(request.scope, today=now().astimezone(LONDON).date(), take_id=take_id)
        take = next((one for one in takes if one.id == take_id), None)
        if take is None:
            raise Http404
        fact = TakeFact(take.id, take.place_id, take.category, take.closed_at is None)
        items, cells = take_items(request.scope, fact), take_cells(request.scope, fact)
    fresh = {"take": take_id, "condition": AssetState.READY.value}
    shown = TakePage(
        take, count or CountForm(initial=fresh), close or CloseForm(initial=fresh, auto_id="close-%s"), count or close,
        _items(items), _cells(cells), TAKES,
    )  # fmt: skip
    return render(request, "depot/stock_take.html", shown, form=count or close)


def _closed(right: int, found: dict[str, int]) -> str:
    said = f"The stock take is closed. {plural(right, 'thing')} as recorded."
    for kind, count in found.items():
        said += f" {say(DepotFinding(kind))}: {count}."
    return said


def _items(items: tuple[CountedItem, ...]) -> Table:
    left = [item for item in items if not item.seen]
    return Table(
        f"Items not found yet: {len(left)} of {len(items)}",
        (Column("Number"), Column("Product"), Column("State")),
        tuple(
            Row((Cell(item.number, f"/a/{item.number}"), Cell(item.product_name), Cell(tag=tag_of(item.state))))
            for item in left[:200]
        ),
        Empty("Every item has been found"),
        id="items",
    )


def _cells(cells: tuple[CountedCell, ...]) -> Table:
    return Table(
        "Counted stock",
        (Column("Product"), Column("State"), Column("Recorded", numeric=True), Column("Counted", numeric=True)),
        tuple(
            Row(
                (
                    Cell(cell.product_name, note=cell.product_code + (f", lot {cell.lot}" if cell.lot else "")),
                    Cell(tag=tag_of(cell.condition)),
                    Cell(str(cell.recorded)),
                    Cell("Not yet" if cell.counted is None else str(cell.counted)),
                ),
                Tone.WARN if cell.counted is not None and cell.counted != cell.recorded_then else Tone.CALM,
            )
            for cell in cells
        ),
        Empty("No counted stock here"),
        id="cells",
    )
