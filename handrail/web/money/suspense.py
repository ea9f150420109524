"""What was done and waits for a price or for a fund: what, since when, how much, and who can mend it.
Refuses people: it names orders, whose pages say whose they are to those who may see people."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import WaitsFor
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.suspense import SORTS, Open, Waits, open_waiting, waits
from handrail.ledger.rules.suspense import EQUIPMENT
from handrail.web.admin.shapes import ListPage
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import FilterForm, Listing, cells, listing_of
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Notice, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.money import MEASURED
from handrail.wording.shown import plural, short_day

TITLE = "Waiting for a price or a fund"
INTRO = (
    "What was done is never stopped for money. Without a price, or without a fund that pays, it waits here.",
    "It goes to the fund by itself once it has both. The pool manager looks after this list.",
)
WITHOUT_VAT = (
    "No VAT is in these amounts: it comes once a fund takes over, by the terms of the day on which it happened."
)
HEADS = ("What", "Waits for", "Happened", "Amount", "Orders", "Who can mend it")


class SuspenseFilters(FilterForm):
    """What the list is narrowed to."""

    waits_for = fields.SelectField(
        "Waits for", tuple((one.value, say(one)) for one in WaitsFor), blank="A price or a fund", says_optional=False
    )


@page(Permission.SEE_MONEY, methods=("GET",))
def suspense(request: PageRequest) -> HttpResponseBase:
    """What waits, the oldest first."""
    listing = listing_of(request, sorts=tuple(SORTS), default="since", filters=SuspenseFilters)
    chosen = str(listing.filters.get("waits_for") or "")
    with reading(request.scope):
        stands, terms = waits(request.scope), money_terms(request.scope).vat.ever()
        found = _read(request, listing, chosen, offset=listing.offset, limit=listing.size)
    if listing.wants_csv:
        return stream_csv(
            request.scope, "waiting", HEADS,
            lambda: map(_file_row, _read(request, listing, chosen, offset=0, limit=None)),
        )  # fmt: skip
    table = Table(
        TITLE,
        (
            Column(HEADS[0], "what"), Column(HEADS[1]), Column(HEADS[2], "since", whole=True),
            Column(HEADS[3], "pence", numeric=True), Column(HEADS[4]), Column(HEADS[5]),
        ),
        [_row(one, opens_orders=request.scope.may(Permission.SEE_ORDERS)) for one in found],
        Empty("Nothing waits", "All that was done has a price, and a fund pays for it."),
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(found), total=_total(stands, chosen)),
        csv_href=listing.csv_href,
        caption_hidden=True,
    )  # fmt: skip
    intro = (*INTRO, WITHOUT_VAT) if terms else INTRO
    shown = ListPage(
        TITLE, table, crumbs=(Crumb("Money", address_of("money:pool")),), intro=intro,
        listing=listing,
        filters=("waits_for",),
    )  # fmt: skip
    return render(request, "admin/list.html", shown)


def waits_notice(stands: Waits) -> Notice | None:
    """What the page of a pool says of the list, where anything is on it."""
    number = stands.without_price + stands.without_fund + stands.credits
    if not number:
        return None
    lines = []
    if stands.without_price:
        lines.append(f"Without a price: {stands.without_price:,}.")
    if stands.without_fund:
        lines.append(f"Without a fund: {stands.without_fund:,}, {shown_pounds(stands.pence)} in all.")
    if stands.credits:
        lines.append(f"Credits without a fund: {stands.credits:,}.")
    title = f"{number:,} wait for a price or a fund" if number > 1 else "One thing waits for a price or a fund"
    return Notice(title, tuple(lines), Tone.WARN, Link("See what waits", reverse("money:suspense")))


def _read(request: PageRequest, listing: Listing, chosen: str, *, offset: int, limit: int | None) -> Sequence[Open]:
    return open_waiting(
        request.scope, chosen, sort=listing.sort, descending=listing.descending, offset=offset, limit=limit
    )


def _total(stands: Waits, chosen: str) -> int:
    by_kind = {
        WaitsFor.PRICE: stands.without_price,
        WaitsFor.FUND: stands.without_fund,
        WaitsFor.CREDIT: stands.credits,
    }
    return sum(number for kind, number in by_kind.items() if chosen in ("", kind))


def _row(one: Open, *, opens_orders: bool) -> Row:
    orders = [
        Link(f"Order {number}", reverse("prescriber:order", args=[order_id]))
        for number, order_id in (one.orders.items() if opens_orders else ())
    ]
    return Row((
        Cell(_what(one), note=one.product),
        Cell(say(one.waits_for)),
        Cell(short_day(one.happened_on)),
        Cell("No price yet" if one.pence is None else shown_pounds(one.pence)),
        Cell(links=orders) if orders else Cell(_orders(one)),
        Cell(_mended_by(one)),
    ))  # fmt: skip


def _file_row(one: Open) -> Sequence[FileCell]:
    what = f"{_what(one)}: {one.product}" if one.product else _what(one)
    pence = None if one.pence is None else Decimal(one.pence).scaleb(-2)
    return cells(what, say(one.waits_for), one.happened_on, pence, _orders(one), _mended_by(one))


def _what(one: Open) -> str:
    what = "Equipment" if one.item == EQUIPMENT else one.label or one.item.replace("_", " ").capitalize()
    # What goes by the hour has its minutes only until it has its price.
    if one.item in MEASURED and (one.waits_for is WaitsFor.PRICE or one.quantity > 1):
        return f"{what}, {plural(one.quantity, MEASURED[one.item])}"
    return f"{what}, {one.quantity} times" if one.quantity > 1 and one.item != EQUIPMENT else what


def _orders(one: Open) -> str:
    return ", ".join(f"Order {number}" for number in one.orders) or "Not known"


def _mended_by(one: Open) -> str:
    if one.waits_for is WaitsFor.PRICE:
        return f"An administrator: add a price that holds on {short_day(one.happened_on)}"
    if one.orders:
        return "The pool manager: add a rule under Who pays that fits it"
    return "The pool manager: it belongs to no order that is known"
