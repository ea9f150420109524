"""Lists of stock: items by state, place and product with a file to download, counted stock, and a product's page.
Refuses to change anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.catalogue.states import Tracking
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries import AssetRow, CellRow, ProductRow, ScannedKind, product_rows, ready_counts, what_is
from handrail.stock.queries.lists import ITEM_SORTS, StockFilter, count_counted, count_items, counted_items, items
from handrail.stock.states import AssetState
from handrail.web.depot.scanning import HOME, stores_of
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table, Tag, Tone
from handrail.web.shared.views import go, page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import ago, plural, short_day

type Cellish = str | int | date | None
SEES = (Permission.SEE_STOCK, Permission.KEEP_STOCK)
STOCK = Crumb("Stock", "/depot/stock/")


class StockFilters(FilterForm):
    """Which stock."""

    text = fields.SearchField("Number, serial number or product")
    state = fields.SelectField(
        "State", [(s.value, say(s)) for s in AssetState], blank="Any state", required=False, says_optional=False
    )
    place = fields.SelectField("Place", blank="Any place", required=False, says_optional=False)


@dataclass(frozen=True, slots=True)
class StockPage:
    """Items, and beside them the counted stock that the same filter lets through."""

    listing: Listing
    items: Table
    counted: Table
    links: tuple[Link, ...]
    crumbs: tuple[Crumb, ...]


@page(*SEES, methods=("GET",))
def stock(request: PageRequest) -> HttpResponseBase:
    """The list of stock."""
    places = stores_of(request, ("DEPOT", "SATELLITE", "VAN", "REPAIRER"))
    form = StockFilters(request.GET or None, auto_id="%s")
    offer(form, "place", ((str(place.id), place.name) for place in places))
    listing = listing_of(request, sorts=tuple(ITEM_SORTS), default="number", filters=form, size=50)
    wanted = _wanted(listing)
    if listing.wants_csv:
        return stream_csv(request.scope, "stock", CSV_HEAD, lambda: _csv(request, wanted))
    with reading(request.scope):
        found = items(
            request.scope,
            wanted,
            sort=listing.sort,
            descending=listing.descending,
            offset=listing.offset,
            limit=listing.size,
        )
        total = count_items(request.scope, wanted)
        counted = _counted(request, wanted, listing)
    shown = StockPage(listing, _items(found, listing, total), counted, _links(request), (HOME,))
    return render(request, "depot/stock.html", shown)


def _wanted(listing: Listing) -> StockFilter:
    given = listing.filters
    return StockFilter(
        states=(AssetState(given["state"]),) if given.get("state") else (),
        place_id=UUID(given["place"]) if given.get("place") else None,
        text=given.get("text") or "",
    )


def _links(request: PageRequest) -> tuple[Link, ...]:
    if not request.scope.may(Permission.KEEP_STOCK):
        return (Link("Recalls", address_of("depot:recalls")),)
    names = (
        ("Move stock", "depot:move_stock"),
        ("Stock takes", "depot:stock_takes"),
        ("What satellite stores should hold", "depot:levels"),
        ("Print labels", "depot:labels"),
        ("Differences to settle", "depot:discrepancies"),
        ("Recalls", "depot:recalls"),
        ("Overdue on the shelf", "depot:overdue"),
    )
    return tuple(Link(text, address_of(name)) for text, name in names if address_of(name))


def _items(found: tuple[AssetRow, ...], listing: Listing, total: int) -> Table:
    at = now()
    return Table(
        f"Items with a number: {total:,}",
        (
            Column("Number", "number"), Column("Product", "product"), Column("State", "state"),
            Column("Place", "place"), Column("Since", "since"), Column("Next test"),
        ),
        tuple(_item(one, ago(one.state_at, at)) for one in found),
        Empty("No item is like this", "Change the filters.", Link("Clear filters", listing.clear_href)),
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(found), total=total),
        csv_href=listing.csv_href,
    )  # fmt: skip


def _item(one: AssetRow, since: str) -> Row:
    due = min((d for d in (one.electrical_test_due_on, one.examination_due_on) if d), default=None)
    today = now().astimezone(LONDON).date()
    late = due is not None and due < today
    tag = Tag("Overdue", "red") if late else None
    return Row(
        (
            Cell(one.number, f"/a/{one.number}", note=one.serial),
            Cell(one.product_name, f"{address_of('depot:stock')}products/{one.product_id}/", note=one.product_code),
            Cell(tag=tag_of(one.state)),
            Cell(one.place_name or "With a person", note=_shelf(one)),
            Cell(since),
            Cell("" if due is None or late else short_day(due), tag=tag),
        ),
        Tone.STOP if one.alert_reference else Tone.CALM,
    )


def _shelf(one: AssetRow) -> str:
    """The shelf, while the item stands in a store; what is out keeps the one it came from, for its way back."""
    return one.bin if one.place_kind in {"DEPOT", "SATELLITE"} else ""


def _counted(request: PageRequest, wanted: StockFilter, listing: Listing) -> Table:
    """Inside `reading`: the counted stock, with pages of its own."""
    own = listing.second("counted")
    found = counted_items(request.scope, wanted, offset=own.offset, limit=own.size)
    total = count_counted(request.scope, wanted)
    products = address_of("depot:stock") + "products/"
    return Table(
        f"Counted stock: {plural(total.pieces, 'piece')}",
        (
            Column("Product"), Column("State"), Column("Place"), Column("How many", numeric=True),
            Column("Used before", numeric=True), Column("New", numeric=True),
        ),
        tuple(_cell(one, products) for one in found),
        Empty("No counted stock is like this"),
        pager=own.pager(shown=len(found), total=total.rows),
        id="counted",
    )  # fmt: skip


def _cell(one: CellRow, products: str) -> Row:
    return Row(
        (
            Cell(
                one.product_name,
                f"{products}{one.product_id}/",
                note=one.product_code + (f", lot {one.lot}" if one.lot else ""),
            ),
            Cell(tag=tag_of(one.condition)),
            Cell(one.place_name),
            Cell(f"{one.quantity:,}"),
            Cell(f"{one.used:,}"),
            Cell(f"{one.quantity - one.used:,}"),
        )
    )


CSV_HEAD = (
    "Number", "Serial number", "Product code", "Product", "State", "Place", "Shelf", "Quantity", "Lot",
    "Electrical test due", "Examination due", "Alert", "Of them used before",
)  # fmt: skip


def _csv(request: PageRequest, wanted: StockFilter) -> Iterator[tuple[Cellish, ...]]:
    for one in items(request.scope, wanted, limit=None):
        place = one.place_name or "With a person"
        yield (
            one.number, one.serial, one.product_code, one.product_name, say(one.state), place, _shelf(one), 1, one.lot,
            one.electrical_test_due_on, one.examination_due_on, one.alert_reference, 1 if one.issues else 0,
        )  # fmt: skip
    for cell in counted_items(request.scope, wanted, limit=None):
        yield (
            "", "", cell.product_code, cell.product_name, say(cell.condition), cell.place_name, "", cell.quantity,
            cell.lot, None, None, "", cell.used,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product: what may be issued where, every item of it, its counted stock."""

    name: str
    facts: tuple[Fact, ...]
    ready: Table
    items: Table
    counted: Table
    crumbs: tuple[Crumb, ...]


@page(*SEES, methods=("GET",))
def product(request: PageRequest, product_id: UUID) -> HttpResponseBase:
    """One product in the stores."""
    names = {place.id: place.name for place in stores_of(request)}
    listing = listing_of(request, sorts=tuple(ITEM_SORTS), default="state", size=50)
    wanted = StockFilter(product_id=product_id)
    with reading(request.scope):
        found = product_rows(request.scope, [product_id]).get(product_id)
        ready = ready_counts(request.scope, today=now().astimezone(LONDON).date(), product_ids=[product_id])
        rows = items(request.scope, wanted, sort=listing.sort, descending=listing.descending, offset=listing.offset)
        total = count_items(request.scope, wanted)
        counted = _counted(request, wanted, listing)
    if found is None:
        raise Http404
    facts = (
        Fact("Code", found.code),
        _kept_as(request, found),
        Fact("Cleaned by", found.decontamination_method.replace("_", " ") or "Not cleaned"),
        Fact("Electrical test", _every(found.electrical_test_months)),
        Fact("Thorough examination", _every(found.examination_months)),
        Fact("Service", _every(found.service_months)),
    )
    table = Table(
        "Ready to issue",
        (
            Column("Store"),
            Column("Used before", numeric=True),
            Column("New", numeric=True),
        ),
        tuple(
            Row(
                (
                    Cell(names.get(one.place_id, "Elsewhere")),
                    Cell(str(one.recycled)),
                    Cell(str(one.new)),
                )
            )
            for one in ready
        ),
        Empty("None is ready to issue"),
        id="ready",
    )
    shown = ProductPage(found.name, facts, table, _items(rows, listing, total), counted, (HOME, STOCK))
    return render(request, "depot/product.html", shown)


@page(*SEES, methods=("GET",))
def labelled_product(request: PageRequest, gtin: str) -> HttpResponseBase:
    """The product whose label was read, on its own page."""
    with reading(request.scope):
        found = what_is(request.scope, f"(01){gtin}")
    if found.kind is not ScannedKind.PRODUCT:
        raise Http404
    return go(request, "depot:product", found.id)


def _kept_as(request: PageRequest, found: ProductRow) -> Fact:
    """How it is told apart. What is counted has a label for its shelf or box; of the rest each item has its own."""
    if found.tracking == Tracking.SERIALISED:
        return Fact("Kept as", "Items with a number")
    label = Link("Print a label", f"/depot/labels/?code={found.code}", f"for {found.name}")
    return Fact("Kept as", "A count", action=label if request.scope.may(Permission.KEEP_STOCK) else None)


def _every(months: int | None) -> str:
    return f"Every {plural(months, 'month')}" if months else "Not needed"
