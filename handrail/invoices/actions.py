"""The only code that writes invoices, their lines and what is said about them. Needs an open change.
Refuses (STALE) an invoice that is no longer in the state that the caller saw."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from handrail.core.insert import insert_rows
from handrail.core.steps import move
from handrail.invoices import matching
from handrail.invoices.dating import LEFT_OPEN, MOST_DAYS_APART
from handrail.invoices.models import FaultyLine, Invoice, InvoiceLine, InvoiceMessage, InvoicePart, UncheckedLine
from handrail.invoices.rules.settling import ToPay
from handrail.invoices.states import InvoiceState

PARTS_AT_A_TIME = 8


def add_invoice(row: Invoice, parts: Iterable[InvoicePart]) -> None:
    """An invoice that was received, with the content of its file a few megabytes at a time."""
    row.state_path = [InvoiceState.RECEIVED.value]
    Invoice.objects.bulk_create([row])
    waiting: list[InvoicePart] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) == PARTS_AT_A_TIME:
            InvoicePart.objects.bulk_create(waiting)
            waiting = []
    InvoicePart.objects.bulk_create(waiting)


def move_invoice(
    invoice_id: UUID, *, expected: Collection[InvoiceState], to: InvoiceState, reason: str = "", **also: Any
) -> None:
    """Move an invoice, with `also` set in the same statement; `Refused(STALE)` where it moved on."""
    move(Invoice, [invoice_id], expected=expected, path=[to], reason=reason, **also)


def drop_content(invoice_id: UUID) -> None:
    """Its file is not needed any more."""
    InvoicePart.objects.filter(invoice_id=invoice_id).delete()


def drop_lines(invoice_id: UUID) -> None:
    """Its lines name nothing any more: another invoice may name the same. What is paid refuses to go."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM invoices_invoiceline WHERE invoice_id = %s AND paid_entry_id IS NULL", [invoice_id])


def replace_faults(invoice_id: UUID, rows: Sequence[FaultyLine]) -> None:
    """What is wrong with it now; what an earlier check found holds no more."""
    FaultyLine.objects.filter(invoice_id=invoice_id).delete()
    FaultyLine.objects.bulk_create(rows, batch_size=5_000)


def add_lines(rows: Sequence[dict[str, Any]]) -> None:
    """Lines as they were read, without a verdict. One statement."""
    insert_rows(UncheckedLine, rows)


def drop_unchecked(invoice_id: UUID) -> None:
    """What was read of an invoice that is refused."""
    UncheckedLine.objects.filter(invoice_id=invoice_id).delete()


def match_lines(contract_id: UUID, invoice_id: UUID, *, lines: int, new_id: Callable[[], UUID]) -> None:
    """Write its lines (so many were read), each with its verdict, and their parts: a few statements over all of
    them."""
    own: dict[str, UUID] = {"contract": contract_id, "invoice": invoice_id}
    with connection.cursor() as cursor:
        cursor.execute(matching.WHOLE_SETS)
        cursor.execute(matching.writing(lines), own)
        further = [dict(zip(matching.FURTHER, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute(matching.BY_INDEX)
        of_invoice = {"contract_id": contract_id, "invoice_id": invoice_id, "amount_pence": 0, "vat_pence": 0}
        insert_rows(InvoiceLine, [{"id": new_id(), **of_invoice, **one} for one in further])
        for statement in (matching.NEVER_ISSUED, matching.FORGOTTEN, LEFT_OPEN):
            cursor.execute(statement, {**own, "most_days": MOST_DAYS_APART})


def answer_lines(line_ids: Collection[UUID], answer: str) -> None:
    """What was decided about lines that are not paid."""
    InvoiceLine.objects.filter(pk__in=line_ids, paid_entry_id=None).update(answer=answer)


def owe_otherwise(lines: Iterable[ToPay]) -> None:
    """What the ledger owes for lines since it was put right. One statement."""
    rows = [
        InvoiceLine(
            id=one.line_id, due_pence=one.owed_pence - one.owed_vat_pence, due_vat_pence=one.owed_vat_pence
        )
        for one in lines
    ]  # fmt: skip
    InvoiceLine.objects.bulk_update(rows, ["due_pence", "due_vat_pence"])


def pay_lines(line_ids: Collection[UUID], entry_id: UUID) -> None:
    """The entry that paid them."""
    InvoiceLine.objects.filter(pk__in=line_ids, paid_entry_id=None).update(paid_entry_id=entry_id)


def add_messages(rows: Iterable[InvoiceMessage]) -> None:
    """What somebody wrote, of one line, of several, or of the whole."""
    InvoiceMessage.objects.bulk_create(rows, batch_size=5_000)
