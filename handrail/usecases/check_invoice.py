"""Hold an invoice of the provider against the ledger, line by line, or say at which lines it is wrong.
Refuses to post anything, and to keep half a check: everything is one transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from uuid import UUID

from handrail.core.csv_reading import CsvRow, FoundProblem
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.intake.queries import stored_fault
from handrail.intake.rules.cells import Setting
from handrail.intake.rules.faults import Fault
from handrail.invoices import actions
from handrail.invoices.models import FaultyLine
from handrail.invoices.queries.invoices import invoice_to_check
from handrail.invoices.queries.statement import contract_words
from handrail.invoices.rules.lines import InvoiceReader
from handrail.invoices.states import InvoiceState

LINES_AT_A_TIME = 5_000
# More lines than any file has: said once all are read, while they are held against the ledger.
ALL_READ = 2**31

type Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class InvoiceChecked:
    """How a check ended: CHECKED, or REFUSED for so many faults."""

    invoice_id: UUID
    state: InvoiceState
    lines: int
    faults: int


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """A check that nobody foresaw to break, and the name of what broke it."""

    invoice_id: UUID
    reason: str


@use_case(Event.INVOICE_CHECKED, needs=Permission.RUN_JOBS)
def check_invoice(
    change: Change, *, invoice_id: UUID, problems: Sequence[FoundProblem], rows: Iterable[CsvRow], watch: Watch
) -> InvoiceChecked:
    """Check one that waits; `problems`: of the file as a whole. To be called without a key: once checked it waits no
    more."""
    invoice = invoice_to_check(change.scope, invoice_id)
    if invoice is None:
        raise refuse(CallReason.STALE)
    reader = InvoiceReader(invoice.mapping, Setting(change.at.today, demo=False), contract_words(change.scope))
    faults = [Fault(one.line or 0, one.column or "", one.value or "", one.code.value) for one in problems]
    wrong = len(faults)
    if not faults:
        _read(change, invoice.pk, reader, rows, watch)
        reader.check_total(invoice.total_pence)
        faults, wrong = reader.faults, reader.wrong
    state = InvoiceState.REFUSED if faults else InvoiceState.CHECKED
    actions.replace_faults(invoice.pk, _faulty(change, invoice.pk, faults))
    if faults:
        actions.drop_unchecked(invoice.pk)
    else:
        watch(ALL_READ)
        actions.match_lines(change.scope.contract_id, invoice.pk, lines=reader.lines, new_id=change.new_id)
        actions.drop_content(invoice.pk)
    actions.move_invoice(invoice.pk, expected=[InvoiceState.WAITING], to=state, lines_read=reader.lines)
    change.touched("invoice", invoice.pk)
    return InvoiceChecked(invoice.pk, state, reader.lines, wrong)


@use_case(Event.INVOICE_CHECKED, needs=Permission.RUN_JOBS)
def fail_invoice_check(change: Change, *, request: CheckFailed) -> UUID:
    """Write down that a check broke off, in a transaction of its own."""
    failed, waiting = InvoiceState.FAILED, [InvoiceState.WAITING]
    actions.move_invoice(request.invoice_id, expected=waiting, to=failed, reason=request.reason)
    change.touched("invoice", request.invoice_id)
    return request.invoice_id


def _read(change: Change, invoice_id: UUID, reader: InvoiceReader, rows: Iterable[CsvRow], watch: Watch) -> None:
    """Lines are written while they are read, and only as long as nothing is wrong: else none of them is kept."""
    own = {"contract_id": change.scope.contract_id, "invoice_id": invoice_id}
    for piece in batched(reader.read_all(rows), LINES_AT_A_TIME):
        if not reader.faults:
            actions.add_lines([{"id": change.new_id(), **own, **line.columns} for line in piece])
        watch(reader.lines)


def _faulty(change: Change, invoice_id: UUID, faults: Iterable[Fault]) -> list[FaultyLine]:
    return [
        FaultyLine(
            id=change.new_id(), contract_id=change.scope.contract_id, invoice_id=invoice_id, line=one.line,
            fault=stored_fault(one),
        )
        for one in faults
    ]  # fmt: skip
