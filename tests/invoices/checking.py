"""Situations of the invoice check: what was delivered, an invoice of it, and its check. Made by the real use cases.
Refuses to write a row itself."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO, StringIO
from itertools import count
from typing import Any
from uuid import UUID

from handrail.core.csv_reading import CsvLimits, read_csv
from handrail.core.ids import fresh_id
from handrail.identity.calls import reading
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.queries.lines import CheckedLine, LinesAsked, lines_of
from handrail.invoices.queries.statement import Behind, StatedEntry, stated_entries
from handrail.invoices.rules.columns import COLUMNS
from handrail.jobs.invoices import check_next
from handrail.simulation.set_up import County
from handrail.usecases.keep_invoices import CheckStart, NewInvoice, receive_invoice, start_invoice_check
from handrail.visits.rules.report import HandedOver
from tests.situations import call_as
from tests.visiting import a_stop, handed, received, recorded

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
HEADERS = ("Order line", "Visit", "Item number", "Date", "Code", "Quantity", "Amount")
LIMITS = CsvLimits(file_bytes=10_000_000, rows=100_000)
_number = count(1)

type Said = dict[str, Any]


def delivered(county: County, *products: str | tuple[str, int], van: str = "Van 1") -> Any:
    stop = a_stop(county, *products, van=van)
    counted = [HandedOver(one[0], quantity=one[1]) for one in products if not isinstance(one, str)]
    recorded(county, stop.visit_id, handed_over=(*handed(*stop.numbers), *counted), received=received())
    return stop


def posted(county: County) -> Sequence[StatedEntry]:
    """The entries of the provider's statement, of all time: some tests let the clock run."""
    scope = county.scopes["provider"]
    with reading(scope):
        return stated_entries(scope, Behind(date(2000, 1, 1), date(2100, 1, 1)), offset=0, limit=None)


def said_of(county: County, stop: Any) -> list[Said]:
    """What was posted for the order of a stop, as an invoice says it."""
    return [said(one) for one in posted(county) if one.order_number == stop.order.number]


def said(one: StatedEntry, **other: object) -> Said:
    """An entry as a line of an invoice names it, with what is said otherwise."""
    line = {
        "Order line": one.line,
        "Visit": one.visit_number or "",
        "Item number": "",
        "Date": one.happened_on.isoformat(),
        "Code": one.code,
        "Quantity": one.quantity,
        "Amount": Decimal(one.pence).scaleb(-2),
    }
    return line | {name.replace("_", " ").capitalize(): value for name, value in other.items()}


def as_file(lines: Iterable[Said], headers: Sequence[str] = HEADERS) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, headers)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def total_of(lines: Iterable[Said]) -> int:
    return sum(int(Decimal(str(line["Amount"])).scaleb(2)) for line in lines)


def new_invoice(content: bytes, total: int, **other: Any) -> dict[str, Any]:
    """What `receive_invoice` is asked with."""
    headers = read_csv(BytesIO(content), LIMITS).headers
    facts: dict[str, Any] = {
        "invoice_id": fresh_id(), "number": f"F-{next(_number)}", "invoiced_on": APRIL, "from_on": MARCH,
        "until_on": date(2026, 3, 31), "total_pence": total, "name": "march.csv", "size_bytes": len(content),
        "sha256": sha256(content).hexdigest(), "headers": headers,
    }  # fmt: skip
    return {"request": NewInvoice(**(facts | other)), "parts": [content]}


def waiting(
    county: County, lines: Sequence[Said], total: int | None = None, *, headers: Sequence[str] = HEADERS
) -> UUID:
    """An invoice that waits to be checked."""
    content = as_file(lines, headers)
    asked = new_invoice(content, total_of(lines) if total is None else total)
    scope = county.scopes["provider"]
    invoice_id = receive_invoice(call_as(scope, key=""), **asked)
    mapping = guess_columns(COLUMNS, asked["request"].headers)
    start_invoice_check(call_as(scope), request=CheckStart(invoice_id, mapping))
    return invoice_id


def checked(
    county: County, lines: Sequence[Said], total: int | None = None, *, headers: Sequence[str] = HEADERS
) -> UUID:
    """An invoice that was checked."""
    invoice_id = waiting(county, lines, total, headers=headers)
    while check_next(call_as(county.scopes["system"], key="")):
        pass
    return invoice_id


def found(county: County, invoice_id: UUID) -> Sequence[CheckedLine]:
    """Its lines with their verdicts, in their order."""
    scope = county.scopes["money"]
    with reading(scope):
        return lines_of(scope, invoice_id, LinesAsked())
