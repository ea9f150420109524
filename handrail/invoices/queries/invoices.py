"""Reads invoices, what was found of their lines, and what was said about them.
Refuses invoices of another contract: they are not found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.intake.queries import fault_of
from handrail.intake.rules.faults import Fault
from handrail.invoices.models import FaultyLine, Invoice, InvoicePart
from handrail.invoices.queries.statement import FIRST
from handrail.invoices.rules.settling import ToPay
from handrail.invoices.states import InvoiceState


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice as lists and pages show it."""

    id: UUID
    number: str
    invoiced_on: date
    from_on: date
    until_on: date
    total_pence: int
    name: str
    state: InvoiceState
    state_reason: str
    headers: tuple[str, ...]
    mapping: Mapping[str, str]
    received_by: str
    received_at: datetime
    lines_read: int
    paid_pence: int


# Payments of an invoice are numbered in their causes, which an index finds: its lines are not read for it.
_PAID = """(WITH RECURSIVE payment (number, pence) AS (
        SELECT 1, e.unit_pence FROM ledger_entry e
        WHERE e.contract_id = f.contract_id AND e.cause = 'paid:invoice:' || f.id || ':1'
        UNION ALL SELECT p.number + 1, e.unit_pence FROM payment p JOIN ledger_entry e
            ON e.contract_id = f.contract_id AND e.cause = 'paid:invoice:' || f.id || ':' || p.number + 1
    ) SELECT coalesce(sum(pence), 0) FROM payment)"""
_INVOICES = f"""
    SELECT f.id, f.number, f.invoiced_on, f.from_on, f.until_on, f.total_pence, f.name, f.state, f.state_reason,
        f.headers, f.mapping, coalesce(u.name, 'Handrail'), f.received_at, f.lines_read,
        {_PAID}
    FROM invoices_invoice f LEFT JOIN identity_user u ON u.id = f.received_by_id
    WHERE f.contract_id = %(contract)s
"""


def _invoice(*row: Any) -> InvoiceRow:
    values = list(row)
    values[7] = InvoiceState(row[7])
    values[14] = int(row[14])
    values[9], values[10] = tuple(value_of(row[9])), value_of(row[10])
    return InvoiceRow(*values)


def invoices(scope: Scope, *, limit: int, offset: int) -> Sequence[InvoiceRow]:
    """Invoices, the latest first; those that were sent back too."""
    asked = {"contract": scope.contract_id, "limit": limit, "offset": offset}
    order = "ORDER BY f.received_at DESC, f.id DESC LIMIT %(limit)s OFFSET %(offset)s"
    return rows(_invoice, f"{_INVOICES} {order}", asked)


def invoice_row(scope: Scope, invoice_id: UUID) -> InvoiceRow:
    """One invoice; raises `Refused(NOT_FOUND)`."""
    found = rows(_invoice, f"{_INVOICES} AND f.id = %(id)s", {"contract": scope.contract_id, "id": invoice_id})
    if not found:
        raise refuse(CallReason.NOT_FOUND)
    return found[0]


def remembered_columns(scope: Scope, headers: Sequence[str]) -> Mapping[str, str] | None:
    """How the columns of the provider's last invoice with these headers were read."""
    found = (
        Invoice.objects.filter(contract_id=scope.contract_id, headers=list(headers))
        .exclude(mapping={})
        .order_by("-received_at")
        .first()
    )
    return dict(found.mapping) if found else None


def known_before(scope: Scope, number: str, sha256: str) -> tuple[Invoice | None, Invoice | None]:
    """The invoice of this number, and that of this very file, that was received and not sent back."""
    found = Invoice.objects.filter(contract_id=scope.contract_id).exclude(state=InvoiceState.DROPPED)
    return found.filter(number__iexact=number).first(), found.filter(sha256=sha256).first()


def invoice_for_update(scope: Scope, invoice_id: UUID) -> Invoice:
    """One invoice, locked; raises `Refused(NOT_FOUND)`."""
    found = Invoice.objects.select_for_update().filter(contract_id=scope.contract_id, pk=invoice_id).first()
    if found is None:
        raise refuse(CallReason.NOT_FOUND)
    return found


def invoice_to_check(scope: Scope, invoice_id: UUID | None = None) -> Invoice | None:
    """The invoice that has waited longest (or this one), locked, passing over those that another worker checks."""
    found = Invoice.objects.select_for_update(skip_locked=True).filter(
        contract_id=scope.contract_id, state=InvoiceState.WAITING
    )
    if invoice_id:
        found = found.filter(pk=invoice_id)
    return found.order_by("state_at", "id").first()


def copy_content(scope: Scope, invoice_id: UUID, into: BinaryIO) -> None:
    """Write the stored file into an open one, a megabyte at a time."""
    found = InvoicePart.objects.filter(contract_id=scope.contract_id, invoice_id=invoice_id).order_by("seq")
    for content in found.values_list("content", flat=True).iterator(chunk_size=4):
        into.write(bytes(content))
    into.seek(0)


def first_bytes(scope: Scope, invoice_id: UUID) -> BinaryIO:
    """The first megabyte of the stored file, up to its last whole line."""
    found = InvoicePart.objects.filter(contract_id=scope.contract_id, invoice_id=invoice_id).order_by("seq")
    parts = [bytes(content) for content in found.values_list("content", flat=True)[:2]]
    content = parts[0] if parts else b""
    return BytesIO(content[: content.rfind(b"\n") + 1] if len(parts) > 1 else content)


def faults_of(scope: Scope, invoice_id: UUID, *, limit: int | None) -> Sequence[Fault]:
    """What is wrong with a refused invoice, by line."""
    return rows(
        lambda stored: fault_of(value_of(stored)),
        """SELECT fault FROM invoices_faultyline WHERE contract_id = %(contract)s AND invoice_id = %(id)s
           ORDER BY line, id LIMIT %(limit)s""",
        {"contract": scope.contract_id, "id": invoice_id, "limit": limit},
    )


def fault_count(scope: Scope, invoice_id: UUID) -> int:
    """At how many places something is wrong with it."""
    return FaultyLine.objects.filter(contract_id=scope.contract_id, invoice_id=invoice_id).count()


# What is owed for an event is what its first entry, those that say it again, and the corrections of all of these come
# to. Only of lines of which an entry was corrected it is summed anew, over all their entries: each is looked up by
# plain ids.
_TO_PAY = f"""
    WITH agreed AS MATERIALIZED (
        SELECT l.id, l.entry_id, l.amount_pence + l.vat_pence AS amount_pence,
            l.due_pence + l.due_vat_pence AS due_pence, l.due_vat_pence
        FROM invoices_invoiceline l
        WHERE l.contract_id = %(contract)s AND l.invoice_id = %(id)s AND l.answer = 'AGREED' AND l.paid_entry_id IS NULL
    ), held AS MATERIALIZED (
        SELECT a.id, a.entry_id FROM agreed a
        UNION ALL SELECT a.id, p.entry_id FROM invoices_invoiceline p JOIN agreed a ON a.id = p.part_of_id
        WHERE p.part_of_id IS NOT NULL
    ), corrected AS MATERIALIZED (
        SELECT DISTINCT h.id FROM held h
        WHERE EXISTS (SELECT FROM ledger_entry c WHERE c.corrects_id = h.entry_id AND c.corrects_id IS NOT NULL)
    ), changed AS MATERIALIZED (
        SELECT h.id, f.first_id FROM corrected c JOIN held h ON h.id = c.id
        CROSS JOIN LATERAL (SELECT {FIRST} AS first_id FROM ledger_entry e WHERE e.id = h.entry_id OFFSET 0) f
    ), said AS (
        SELECT id, first_id AS entry_id FROM changed
        UNION SELECT g.id, r.id FROM changed g
        CROSS JOIN LATERAL (SELECT DISTINCT o.entry_id FROM ledger_posting p JOIN ledger_posting o
            ON o.line_id = p.line_id WHERE p.entry_id = g.first_id OFFSET 0) o
        CROSS JOIN LATERAL (SELECT e.id, {FIRST} AS first_id FROM ledger_entry e WHERE e.id = o.entry_id OFFSET 0) r
        WHERE r.first_id = g.first_id
    ), owed AS (
        SELECT s.id, coalesce(-sum(p.amount_pence) FILTER (WHERE a.kind = 'PROVIDER'), 0) AS pence,
            coalesce(sum(p.amount_pence) FILTER (WHERE a.kind IN ('VAT', 'VAT_BACK')), 0) AS vat FROM said s
        CROSS JOIN LATERAL (SELECT s.entry_id UNION ALL
            SELECT c.id FROM ledger_entry c WHERE c.corrects_id = s.entry_id OFFSET 0) x (entry_id)
        JOIN ledger_posting p ON p.entry_id = x.entry_id JOIN ledger_account a ON a.id = p.account_id GROUP BY s.id
    )
    SELECT a.id, a.amount_pence, coalesce(o.pence, a.due_pence) AS owed_pence, a.due_pence,
        coalesce(o.vat, a.due_vat_pence) AS owed_vat_pence
    FROM agreed a LEFT JOIN owed o ON o.id = a.id
"""


def to_pay(scope: Scope, invoice_id: UUID) -> Sequence[ToPay]:
    """The agreed lines that are not paid; none of them can change while the invoice is held. One statement."""
    asked = {"contract": scope.contract_id, "id": invoice_id}
    return rows(
        lambda line, amount, owed, due, vat: ToPay(line, amount, int(owed), due, int(vat)),
        f"{_TO_PAY} ORDER BY a.id",
        asked,
    )


def left_to_pay(scope: Scope, invoice_id: UUID) -> int:
    """What would be paid of an invoice now: the sum of what `to_pay` gives. One statement."""
    summed = f"SELECT coalesce(sum(least(w.amount_pence, w.owed_pence)), 0) FROM ({_TO_PAY}) w"
    (pence,) = rows(int, summed, {"contract": scope.contract_id, "id": invoice_id})
    return pence


def payments_of(scope: Scope, invoice_id: UUID) -> Sequence[tuple[date, int]]:
    """On which days it was paid, and how much."""
    return rows(
        lambda on, pence: (on, int(pence)),
        """SELECT e.happened_on, e.unit_pence FROM ledger_entry e WHERE e.id IN (
               SELECT l.paid_entry_id FROM invoices_invoiceline l
               WHERE l.contract_id = %(contract)s AND l.invoice_id = %(id)s AND l.paid_entry_id IS NOT NULL)
           ORDER BY e.happened_on, e.id""",
        {"contract": scope.contract_id, "id": invoice_id},
    )
