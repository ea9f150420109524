"""The entries behind a statement: each with its day, order, visit and amount, as a list and as a file.
Refuses people's names: an order's page says whose it is to those who may see people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.invoices.queries.statement import Behind, StatedEntry, stated_entries, statement
from handrail.invoices.rules.statement import Section, StatedRow, section_of
from handrail.web.admin.shapes import london_today
from handrail.web.invoices.names import activity_names
from handrail.web.invoices.periods import PeriodForm, chosen
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.web.spending.lines import pager_without_total
from handrail.wording import say
from handrail.wording.invoices import item_words
from handrail.wording.shown import short_day

# Named as invoices name them, so that the file itself can be held against an invoice.
FILE = (
    "Order line", "Visit", "Item number", "Loan reference", "Date", "Code", "Product", "Part", "Put right on", "Speed",
    "Quantity", "Unit price", "Amount", "VAT",
)  # fmt: skip
ENTRY_COLUMNS = (
    Column("Day", whole=True), Column("What"), Column("Order line or loan"), Column("Visit"),
    Column("Quantity", numeric=True), Column("Amount", numeric=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """The page."""

    title: str
    crumbs: Sequence[Crumb]
    total: str
    table: Table


@page(Permission.SEE_STATEMENT, methods=("GET",))
def entries(request: PageRequest) -> HttpResponseBase:
    """The entries of a time, or of one row of its statement. `?format=csv`: all of them."""
    form = PeriodForm(request.GET or None)
    period = chosen(form, london_today())
    listing = listing_of(request, sorts=(), default="", filters=form)
    part = request.GET.get("part", "")
    behind = Behind(
        period.first, period.after, Section(part) if part in {*Section} else None,
        request.GET.get("item", "")[:40], request.GET.get("speed", "")[:40],
        no_line=request.GET.get("lines") == "none",
    )  # fmt: skip
    if listing.wants_csv:
        return stream_csv(
            request.scope, f"statement-entries-{period.code}", FILE,
            lambda: map(entry_file_row, stated_entries(request.scope, behind, offset=0, limit=None)),
        )  # fmt: skip
    with reading(request.scope):
        found = stated_entries(request.scope, behind, offset=listing.offset, limit=listing.size + 1)
        names = activity_names(request.scope)
        stated = () if behind.no_line else statement(request.scope, behind.first, behind.after).rows
    opens, money = (request.scope.may(one) for one in (Permission.SEE_ORDERS, Permission.SEE_MONEY))
    table = Table(
        "Entries by day",
        ENTRY_COLUMNS,
        [entry_row(one, names, opens=opens, money=money) for one in found[: listing.size]],
        Empty("Nothing was posted in this time", "Choose another time."),
        pager=pager_without_total(listing, len(found)),
        csv_href=listing.csv_href,
    )
    crumbs = (Crumb("Statement", f"{reverse('invoices:statement')}?period={period.code}"),)
    title = f"Entries{' for no order line' if behind.no_line else ''}, {period.label}"
    return render(request, "invoices/entries.html", EntriesPage(title, crumbs, _total(stated, behind), table))


def _total(stated: Sequence[StatedRow], behind: Behind) -> str:
    """What the entries come to, as the statement says it."""
    asked = [
        row.pence
        for row in stated
        if behind.section in (None, row.section)
        and (not behind.item or (row.item, row.speed_code) == (behind.item, behind.speed_code))
    ]
    return f"Together {shown_pounds(sum(asked))}" if asked else ""


def entry_row(one: StatedEntry, names: Mapping[str, str], *, opens: bool, money: bool = False) -> Row:
    """An entry in a list, called as the statement calls it; it leads to its order for who may open orders, and where it
    has none to its own page for who may see money."""
    order = reverse("prescriber:order", args=[one.order_id]) if opens and one.order_id else ""
    own = reverse("money:entry", args=[one.id]) if money and not one.order_id else ""
    what = one.product if one.item == "equipment" and one.product else item_words(one.item, names.get(one.item, ""))
    return Row(
        (
            Cell(short_day(one.happened_on)), Cell(what, own, note=_about(one)),
            _for_what(one, order), Cell(str(one.visit_number or "")), Cell(f"{one.quantity:,}"),
            Cell(shown_pounds(one.pence), note=f"VAT {shown_pounds(one.vat_pence)}" if one.vat_pence else ""),
        )
    )  # fmt: skip


def _for_what(one: StatedEntry, order: str) -> Cell:
    """The order line; of what was brought in without one the loan, with what it is."""
    if one.order_id or not one.loan_reference:
        return Cell(one.line, order)
    return Cell(f"Loan {one.loan_reference}", note=", ".join(filter(None, (one.product, one.asset_number))))


def _about(one: StatedEntry) -> str:
    """Which part it stands in; of what puts something right since when, and why where the reader may know."""
    part = f"{say(one.kind)} on {short_day(one.put_right_on)}" if one.put_right_on else say(section_of(one.kind))
    return f"{part}: {one.note}" if one.note else part


def entry_file_row(one: StatedEntry) -> Sequence[FileCell]:
    """An entry in a file, as `FILE` names its columns."""
    return cells(
        one.line, one.visit_number or "", one.asset_number, one.loan_reference, one.happened_on, one.code,
        one.product or "", say(section_of(one.kind)), one.put_right_on or "", one.speed_code, one.quantity,
        pounds(one.unit_pence), pounds(one.pence), pounds(one.vat_pence),
    )  # fmt: skip
