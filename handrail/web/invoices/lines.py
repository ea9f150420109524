"""The lines of an invoice with what the ledger says of each; one line; and what happened that no line names.
Refuses people's names: an order's page says whose it is to those who may see people."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.invoices.codes import LineAnswer, Verdict
from handrail.invoices.queries.invoices import invoice_row
from handrail.invoices.queries.lines import (
    SORTS,
    CheckedLine,
    LinesAsked,
    checked_line,
    lines_of,
    messages_of,
    named_before,
)
from handrail.invoices.queries.statement import StatedEntry, entries_of_line, not_invoiced
from handrail.web.admin.shapes import DetailPage, ListPage
from handrail.web.invoices.entries import ENTRY_COLUMNS, FILE, entry_file_row, entry_row
from handrail.web.invoices.messages import message_entries
from handrail.web.invoices.names import activity_names
from handrail.web.invoices.shown import line_row, to_invoice
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import FilterForm, Listing, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Column, Empty, Fact, Link, Pager, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.web.spending.lines import pager_without_total
from handrail.wording import say, tag_of
from handrail.wording.invoices import MEANINGS
from handrail.wording.shown import short_day

# In an address an empty word asks for nothing.
OPEN = "OPEN"
RESULT = (
    "Line", "Order line", "Visit", "Item number", "Date", "Code", "Quantity", "Amount", "VAT", "Found", "Owed",
    "VAT owed", "Our quantity", "Our date", "Difference with VAT", "Answer", "Paid",
)  # fmt: skip
COLUMNS = (
    Column("Line", sort="line"), Column("What it asks for"), Column("Quantity", numeric=True),
    Column("Amount", sort="amount", numeric=True), Column("Owed", numeric=True), Column("Found"), Column("Answer"),
    Column("Messages", numeric=True),
)  # fmt: skip


class LineFilters(FilterForm):
    """Which lines."""

    verdict = fields.SelectField("Found", [(one.value, say(one)) for one in Verdict], blank="Anything")
    answer = fields.SelectField("Answer", [(one.value or OPEN, say(one)) for one in LineAnswer], blank="Any, or none")


@page(Permission.SEE_STATEMENT, methods=("GET",))
def invoice_lines(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """The lines, filtered and sorted. `?format=csv`: all that the filters let through."""
    listing = listing_of(request, sorts=tuple(SORTS), default="line", filters=LineFilters)
    which = _which(listing)
    scope = request.scope
    with reading(scope):
        row = invoice_row(scope, invoice_id)
        found = lines_of(scope, invoice_id, which, limit=listing.size + 1, offset=listing.offset)
    if listing.wants_csv:
        return stream_csv(
            scope, f"invoice-{row.id}", RESULT, lambda: map(_file_row, lines_of(scope, invoice_id, which))
        )
    table = Table(
        "Lines", COLUMNS, [line_row(line) for line in found[: listing.size]],
        Empty("No line is like this", "Take a choice away."), sorting=listing.sorting(),
        pager=pager_without_total(listing, len(found)), csv_href=listing.csv_href,
    )  # fmt: skip
    verdict, buttons = which.verdict, []
    if request.scope.may(Permission.SETTLE_INVOICE) and verdict and any(not line.answer for line in found):
        href = f"{reverse('invoices:answer_all', args=[row.id])}?verdict={verdict}"
        buttons.append(Link("Answer all of these that are open", href))
    shown = ListPage(
        f"Lines of invoice {row.number}", table, to_invoice(row), (MEANINGS[verdict],) if verdict else (), buttons,
        listing, ("verdict", "answer"),
    )  # fmt: skip
    return render(request, "admin/list.html", shown)


def _which(listing: Listing) -> LinesAsked:
    verdict, answer = (str(listing.filters.get(name) or "") for name in ("verdict", "answer"))
    return LinesAsked(
        Verdict(verdict) if verdict else None,
        LineAnswer("" if answer == OPEN else answer) if answer else None,
        listing.sort,
        listing.descending,
    )


def _file_row(line: CheckedLine) -> Sequence[FileCell]:
    order = f"{line.order_number}" + (f"/{line.position}" if line.position else "") if line.order_number else ""
    due, due_vat = (None if pence is None else pounds(pence) for pence in (line.due_pence, line.due_vat_pence))
    return cells(
        line.line, order, line.visit_number or "", line.asset_number, line.day, line.code, line.quantity,
        pounds(line.asked_pence), pounds(line.vat_pence), say(line.verdict), due, due_vat, line.due_quantity,
        line.due_day, pounds(line.asked_in_all - (line.due_in_all or 0)), say(line.answer),
        "yes" if line.is_paid else "no",
    )  # fmt: skip


@page(Permission.SEE_STATEMENT, methods=("GET",))
def invoice_line(request: PageRequest, line_id: UUID) -> HttpResponseBase:
    """One line: what it says and what the ledger does, side by side, and what was written about it."""
    scope = request.scope
    with reading(scope):
        line = checked_line(scope, line_id)
        row = invoice_row(scope, line.invoice_id)
        before = named_before(scope, line_id) if line.verdict is Verdict.DUPLICATE else None
        messages = message_entries(messages_of(scope, line.invoice_id, line_id), names_lines=False)
        events, names = entries_of_line(scope, line_id), activity_names(scope)
    several = _several(events, names, opens=scope.may(Permission.SEE_ORDERS))
    buttons = []
    if scope.may(Permission.SETTLE_INVOICE) and not line.is_paid:
        buttons.append(Link("Answer it", reverse("invoices:answer", args=[line.id])))
    if scope.may(Permission.BRING_INVOICE):
        buttons.append(Link("Write about it", reverse("invoices:write_line", args=[line.id])))
    shown = DetailPage(
        f"Line {line.line} of invoice {row.number}", tuple(_facts(line, before)), to_invoice(row),
        tag_of(line.verdict), buttons=buttons, tables=several, timeline=messages,
        timeline_title="What was written and decided",
    )  # fmt: skip
    return render(request, "admin/detail.html", shown)


def _several(events: Sequence[StatedEntry], names: Mapping[str, str], *, opens: bool) -> Sequence[Table]:
    """What a line asks for at once, event by event; of one event the facts say all."""
    if len(events) < 2:
        return ()
    rows = [entry_row(one, names, opens=opens) for one in events]
    return (Table(f"In the ledger: {len(events)} events", ENTRY_COLUMNS, rows, Empty("Nothing")),)


def _facts(line: CheckedLine, before: tuple[UUID, str, int] | None) -> Iterator[Fact]:
    yield Fact("Found", say(line.verdict), MEANINGS[line.verdict])
    if before:
        other = Link(f"Line {before[2]} of invoice {before[1]}", reverse("invoices:line", args=[before[0]]))
        yield Fact("Asked for before by", other)
    yield Fact("It names", line.names)
    yield Fact("Code", line.code)
    posted = line.due_pence is not None
    if line.day or line.due_day:
        ours = f"In the ledger: {short_day(line.due_day)}" if line.due_day else ""
        yield Fact("Date", short_day(line.day) if line.day else "Not given", ours)
    ours = f"In the ledger: {line.due_quantity:,}" if posted else ""
    yield Fact("Quantity", "Not given" if line.quantity is None else f"{line.quantity:,}", ours)
    ours = f"In the ledger: {shown_pounds(line.due_pence)}" if line.due_pence is not None else "Nothing in the ledger"
    yield Fact("Amount", shown_pounds(line.asked_pence), ours)
    if line.vat_pence or line.due_vat_pence:
        known = line.due_vat_pence is not None
        ours = f"In the ledger: {shown_pounds(line.due_vat_pence or 0)}" if known else "Nothing in the ledger"
        yield Fact("VAT", shown_pounds(line.vat_pence), ours)
    yield Fact("Answer", tag_of(line.answer), "Paid" if line.is_paid else "")


@page(Permission.SEE_STATEMENT, methods=("GET",))
def invoice_not_invoiced(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """What happened in the invoice's days and stands on no invoice. `?format=csv`: all of it."""
    scope = request.scope
    listing = listing_of(request, sorts=(), default="")
    with reading(scope):
        row = invoice_row(scope, invoice_id)
        found = not_invoiced(scope, row.from_on, row.until_on, offset=listing.offset, limit=listing.size + 1)
        names = activity_names(scope)
    if listing.wants_csv:

        def all_of_it() -> Iterator[Sequence[FileCell]]:
            return map(entry_file_row, not_invoiced(scope, row.from_on, row.until_on, offset=0, limit=None))

        return stream_csv(scope, "not-yet-invoiced", FILE, all_of_it)
    opens = scope.may(Permission.SEE_ORDERS)
    days = f"{short_day(row.from_on)} to {short_day(row.until_on)}"
    shown = ListPage(
        "Not yet invoiced",
        _entries(
            [entry_row(one, names, opens=opens) for one in found[: listing.size]],
            pager_without_total(listing, len(found)), listing.csv_href,
        ),
        to_invoice(row), (f"What the ledger posted for {days}, and no line of any invoice names.",),
    )  # fmt: skip
    return render(request, "admin/list.html", shown)


def _entries(rows: Sequence[Row], pager: Pager, csv_href: str) -> Table:
    return Table(
        "Events",
        ENTRY_COLUMNS,
        rows,
        Empty("Everything of these days is on an invoice"),
        pager=pager,
        csv_href=csv_href,
    )
