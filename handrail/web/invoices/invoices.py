"""Invoices of the provider: the list of them, receiving one, and saying how its columns are read.
Refuses to check an invoice in the request: a job does, and its page shows how far it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_reading import CsvFile, read_csv
from handrail.core.money import shown_pounds
from handrail.core.refusal import Refused
from handrail.core.xlsx_reading import NotAWorkbook, as_csv, is_workbook
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.intake.rules.faults import Fault
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.queries.invoices import InvoiceRow, first_bytes, invoice_row, invoices, remembered_columns
from handrail.invoices.rules.columns import COLUMNS, LIMITS
from handrail.invoices.states import STARTABLE
from handrail.usecases.keep_invoices import CheckStart, NewInvoice, receive_invoice, start_invoice_check
from handrail.web.admin.shapes import FormPage, ListPage
from handrail.web.invoices.shown import LIST, cancel_to, state_tag, to_list
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.web.spending.lines import pager_without_total
from handrail.wording.import_faults import how_to_mend, what_is_wrong
from handrail.wording.shown import short_day, short_day_and_time

MOST_MEGABYTES, PART_BYTES, PREVIEW_ROWS = 60, 1 << 20, 5


@page(Permission.SEE_STATEMENT, methods=("GET",))
def invoice_list(request: PageRequest) -> HttpResponseBase:
    """Invoices, the latest first."""
    listing = listing_of(request, sorts=(), default="", size=25)
    with reading(request.scope):
        found = invoices(request.scope, limit=listing.size + 1, offset=listing.offset)
    table = Table(
        LIST,
        (
            Column("Invoice", whole=True), Column("For"), Column("State"), Column("Lines", numeric=True),
            Column("Total", numeric=True), Column("Received"),
        ),
        [_row(row) for row in found[: listing.size]],
        Empty("No invoice was received yet", "Bring the provider's invoice in as a CSV or Excel file."),
        pager=pager_without_total(listing, len(found)),
    )  # fmt: skip
    buttons = (Link("Bring an invoice in", reverse("invoices:new")),)
    intro = ("Each line is held against what the ledger posted. Nothing is paid before somebody says so.",)
    shown = ListPage(LIST, table, (), intro, buttons if request.scope.may(Permission.BRING_INVOICE) else ())
    return render(request, "admin/list.html", shown)


def _row(row: InvoiceRow) -> Row:
    return Row(
        (
            Cell(row.number, reverse("invoices:invoice", args=[row.id]), note=short_day(row.invoiced_on)),
            Cell(f"{short_day(row.from_on)} to {short_day(row.until_on)}"), Cell(tag=state_tag(row), note=_paid(row)),
            Cell(f"{row.lines_read:,}" if row.lines_read else ""), Cell(shown_pounds(row.total_pence)),
            Cell(short_day_and_time(row.received_at), note=row.received_by),
        )
    )  # fmt: skip


def _paid(row: InvoiceRow) -> str:
    """How much of it, where it is not all."""
    return f"{shown_pounds(row.paid_pence)} so far" if row.paid_pence not in (0, row.total_pence) else ""


class InvoiceForm(HandrailForm):
    """What an invoice says of itself, and its file. `received`: those that it is the same as."""

    number = fields.TextField("Number of the invoice", longest=60)
    invoiced_on = fields.DateField("Date of the invoice", past=True)
    from_on = fields.DateField("The first day that it is for", past=True)
    until_on = fields.DateField("The last day that it is for", past=True)
    total_pence = fields.MoneyField("Total with VAT", least=-(10**11), most=10**11, exact=True)
    file = fields.FileField(
        "The invoice's lines", endings=(".csv", ".txt", ".xlsx"), most_megabytes=MOST_MEGABYTES,
        hint="CSV or Excel; the first line holds the names of the columns",
    )  # fmt: skip

    received: Sequence[Fact] = ()


@page(Permission.BRING_INVOICE, most_megabytes=MOST_MEGABYTES)
def invoice_new(request: PageRequest) -> HttpResponseBase:
    """Receive an invoice. A file that cannot be read at all is refused here."""
    posted = request.method == "POST"
    form = InvoiceForm(request.POST if posted else None, request.FILES if posted else None)
    if sent := request.refused_megabytes:
        form.refuse_unread("file", f"The file is {sent:,} MB. The most is {MOST_MEGABYTES} MB")
    elif posted and form.is_valid() and (received := _receive(request, form)):
        return go(request, "invoices:columns", received)
    shown = FormPage(
        "Bring an invoice in", form, "Go on", Link("Cancel", reverse("invoices:invoices")), to_list(),
        ("Nothing is checked yet: next you say which column is what.",), tuple(form.received), files=True,
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form, status=413 if request.refused_megabytes else 200)


def _receive(request: PageRequest, form: InvoiceForm) -> UUID | None:
    """Keep the file, as CSV whatever it came as. None where it cannot be read or is refused."""
    upload = form.cleaned_data["file"]
    content = cast("BinaryIO", upload.file)
    try:
        content = as_csv(content) if is_workbook(content) else content
    except NotAWorkbook:
        form.add_error("file", "This Excel file cannot be read. Save it again, or as CSV")
        return None
    csv = read_csv(content, LIMITS)
    for problem in csv.problems:
        wrong = Fault(problem.line or 0, problem.column or "", problem.value or "", problem.code.value)
        form.add_error("file", f"{what_is_wrong(wrong)} {wrong.column}".strip() + f". {how_to_mend(wrong)}")
    if csv.problems:
        return None
    try:
        wanted = _wanted(form, upload.name or "invoice.csv", content, csv)
        return receive_invoice(call_of(request), request=wanted, parts=_parts(content))
    except Refused as refused:
        form.refuse(refused)
        told = [dict(one.params) for one in refused.reasons]
        same = {one["invoice"]: one["number"] for one in told if "invoice" in one}
        form.received = [
            Fact("Received already", Link(f"Invoice {number}", reverse("invoices:invoice", args=[one])))
            for one, number in same.items()
        ]
        return None


def _wanted(form: InvoiceForm, name: str, content: BinaryIO, csv: CsvFile) -> NewInvoice:
    digest, size = sha256(), 0
    for part in _parts(content):
        digest.update(part)
        size += len(part)
    given: dict[str, Any] = {key: value for key, value in form.cleaned_data.items() if key in NewInvoice.__slots__}
    return NewInvoice(
        **given, invoice_id=UUID(form.key), name=name[:200], size_bytes=size, sha256=digest.hexdigest(),
        headers=csv.headers,
    )  # fmt: skip


def _parts(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while part := content.read(PART_BYTES):
        yield part


class ColumnsForm(HandrailForm):
    """Which header is which column, and what the invoice comes to."""

    total_pence = fields.MoneyField(
        "Total with VAT", least=-(10**11), most=10**11, exact=True,
        hint="As the invoice says it. Put it right here if it was mistyped: the lines must come to it",
    )  # fmt: skip

    invoice_id: UUID
    headers: tuple[str, ...] = ()

    def to_request(self) -> CheckStart:
        """What the form asks for."""
        given = self.cleaned_data
        mapping = {header: given[f"column_{n}"] for n, header in enumerate(self.headers) if given[f"column_{n}"]}
        return CheckStart(self.invoice_id, mapping, given["total_pence"])


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The headers of a file with their first cells, and the form that says what each is."""

    title: str
    form: ColumnsForm
    crumbs: Sequence[Crumb]
    preview: Table
    remembered: bool
    later: Link


@page(Permission.BRING_INVOICE)
def invoice_columns(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """Say how an invoice's columns are read, and have it checked."""
    with reading(request.scope):
        row = invoice_row(request.scope, invoice_id)
        known = remembered_columns(request.scope, row.headers)
        beginning = first_bytes(request.scope, invoice_id)
    if row.state not in STARTABLE:
        return go(request, "invoices:invoice", invoice_id)
    form = _columns_form(request, row, row.mapping or known or guess_columns(COLUMNS, row.headers))
    if request.method == "POST" and submit(request, form, start_invoice_check) is not None:
        return go(request, "invoices:invoice", invoice_id)
    shown = ColumnsPage(
        f"Columns of invoice {row.number}", form, to_list(), _preview(row, beginning), known is not None,
        cancel_to(row.id, "Later"),
    )  # fmt: skip
    return render(request, "invoices/columns.html", shown, form=form)


def _columns_form(request: PageRequest, row: InvoiceRow, mapping: Any) -> ColumnsForm:
    columns = {f"column_{n}": mapping.get(header, "") for n, header in enumerate(row.headers)}
    initial = {**columns, "total_pence": row.total_pence}
    form = ColumnsForm(request.POST if request.method == "POST" else None, initial=initial)
    form.invoice_id, form.headers = row.id, row.headers
    choices = [(one.name, f"{one.label} (needed)" if one.needed else one.label) for one in COLUMNS.columns]
    added = {
        f"column_{n}": fields.SelectField(header, choices, blank="Not read", required=False, says_optional=False)
        for n, header in enumerate(row.headers)
    }
    form.fields = {**added, **form.fields}
    return form


def _preview(row: InvoiceRow, beginning: BinaryIO) -> Table:
    found = list(islice(read_csv(beginning, LIMITS).rows, PREVIEW_ROWS))
    rows = [Row([Cell(line.cells.get(header, "")[:60]) for header in row.headers]) for line in found]
    columns = [Column(header) for header in row.headers]
    return Table("First rows", columns, rows, Empty("The file has no rows"), id="preview", is_wide=True)
