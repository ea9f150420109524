"""What partners pay into a pool in a year: instalments as they stand, and what came; the forms that record and correct.
Refuses nothing itself: `record_receipt` and `correct_receipt` decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.pool import ReceiptRow, receipt
from handrail.ledger.rules.pool import Standing
from handrail.usecases.record_receipt import MoneyReceived, ReceiptCorrection, correct_receipt, record_receipt
from handrail.web.admin.shapes import FormPage, london_today
from handrail.web.money.closed_day import ClosedDayForm, books_read, closed_so_far
from handrail.web.money.reading import PoolYearRead, read_year
from handrail.web.shared import fields
from handrail.web.shared.export import file_of
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table, Tag, Tone
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import tag_of
from handrail.wording.money import year_words
from handrail.wording.shown import short_day

FORM = "admin/form.html"


@dataclass(frozen=True, slots=True)
class PaidInPage:
    """Both lists of a year."""

    title: str
    crumbs: Sequence[Crumb]
    others: Sequence[Link]
    buttons: Sequence[Link]
    tables: Sequence[Table]


@page(Permission.SEE_MONEY, methods=("GET",))
def paid_in(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """Instalments and receipts of a year; `?format=csv` or `xlsx` the receipts as a file."""
    read = read_year(request, fund_id, london_today())
    if (kind := request.GET.get("format")) in ("csv", "xlsx"):
        heads = ("Received", "Partner", "Amount", "Reference", "Why it does not count")
        rows = [
            (one.received_on, one.partner, Decimal(one.pence).scaleb(-2), one.reference, one.wrong or "")
            for one in read.receipts
        ]
        name = f"{read.pool.code}-received-{read.begins.year}"
        return file_of(request.scope, kind, name, heads, lambda: rows)
    keeps = request.scope.may(Permission.KEEP_POOL)
    shown = PaidInPage(
        f"Paid into {read.pool.name}, {year_words(read.begins)}",
        read.crumbs(),
        read.year_links("money:paid_in"),
        (Link("Record money received", read.href("money:receive")),) if keeps and read.year else (),
        (_instalments(read), _receipts(read, keeps=keeps)),
    )
    return render(request, "money/paid_in.html", shown)


def _instalments(read: PoolYearRead) -> Table:
    rows = [
        Row(
            (
                Cell(short_day(one.due_on)), Cell(read.partners[one.partner_id]), Cell(shown_pounds(one.pence)),
                Cell(shown_pounds(one.missing_pence)), Cell(tag=tag_of(one.standing)),
            ),
            tone=Tone.STOP if one.standing is Standing.LATE else Tone.CALM,
        )
        for one in read.instalments
    ]  # fmt: skip
    columns = (
        Column("Due", whole=True), Column("Partner"), Column("Amount", numeric=True), Column("Missing", numeric=True),
        Column("State"),
    )  # fmt: skip
    return Table("Instalments", columns, rows, Empty("No contributions are agreed for this year"), id="instalments")


def _receipts(read: PoolYearRead, *, keeps: bool) -> Table:
    columns = (
        Column("Received", whole=True), Column("Partner"), Column("Reference"), Column("Amount", numeric=True),
        Column("State"),
    )  # fmt: skip
    return Table(
        "Money received",
        columns,
        [_receipt(one, keeps=keeps) for one in read.receipts],
        Empty("Nothing came yet for this year"),
        csv_href=f"{read.href('money:paid_in')}&format=csv",
        xlsx_href=f"{read.href('money:paid_in')}&format=xlsx",
        id="receipts",
    )


def _receipt(one: ReceiptRow, *, keeps: bool) -> Row:
    counts = one.wrong is None
    links = (Link("Correct", reverse("money:correct", args=[one.id]), one.reference),) if keeps and counts else ()
    return Row(
        (
            Cell(short_day(one.received_on)), Cell(one.partner), Cell(one.reference, links=links),
            Cell(shown_pounds(one.pence)),
            Cell(tag=Tag("Counts", "green")) if counts else Cell(tag=Tag("Corrected"), note=one.wrong or ""),
        )
    )  # fmt: skip


class ReceiptForm(ClosedDayForm):
    """Money that a partner paid for a year."""

    day_field = "received_on"
    field_order = ("partner_id", "received_on", "counts_later")

    partner_id = fields.SelectField("Partner")
    received_on = fields.DateField("When it came", past=True)
    pence = fields.MoneyField("Amount", least=1, exact=True)
    reference = fields.TextField("Reference", longest=60, hint="By which the partner's payment is known")

    fund_id: UUID
    year_from_on: date

    def to_request(self) -> MoneyReceived:
        """What the form asks for."""
        given = self.cleaned_data
        return MoneyReceived(
            self.fund_id, UUID(given["partner_id"]), self.year_from_on, given["received_on"], given["pence"],
            given["reference"], self.counts_in,
        )  # fmt: skip


@page(Permission.KEEP_POOL)
def receive(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """Record money that came for the year of the address."""
    read = read_year(request, fund_id, london_today())
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    form.fund_id, form.year_from_on, form.books = fund_id, read.begins, books_read(request)
    offer(form, "partner_id", [(str(partner), name) for partner, name in read.partners.items()])
    back = read.href("money:paid_in")
    if request.method == "POST" and submit(request, form, record_receipt) is not None:
        return go(request, back, flash=f"The money was recorded.{form.where_it_counts}")
    shown = FormPage(
        f"Record money received for {year_words(read.begins)}", form, "Record", Link("Cancel", back), read.crumbs(),
        closed_so_far(form.books),
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


class CorrectionForm(HandrailForm):
    """What came in truth."""

    right_pence = fields.MoneyField("What came in truth", hint="Type 0 if nothing came", exact=True)
    why = fields.TextAreaField("What was wrong", longest=300)

    receipt_id: UUID

    def to_request(self) -> ReceiptCorrection:
        """What the form asks for."""
        return ReceiptCorrection(self.receipt_id, self.cleaned_data["right_pence"], self.cleaned_data["why"])


@page(Permission.KEEP_POOL)
def correct(request: PageRequest, receipt_id: UUID) -> HttpResponseBase:
    """Correct a receipt: the wrong entry stays, and one that turns it round names it."""
    with reading(request.scope):
        found = receipt(request.scope, receipt_id)
    if found is None:
        raise Http404
    one, fund_id, _ = found
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    form.receipt_id = receipt_id
    back = f"{reverse('money:paid_in', args=[fund_id])}?year={one.year_from_on.year}"
    if request.method == "POST" and submit(request, form, correct_receipt) is not None:
        return go(request, back, flash="The receipt was corrected.")
    facts = (
        Fact("Partner", one.partner), Fact("Received", short_day(one.received_on)),
        Fact("Recorded as", shown_pounds(one.pence)), Fact("Reference", one.reference),
    )  # fmt: skip
    intro = (
        "What was recorded stays in the books. An entry that names it takes it back, and the right amount is added.",
    )
    crumbs = (Crumb("Instalments and receipts", back),)
    shown = FormPage("Correct a receipt", form, "Correct it", Link("Cancel", back), crumbs, intro, facts)
    return render(request, FORM, shown, form=form)
