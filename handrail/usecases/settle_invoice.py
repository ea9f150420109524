"""Answer the lines of a checked invoice, write about them, and pay what was agreed.
Refuses agreeing to what the ledger did not post, paying anything twice, paying while a credit is not answered, and
(STALE) what somebody else decided otherwise since it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.text_guard import clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.invoices import actions
from handrail.invoices.codes import InvoiceReason, LineAnswer, Verdict
from handrail.invoices.models import InvoiceMessage
from handrail.invoices.queries.invoices import invoice_for_update, payments_of, to_pay
from handrail.invoices.queries.lines import lines_to_answer, open_lines
from handrail.invoices.rules.settling import against_answer, against_paying, paid
from handrail.invoices.states import InvoiceState
from handrail.ledger.rules.entries import Occasion
from handrail.usecases._posting import post


@dataclass(frozen=True, slots=True)
class LinesAnswered:
    """An answer to one line, or to all with a verdict that nobody answered yet; and what is said with it. `seen`: what
    was answered to the line when it was looked at; None where nobody looked."""

    invoice_id: UUID
    answer: LineAnswer
    words: str = ""
    line_id: UUID | None = None
    verdict: Verdict | None = None
    seen: LineAnswer | None = None


@dataclass(frozen=True, slots=True)
class InvoiceWords:
    """What somebody writes about a line, or about the whole invoice."""

    invoice_id: UUID
    words: str
    line_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class InvoicePayment:
    """The invoice of which all that is agreed is paid. `seen_pence`: how much that was when it was looked at; None
    where nobody looked."""

    invoice_id: UUID
    seen_pence: int | None = None


@dataclass(frozen=True, slots=True)
class InvoicePaid:
    """What was paid of an invoice, in pence."""

    invoice_id: UUID
    pence: int


@use_case(Event.INVOICE_ANSWERED, needs=Permission.SETTLE_INVOICE)
def answer_invoice_lines(change: Change, *, request: LinesAnswered) -> int:
    """Decide about lines: agreed, a question, or disputed. How many."""
    words = clean_lines(request.words)
    _checked(change, request.invoice_id)
    lines = lines_to_answer(change.scope, request.invoice_id, line_id=request.line_id, verdict=request.verdict)
    if not lines:
        raise refuse(InvoiceReason.NO_SUCH_LINE)
    for line in lines:
        is_paid = line.paid_entry_id is not None
        if reasons := list(against_answer(request.answer, Verdict(line.verdict), words, is_paid=is_paid)):
            raise Refused(reasons)
        if request.line_id and request.seen not in (None, line.answer):
            raise refuse(CallReason.STALE)
    actions.answer_lines([line.pk for line in lines], request.answer.value)
    _write(change, request.invoice_id, [line.pk for line in lines], words, request.answer)
    change.touched("invoice", request.invoice_id)
    return len(lines)


@use_case(Event.INVOICE_ANSWERED, needs=Permission.BRING_INVOICE)
def write_about_invoice(change: Change, *, request: InvoiceWords) -> UUID:
    """Write to the other side; nothing is decided by it."""
    words = clean_lines(request.words)
    if not words:
        raise refuse(InvoiceReason.WORDS_MISSING, "words")
    _checked(change, request.invoice_id)
    if request.line_id and not lines_to_answer(change.scope, request.invoice_id, line_id=request.line_id, verdict=None):
        raise refuse(CallReason.NOT_FOUND)
    _write(change, request.invoice_id, [request.line_id], words, LineAnswer.OPEN)
    change.touched("invoice", request.invoice_id)
    return request.invoice_id


@use_case(Event.INVOICE_PAID, needs=Permission.SETTLE_INVOICE)
def pay_invoice(change: Change, *, request: InvoicePayment) -> InvoicePaid:
    """Post that what was agreed and is not paid yet is paid now. Each line is paid once: the invoice is held. What was
    put right since it was checked is paid as it stands now."""
    invoice_id = request.invoice_id
    _checked(change, invoice_id)
    lines = to_pay(change.scope, invoice_id)
    pence = sum(line.pence for line in lines)
    open_credits = open_lines(change.scope, invoice_id).credits
    if reasons := list(against_paying(pence, open_credits, request.seen_pence)):
        raise Refused(reasons)
    cause = f"paid:invoice:{invoice_id}:{len(payments_of(change.scope, invoice_id)) + 1}"
    entry = paid(Occasion(change.new_id(), cause, change.at.today), pence)
    post(change, [entry])
    actions.owe_otherwise([one for one in lines if one.owed_pence != one.checked_pence])
    actions.pay_lines([line.line_id for line in lines], entry.id)
    change.touched("invoice", invoice_id)
    return InvoicePaid(invoice_id, pence)


def _checked(change: Change, invoice_id: UUID) -> None:
    """Hold a checked invoice; raises `Refused(STALE)` for one that is not."""
    if invoice_for_update(change.scope, invoice_id).state != InvoiceState.CHECKED:
        raise refuse(CallReason.STALE)


def _write(change: Change, invoice_id: UUID, line_ids: Sequence[UUID | None], words: str, answer: LineAnswer) -> None:
    """What is said of several lines at once is said of each: there it is read, and answered. Who agreed is asked
    about too, so an answer stands there without words as well."""
    if words or answer is not LineAnswer.OPEN:
        actions.add_messages(
            InvoiceMessage(
                id=change.new_id(), contract_id=change.scope.contract_id, invoice_id=invoice_id, line_id=line_id,
                by_id=change.scope.user_id, at=change.at.recorded_at, answer=answer.value, text=words,
            )
            for line_id in line_ids
        )  # fmt: skip
