"""Reads the lines of an invoice with what the ledger says of each, and what was posted that no line names.
Refuses lines of another contract: they are not found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.invoices.codes import LineAnswer, Verdict
from handrail.invoices.models import InvoiceLine

SORTS = {
    "line": "l.line", "amount": "l.amount_pence",
    "difference": "l.amount_pence + l.vat_pence - coalesce(l.due_pence + l.due_vat_pence, 0)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line: what the invoice says, and what the ledger does. `asked_pence` above `due_pence` is too much; VAT stands
    beside both."""

    id: UUID
    invoice_id: UUID
    line: int
    order_number: int | None
    position: int | None
    visit_number: int | None
    asset_number: str
    code: str
    day: date | None
    quantity: int | None
    asked_pence: int
    verdict: Verdict
    due_pence: int | None
    due_quantity: int | None
    due_day: date | None
    answer: LineAnswer
    is_paid: bool
    messages: int
    vat_pence: int
    due_vat_pence: int | None

    @property
    def asked_in_all(self) -> int:
        """With VAT."""
        return self.asked_pence + self.vat_pence

    @property
    def due_in_all(self) -> int | None:
        """With VAT; None where the ledger has nothing."""
        return None if self.due_pence is None else self.due_pence + (self.due_vat_pence or 0)

    @property
    def names(self) -> str:
        """By which numbers it says what it is for."""
        order = f"order {self.order_number}" + (f"/{self.position}" if self.position else "")
        said = (
            order if self.order_number else "",
            f"visit {self.visit_number}" if self.visit_number else "",
            f"item {self.asset_number}" if self.asset_number else "",
        )
        return ", ".join(one for one in said if one)


_LINES = """
    SELECT l.id, l.invoice_id, l.line, l.order_number, l.position, l.visit_number, l.asset_number, l.code, l.day,
        l.quantity, l.amount_pence, l.verdict, l.due_pence, l.due_quantity, e.happened_on, l.answer,
        l.paid_entry_id IS NOT NULL, (SELECT count(*) FROM invoices_invoicemessage m WHERE m.invoice_id = l.invoice_id
            AND m.line_id = l.id), l.vat_pence, l.due_vat_pence
    FROM invoices_invoiceline l LEFT JOIN ledger_entry e ON e.id = l.entry_id
    WHERE l.contract_id = %(contract)s AND l.part_of_id IS NULL
"""


def _line(*row: Any) -> CheckedLine:
    values = list(row)
    values[11], values[15] = Verdict(row[11]), LineAnswer(row[15])
    return CheckedLine(*values)


@dataclass(frozen=True, slots=True)
class LinesAsked:
    """Which lines of an invoice, and in which order. Without a verdict or an answer: whatever was found or decided."""

    verdict: Verdict | None = None
    answer: LineAnswer | None = None
    sort: str = "line"
    descending: bool = False


def lines_of(
    scope: Scope, invoice_id: UUID, which: LinesAsked, *, limit: int | None = None, offset: int = 0
) -> Sequence[CheckedLine]:
    """The lines of an invoice. One statement."""
    asked = {
        "contract": scope.contract_id, "invoice": invoice_id, "verdict": which.verdict, "answer": which.answer,
        "limit": limit, "offset": offset,
    }  # fmt: skip
    order = f"{SORTS[which.sort]} {'DESC' if which.descending else 'ASC'}, l.line, l.id"
    return rows(
        _line,
        f"""{_LINES} AND l.invoice_id = %(invoice)s AND (%(verdict)s::text IS NULL OR l.verdict = %(verdict)s)
            AND (%(answer)s::text IS NULL OR l.answer = %(answer)s)
            ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s""",
        asked,
    )


def checked_line(scope: Scope, line_id: UUID) -> CheckedLine:
    """One line; raises `Refused(NOT_FOUND)`."""
    found = rows(_line, f"{_LINES} AND l.id = %(id)s", {"contract": scope.contract_id, "id": line_id})
    if not found:
        raise refuse(CallReason.NOT_FOUND)
    return found[0]


@dataclass(frozen=True, slots=True)
class VerdictSum:
    """How many lines have one verdict, how many of them nobody answered, what they ask for, what was owed at the check,
    what of it is paid, and what those ask for that were agreed; all with VAT."""

    verdict: Verdict
    lines: int
    open_lines: int
    asked_pence: int
    due_pence: int
    paid_pence: int
    agreed_pence: int


@dataclass(frozen=True, slots=True)
class OpenLines:
    """How many lines nobody answered, and how many of them give money back, with what these come to."""

    lines: int
    credits: int
    credit_pence: int


def open_lines(scope: Scope, invoice_id: UUID) -> OpenLines:
    """The lines of an invoice that nobody answered. One statement."""
    (found,) = rows(
        OpenLines,
        """SELECT count(*), count(*) FILTER (WHERE amount_pence < 0),
               coalesce(sum(amount_pence + vat_pence) FILTER (WHERE amount_pence < 0), 0)::bigint
           FROM invoices_invoiceline
           WHERE contract_id = %(contract)s AND invoice_id = %(id)s AND part_of_id IS NULL AND answer = ''""",
        {"contract": scope.contract_id, "id": invoice_id},
    )
    return found


def verdict_sums(scope: Scope, invoice_id: UUID) -> Sequence[VerdictSum]:
    """The lines of an invoice by what was found of them."""
    return rows(
        lambda verdict, lines, waits, *sums: VerdictSum(Verdict(verdict), lines, waits, *map(int, sums)),
        """SELECT verdict, count(*), count(*) FILTER (WHERE answer = ''), sum(amount_pence + vat_pence),
               coalesce(sum(due_pence + due_vat_pence), 0),
               coalesce(sum(least(amount_pence + vat_pence, due_pence + due_vat_pence))
                   FILTER (WHERE paid_entry_id IS NOT NULL), 0),
               coalesce(sum(amount_pence + vat_pence) FILTER (WHERE answer = 'AGREED'), 0)
           FROM invoices_invoiceline WHERE contract_id = %(contract)s AND invoice_id = %(id)s AND part_of_id IS NULL
           GROUP BY verdict ORDER BY verdict""",
        {"contract": scope.contract_id, "id": invoice_id},
    )


def named_before(scope: Scope, line_id: UUID) -> tuple[UUID, str, int] | None:
    """Of a line that asks again: the line that has what it asks for (its id, its invoice's number, its place)."""
    found = rows(
        lambda *row: row,
        """SELECT i.id, f.number, i.line FROM invoices_invoiceline l
           JOIN invoices_invoiceline i ON i.contract_id = l.contract_id AND i.ref = l.ref AND i.sold = l.sold
           JOIN invoices_invoice f ON f.id = i.invoice_id
           WHERE l.contract_id = %(contract)s AND l.id = %(id)s AND i.entry_id IS NOT NULL AND i.part_of_id IS NULL
           ORDER BY (i.invoice_id = l.invoice_id) DESC, (i.amount_pence = l.amount_pence) DESC, i.line LIMIT 1""",
        {"contract": scope.contract_id, "id": line_id},
    )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What somebody wrote, and what they decided with it; of how many lines they did so at once, and the first of
    these. Without a line it is about the whole, or about lines that went when the invoice was sent back."""

    at: datetime
    by: str
    answer: LineAnswer
    text: str
    lines: int
    line_id: UUID | None
    line: int | None


def messages_of(
    scope: Scope, invoice_id: UUID, line_id: UUID | None = None, *, limit: int | None = None
) -> Sequence[MessageRow]:
    """What was said about one line, or about an invoice and all its lines; what was said of several at once is one. The
    latest last; `limit`: of the latest."""
    found = rows(
        lambda at, by, answer, text, *of: MessageRow(at, by, LineAnswer(answer), text, *of),
        """SELECT m.at, coalesce(u.name, ''), m.answer, m.text, count(l.id), (array_agg(l.id ORDER BY l.line))[1],
               min(l.line)
           FROM invoices_invoicemessage m
           LEFT JOIN identity_user u ON u.id = m.by_id LEFT JOIN invoices_invoiceline l ON l.id = m.line_id
           WHERE m.contract_id = %(contract)s AND m.invoice_id = %(invoice)s
               AND (%(line)s::uuid IS NULL OR m.line_id = %(line)s)
           GROUP BY m.at, u.name, m.answer, m.text ORDER BY m.at DESC, max(m.id::text) DESC LIMIT %(limit)s""",
        {"contract": scope.contract_id, "invoice": invoice_id, "line": line_id, "limit": limit},
    )
    return found[::-1]


def lines_to_answer(
    scope: Scope, invoice_id: UUID, *, line_id: UUID | None, verdict: Verdict | None
) -> Collection[InvoiceLine]:
    """One line of an invoice, or those with a verdict that nobody answered, locked in the order of their ids."""
    found = InvoiceLine.objects.select_for_update().filter(
        contract_id=scope.contract_id, invoice_id=invoice_id, part_of=None
    )
    found = found.filter(pk=line_id) if line_id else found.filter(verdict=verdict, answer="", paid_entry=None)
    return list(found.order_by("id"))
