"""The provider's statement: what is owed for equipment, activity, less credits, with adjustments and payments.
Refuses numbers of its own: each is a sum of the ledger's entries, which it opens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.core.pdf_writing import PdfTable, as_pdf
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.invoices.queries.statement import contract_words
from handrail.invoices.queries.statement import statement as read_statement
from handrail.invoices.rules.statement import Section, StatedRow, Statement
from handrail.web.admin.shapes import london_today
from handrail.web.invoices.names import speed_names
from handrail.web.invoices.periods import PeriodForm, chosen
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import Listing, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.web.spending.questions import Period
from handrail.wording import say
from handrail.wording.invoices import item_words
from handrail.wording.shown import day_and_time, short_day

HEADS = ("Part", "What", "Speed", "Entries", "Quantity", "Amount")


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The page. `facts` lead from what was owed before to what is owed now."""

    title: str
    listing: Listing
    facts: Sequence[Fact]
    table: Table
    links: Sequence[Link]


@page(Permission.SEE_STATEMENT, methods=("GET",))
def statement(request: PageRequest) -> HttpResponseBase:
    """The statement of a time. `?format=csv` or `pdf`: as a file."""
    form = PeriodForm(request.GET or None)
    period = chosen(form, london_today())
    listing = listing_of(request, sorts=(), default="", filters=form)
    with reading(request.scope):
        found = read_statement(request.scope, period.first, period.after)
        name = contract_words(request.scope).title
        speeds = speed_names(request.scope)
    match request.GET.get("format"):
        case "csv":
            return stream_csv(request.scope, f"statement-{period.code}", HEADS, lambda: map(_file_row, _ordered(found)))
        case "pdf":
            return _pdf(found, period, name, speeds)
    return render(request, "invoices/statement.html", _page(listing, period, found, name, speeds))


def _page(listing: Listing, period: Period, found: Statement, name: str, speeds: Mapping[str, str]) -> StatementPage:
    asked = {"period": period.code}
    return StatementPage(
        f"Statement of the provider, {period.label}",
        listing,
        tuple(_facts(found, period)),
        _table(listing, found, asked, speeds),
        (
            Link("See every entry", f"{reverse('invoices:entries')}?{urlencode(asked)}"),
            Link("Download as PDF", f"{reverse('invoices:statement')}?{urlencode({**asked, 'format': 'pdf'})}", name),
        ),
    )


def _facts(found: Statement, period: Period) -> Iterator[Fact]:
    yield Fact("Owed before", shown_pounds(found.opening_pence))
    for section in Section:
        if section is not Section.VAT or found.of(section):
            yield Fact(say(section), shown_pounds(found.sum_of(section)))
    end = "Owed now" if period.after > london_today() else f"Owed on {short_day(period.after - timedelta(days=1))}"
    yield Fact(end, shown_pounds(found.closing_pence), "to the provider" if found.closing_pence >= 0 else "by it")


def _ordered(found: Statement) -> list[StatedRow]:
    return [row for section in Section for row in found.of(section)]


def _table(listing: Listing, found: Statement, asked: dict[str, str], speeds: Mapping[str, str]) -> Table:
    rows = [
        Row(
            (
                Cell(item_words(row.item, row.label), _behind(row, asked)), Cell(say(row.section)),
                Cell(speeds.get(row.speed_code, row.speed_code)), Cell(f"{row.entries:,}"), Cell(f"{row.quantity:,}"),
                Cell(shown_pounds(row.pence)),
            )
        )
        for row in _ordered(found)
    ]  # fmt: skip
    if rows:
        total = sum(row.pence for row in found.rows)
        rows.append(Row((Cell("All"), Cell(""), Cell(""), Cell(""), Cell(""), Cell(shown_pounds(total)))))
    columns = (
        Column("What"), Column("Part"), Column("Speed"), Column("Entries", numeric=True),
        Column("Quantity", numeric=True), Column("Amount", numeric=True),
    )  # fmt: skip
    empty = Empty("Nothing was posted in this time", "Choose another time.")
    return Table("What it is for", columns, rows, empty, csv_href=listing.csv_href)


def _behind(row: StatedRow, asked: dict[str, str]) -> str:
    narrowed = {**asked, "part": row.section.value, "item": row.item, "speed": row.speed_code}
    return f"{reverse('invoices:entries')}?{urlencode(narrowed)}"


def _file_row(row: StatedRow) -> Sequence[FileCell]:
    return cells(
        say(row.section), item_words(row.item, row.label), row.speed_code, row.entries, row.quantity, pounds(row.pence)
    )


def _pdf(found: Statement, period: Period, name: str, speeds: Mapping[str, str]) -> HttpResponse:
    sums = PdfTable(
        "In all", ("", "Amount"), [(fact.key, str(fact.value)) for fact in _facts(found, period)], numeric=1, bold=True
    )
    parts = [
        PdfTable(
            say(section), ("What", "Speed", "Entries", "Quantity", "Amount"),
            [
                *(
                    (item_words(row.item, row.label), speeds.get(row.speed_code, row.speed_code), f"{row.entries:,}",
                     f"{row.quantity:,}", shown_pounds(row.pence))
                    for row in found.of(section)
                ),
                ("Sum", "", "", "", shown_pounds(found.sum_of(section))),
            ],
            numeric=2, bold=True,
        )
        for section in Section
        if found.of(section)
    ]  # fmt: skip
    lines = (name, period.label, f"Made by Handrail on {day_and_time(now())} from the entries of its ledger")
    content = as_pdf(f"Statement of the provider, {period.label}", lines, [sums, *parts])
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="statement-{period.code}.pdf"'
    return response
