"""What the pages of invoices share: the way back, and the words for a line.
Refuses queries; see the pages that use them."""

from uuid import UUID

from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.invoices.dating import MOST_DAYS_APART
from handrail.invoices.queries.invoices import InvoiceRow
from handrail.invoices.queries.lines import CheckedLine
from handrail.web.shared.shapes import Cell, Crumb, Link, Row, Tag
from handrail.wording import tag_of
from handrail.wording.shown import short_day

LIST = "Invoices"


def to_list() -> tuple[Crumb, ...]:
    """The way back to all invoices."""
    return (Crumb(LIST, reverse("invoices:invoices")),)


def to_invoice(row: InvoiceRow) -> tuple[Crumb, ...]:
    """The way back to one invoice."""
    return (*to_list(), Crumb(f"Invoice {row.number}", reverse("invoices:invoice", args=[row.id])))


def cancel_to(invoice_id: UUID, text: str = "Cancel") -> Link:
    """Out of a form, to the invoice that it is about."""
    return Link(text, reverse("invoices:invoice", args=[invoice_id]))


def state_tag(row: InvoiceRow) -> Tag:
    """How far an invoice is: once something of it is paid that counts, and not that it was checked."""
    if not row.paid_pence:
        return tag_of(row.state)
    whole = row.paid_pence == row.total_pence
    return Tag("Paid", "green") if whole else Tag("Paid in part", "yellow")


def line_row(line: CheckedLine) -> Row:
    """A line in a list: what it says, what is owed, what was found, what was decided."""
    said = line.names + (f", {short_day(line.day)}" if line.day else "") + _other_day(line)
    due = "" if line.due_pence is None else shown_pounds(line.due_pence)
    vats = ("", "") if not (line.vat_pence or line.due_vat_pence) else (
        f"VAT {shown_pounds(line.vat_pence)}",
        "" if line.due_vat_pence is None else f"VAT {shown_pounds(line.due_vat_pence)}",
    )  # fmt: skip
    paid = "Paid" if line.is_paid else ""
    return Row(
        (
            Cell(str(line.line), reverse("invoices:line", args=[line.id]), hidden="of the file"),
            Cell(line.code, note=said), Cell(_pieces(line.quantity), note=_other(line)),
            Cell(shown_pounds(line.asked_pence), note=vats[0]), Cell(due, note=vats[1]),
            Cell(tag=tag_of(line.verdict)),
            Cell(tag=tag_of(line.answer), note=paid), Cell(str(line.messages or "")),
        )
    )  # fmt: skip


def _pieces(quantity: int | None) -> str:
    return "" if quantity is None else f"{quantity:,}"


def _other_day(line: CheckedLine) -> str:
    """The ledger's day, where it is far from the line's."""
    if line.day is None or line.due_day is None or abs(line.day - line.due_day).days <= MOST_DAYS_APART:
        return ""
    return f" (we have {short_day(line.due_day)})"


def _other(line: CheckedLine) -> str:
    """The ledger's quantity, where it is another."""
    differs = line.due_quantity is not None and line.quantity is not None and abs(line.quantity) != line.due_quantity
    return f"we have {line.due_quantity:,}" if differs else ""
