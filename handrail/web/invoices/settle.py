"""The forms about an invoice: answer lines, write, pay what is agreed, send it back.
Refuses (STALE) what no page can have shown; else `settle_invoice` and `keep_invoices` decide."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.invoices.codes import WITH_ENTRY, LineAnswer, Verdict
from handrail.invoices.queries.invoices import InvoiceRow, invoice_row, left_to_pay, payments_of
from handrail.invoices.queries.lines import CheckedLine, OpenLines, checked_line, open_lines
from handrail.invoices.queries.statement import credits_not_invoiced
from handrail.usecases.keep_invoices import InvoiceReturn, send_invoice_back
from handrail.usecases.settle_invoice import (
    InvoicePayment,
    InvoiceWords,
    LinesAnswered,
    answer_invoice_lines,
    pay_invoice,
    write_about_invoice,
)
from handrail.web.admin.shapes import FormPage
from handrail.web.invoices.shown import cancel_to, to_invoice
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact, Link, Notice, Tone
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.shown import plural

FORM = "admin/form.html"
_SUM = re.compile("-?[0-9]{1,18}")
ANSWERS = (
    (LineAnswer.AGREED.value, "Agree: pay what is asked for, or what is owed where that is less"),
    (LineAnswer.QUERIED.value, "Query: ask the provider"),
    (LineAnswer.DISPUTED.value, "Dispute: do not pay"),
)


class AnswerForm(HandrailForm):
    """What is decided about a line, or about all open lines with one finding."""

    answer = fields.RadiosField("What do you say?", ANSWERS)
    words = fields.TextAreaField(
        "What do you write to the provider?", required=False, says_optional=False, hint="Needed unless you agree"
    )

    invoice_id: UUID
    line_id: UUID | None = None
    verdict: Verdict | None = None

    def to_request(self) -> LinesAnswered:
        """What the form asks for."""
        given = self.cleaned_data
        return LinesAnswered(
            self.invoice_id, LineAnswer(given["answer"]), given["words"] or "", self.line_id, self.verdict, self._seen()
        )

    def _seen(self) -> LineAnswer | None:
        """Nobody saw an answer that there is not."""
        if self.version and self.version not in LineAnswer.__members__:
            raise refuse(CallReason.STALE)
        return LineAnswer[self.version] if self.version else None


def _version(answer: LineAnswer) -> str:
    """What a page carries of the answer that it showed: its name, as no answer is no word."""
    return answer.name


def _answering(request: PageRequest, row: InvoiceRow, verdict: Verdict, seen: str = "") -> AnswerForm:
    """The form, without a yes where the ledger owes nothing."""
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"seen_version": seen})
    form.invoice_id = row.id
    if verdict not in WITH_ENTRY:
        form.fields["answer"].offer(ANSWERS[1:])  # type: ignore[attr-defined]  # it is chosen from a list
    return form


@page(Permission.SETTLE_INVOICE)
def answer_line(request: PageRequest, line_id: UUID) -> HttpResponseBase:
    """Decide about one line."""
    row, line = _line(request, line_id)
    form = _answering(request, row, line.verdict, _version(line.answer))
    form.line_id = line_id
    if request.method == "POST":
        if submit(request, form, answer_invoice_lines) is not None:
            return go(request, "invoices:line", line_id, flash="The line was answered.")
        form.carry_version(_version(line.answer))
    owed = shown_pounds(line.due_in_all) if line.due_in_all is not None else "Nothing"
    vat, owed_vat = (f"of which VAT {shown_pounds(one)}" if one else "" for one in (line.vat_pence, line.due_vat_pence))
    facts = (
        Fact("Found", say(line.verdict)), Fact("Asked for", shown_pounds(line.asked_in_all), vat),
        Fact("Owed", owed, owed_vat), Fact("Answer until now", say(line.answer)),
    )  # fmt: skip
    shown = FormPage(
        f"Answer line {line.line}", form, "Save the answer", _to_line(line_id), to_invoice(row), facts=facts
    )
    return render(request, FORM, shown, form=form)


@page(Permission.SETTLE_INVOICE)
def answer_all(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """Decide about all lines with one finding (`?verdict=`) that nobody answered."""
    with reading(request.scope):
        row = invoice_row(request.scope, invoice_id)
    asked = request.GET.get("verdict", "")
    verdict = Verdict(asked) if asked in {*Verdict} else Verdict.WRONG_PRICE
    form = _answering(request, row, verdict)
    form.verdict = verdict
    if request.method == "POST" and (count := submit(request, form, answer_invoice_lines)) is not None:
        return go(request, "invoices:invoice", invoice_id, flash=f"{plural(count, 'line')} answered.")
    intro = ("The answer is for each line with this finding that nobody answered yet.",)
    shown = FormPage(
        f"Answer all: {say(verdict).lower()}", form, "Save the answer", cancel_to(row.id), to_invoice(row), intro
    )
    return render(request, FORM, shown, form=form)


class WordsForm(HandrailForm):
    """What somebody writes to the other side."""

    words = fields.TextAreaField("What do you want to say?")

    invoice_id: UUID
    line_id: UUID | None = None

    def to_request(self) -> InvoiceWords:
        """What the form asks for."""
        return InvoiceWords(self.invoice_id, self.cleaned_data["words"], self.line_id)


@page(Permission.BRING_INVOICE)
def write(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """Write about an invoice as a whole."""
    with reading(request.scope):
        row = invoice_row(request.scope, invoice_id)
    return _write(request, row, None, f"Write about invoice {row.number}")


@page(Permission.BRING_INVOICE)
def write_line(request: PageRequest, line_id: UUID) -> HttpResponseBase:
    """Write about one line."""
    row, line = _line(request, line_id)
    return _write(request, row, line_id, f"Write about line {line.line}")


def _write(request: PageRequest, row: InvoiceRow, line_id: UUID | None, title: str) -> HttpResponseBase:
    form = WordsForm(request.POST if request.method == "POST" else None)
    form.invoice_id, form.line_id = row.id, line_id
    if request.method == "POST" and submit(request, form, write_about_invoice) is not None:
        to = "invoices:line" if line_id else "invoices:invoice"
        return go(request, to, line_id or row.id, flash="The message was saved.")
    intro = ("Both the provider and the commissioners read it.",)
    back = _to_line(line_id) if line_id else cancel_to(row.id)
    return render(request, FORM, FormPage(title, form, "Save the message", back, to_invoice(row), intro), form=form)


class PayForm(HandrailForm):
    """Needs nothing but the wish; carries the sum that was shown."""

    invoice_id: UUID

    def to_request(self) -> InvoicePayment:
        """Which invoice, and what was seen of it."""
        if not self.version:
            return InvoicePayment(self.invoice_id)
        # A payment cannot be taken back: what is no sum was seen by nobody.
        if not _SUM.fullmatch(self.version):
            raise refuse(CallReason.STALE)
        return InvoicePayment(self.invoice_id, int(self.version))


class ReturnForm(HandrailForm):
    """Why an invoice is sent back. Who sends back their own need not say."""

    words = fields.TextAreaField("Why?", required=False, hint="Both the provider and the commissioners read it")

    invoice_id: UUID

    def to_request(self) -> InvoiceReturn:
        """Which invoice, and why."""
        return InvoiceReturn(self.invoice_id, self.cleaned_data["words"] or "")


@page(Permission.SETTLE_INVOICE)
def pay(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """Pay what is agreed and not paid yet."""
    with reading(request.scope):
        row = invoice_row(request.scope, invoice_id)
        left, still_open = left_to_pay(request.scope, invoice_id), open_lines(request.scope, invoice_id)
        paid = sum(pence for _, pence in payments_of(request.scope, invoice_id))
        elsewhere = credits_not_invoiced(request.scope, row.from_on, row.until_on)
    form = PayForm(request.POST if request.method == "POST" else None, initial={"seen_version": str(left)})
    form.invoice_id = invoice_id
    if request.method == "POST":
        if (done := submit(request, form, pay_invoice)) is not None:
            return go(request, "invoices:invoice", invoice_id, flash=f"{shown_pounds(done.pence)} is marked as paid.")
        form.carry_version(str(left))
    who = "the host pays" if left >= 0 else "the provider pays back"
    intro = (
        f"The ledger notes that {who} {shown_pounds(abs(left))} now. It cannot be taken back.",
        "Handrail moves no money itself: pay it by your finance system.",
    )
    warned = tuple(_before_paying(paid + left - row.total_pence, still_open, elsewhere))
    heading = "Answer the credits first" if still_open.credits else "Look at this before you pay"
    shown = FormPage(
        f"Pay {shown_pounds(left)} of invoice {row.number}?", form, "Mark it as paid", cancel_to(row.id),
        to_invoice(row), intro, notice=Notice(heading, warned, Tone.WARN) if warned else None,
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


def _before_paying(over: int, still_open: OpenLines, elsewhere: int) -> Iterator[str]:
    """What somebody who pays should know: that it is more than the invoice, and what is left out of it."""
    if over > 0:
        yield f"With this, {shown_pounds(over)} more is paid than the whole invoice asks for."
    if still_open.lines:
        back = f", among them {plural(still_open.credits, 'credit')} of {shown_pounds(still_open.credit_pence)}"
        yield f"{plural(still_open.lines, 'line')} not answered yet{back if still_open.credits else ''}."
    if elsewhere:
        yield f"Credits of these days that the provider has put on no invoice: {shown_pounds(elsewhere)}."


@page(Permission.BRING_INVOICE)
def send_back(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """Send an invoice back, to be sent anew."""
    with reading(request.scope):
        row = invoice_row(request.scope, invoice_id)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    form.invoice_id = invoice_id
    if request.method == "POST" and submit(request, form, send_invoice_back) is not None:
        return go(request, "invoices:invoices", flash=f"Invoice {row.number} was sent back.")
    intro = ("Its lines are removed, so that a new invoice can ask for the same.",)
    shown = FormPage(
        f"Send invoice {row.number} back?", form, "Send it back", cancel_to(row.id, "No, keep it"), to_invoice(row),
        intro, kind="warning",
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


def _line(request: PageRequest, line_id: UUID) -> tuple[InvoiceRow, CheckedLine]:
    with reading(request.scope):
        line = checked_line(request.scope, line_id)
        return invoice_row(request.scope, line.invoice_id), line


def _to_line(line_id: UUID) -> Link:
    return Link("Cancel", reverse("invoices:line", args=[line_id]))
