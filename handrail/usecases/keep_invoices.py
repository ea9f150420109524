"""Receive an invoice of the provider, say how its columns are read, have it checked, or send it back.
Refuses the same invoice twice, a mapping that lacks what lines need, and sending back what is paid."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.text_guard import clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.intake.rules.faults import ImportReason
from handrail.intake.rules.reading import faults_of_columns
from handrail.invoices import actions
from handrail.invoices.codes import InvoiceReason
from handrail.invoices.models import Invoice, InvoiceMessage, InvoicePart
from handrail.invoices.queries.invoices import invoice_for_update, known_before, payments_of
from handrail.invoices.rules.columns import COLUMNS
from handrail.invoices.states import DROPPABLE, STARTABLE, InvoiceState


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """An invoice that arrives, with what it says of itself. `invoice_id` is made with the form, so that a second tap
    receives nothing twice. `from_on` to `until_on`: the days that it is for."""

    invoice_id: UUID
    number: str
    invoiced_on: date
    from_on: date
    until_on: date
    total_pence: int
    name: str
    size_bytes: int
    sha256: str
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvoiceReturn:
    """An invoice that is sent back, and what the other side is told of it."""

    invoice_id: UUID
    words: str = ""


@dataclass(frozen=True, slots=True)
class CheckStart:
    """Our column for each header of the file. `total_pence`: what the invoice comes to, where that was mistyped."""

    invoice_id: UUID
    mapping: Mapping[str, str]
    total_pence: int | None = None


@use_case(Event.INVOICE_RECEIVED, needs=Permission.BRING_INVOICE)
def receive_invoice(change: Change, *, request: NewInvoice, parts: Iterable[bytes]) -> UUID:
    """Keep an invoice until it is checked. To be called without a key: its own id makes it happen once."""
    if Invoice.objects.filter(pk=request.invoice_id, sha256=request.sha256).exists():
        return request.invoice_id
    if reasons := list(_against(change, request)):
        raise Refused(reasons)
    contract_id = change.scope.contract_id
    row = Invoice(
        id=request.invoice_id, contract_id=contract_id, number=request.number, invoiced_on=request.invoiced_on,
        from_on=request.from_on, until_on=request.until_on, total_pence=request.total_pence, name=request.name,
        size_bytes=request.size_bytes, sha256=request.sha256, headers=list(request.headers),
        received_by_id=change.scope.user_id, received_at=change.at.recorded_at,
    )  # fmt: skip
    made = (
        InvoicePart(id=change.new_id(), contract_id=contract_id, invoice_id=row.pk, seq=seq, content=content)
        for seq, content in enumerate(parts)
    )
    actions.add_invoice(row, made)
    change.touched("invoice", row.pk)
    return row.pk


def _against(change: Change, request: NewInvoice) -> Iterator[Reason]:
    if not request.number:
        yield Reason(InvoiceReason.NUMBER_MISSING, "number")
    if request.until_on < request.from_on:
        yield Reason(InvoiceReason.ENDS_BEFORE_BEGIN, "until_on")
    same_number, same_file = known_before(change.scope, request.number, request.sha256)
    if same_number:
        yield Reason(InvoiceReason.SAME_NUMBER, "number", _which(same_number))
    if same_file:
        yield Reason(InvoiceReason.SAME_FILE, "file", _which(same_file))


def _which(invoice: Invoice) -> tuple[tuple[str, str], ...]:
    return ("number", invoice.number), ("invoice", str(invoice.pk))


def _told(change: Change, invoice_id: UUID, words: str) -> InvoiceMessage:
    return InvoiceMessage(
        id=change.new_id(), contract_id=change.scope.contract_id, invoice_id=invoice_id, by_id=change.scope.user_id,
        at=change.at.recorded_at, text=words,
    )  # fmt: skip


@use_case(Event.INVOICE_RECEIVED, needs=Permission.BRING_INVOICE)
def start_invoice_check(change: Change, *, request: CheckStart) -> UUID:
    """Put an invoice in the queue. Its columns are remembered with it for the provider's next one. What was checked
    comes to its total: until then the total may be put right."""
    invoice = invoice_for_update(change.scope, request.invoice_id)
    mapping = {header: name for header, name in request.mapping.items() if name}
    if faults := faults_of_columns(COLUMNS, invoice.headers, mapping):
        raise Refused([Reason(ImportReason(f.code), f.column, (*f.params, ("value", f.value))) for f in faults])
    total = invoice.total_pence if request.total_pence is None else request.total_pence
    actions.move_invoice(invoice.pk, expected=STARTABLE, to=InvoiceState.WAITING, mapping=mapping, total_pence=total)
    change.touched("invoice", invoice.pk)
    return invoice.pk


@use_case(Event.INVOICE_SENT_BACK, needs=Permission.BRING_INVOICE)
def send_invoice_back(change: Change, *, request: InvoiceReturn) -> UUID:
    """The provider must send it anew: what its lines named may be named again. What is paid stays."""
    words = clean_lines(request.words)
    invoice = invoice_for_update(change.scope, request.invoice_id)
    if InvoiceState(invoice.state) not in DROPPABLE:
        raise refuse(CallReason.STALE)
    if payments_of(change.scope, invoice.pk):
        raise refuse(InvoiceReason.PAID)
    actions.drop_lines(invoice.pk)
    actions.drop_content(invoice.pk)
    actions.move_invoice(invoice.pk, expected=DROPPABLE, to=InvoiceState.DROPPED)
    if words:
        actions.add_messages([_told(change, invoice.pk, words)])
    change.touched("invoice", invoice.pk)
    return invoice.pk
