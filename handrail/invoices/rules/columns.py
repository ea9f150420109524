"""Owns: the columns of a provider's invoice, by what providers call them, and how each is read.
Refuses: an amount with a currency sign or a decimal comma: nobody guesses what is to be paid."""

import re

from handrail.core.csv_reading import CsvLimits
from handrail.core.money import MoneyProblem, has_decimal_comma, parse_pounds
from handrail.core.text_guard import clean_line
from handrail.intake.rules import cells
from handrail.intake.rules.cells import MOST_PENCE, CellFault, Setting
from handrail.intake.rules.columns import ImportColumn, KindColumns
from handrail.intake.rules.faults import ImportReason
from handrail.invoices.codes import InvoiceFault

LIMITS = CsvLimits(file_bytes=200_000_000, rows=1_000_000)
MOST_PIECES = 100_000
_SIGNS = re.compile(r"[£$€¥]|\b(?:GBP|EUR|USD)\b", re.IGNORECASE)
_ORDER_LINE = re.compile(r"([0-9]{1,12})(?:[/\-. ]([0-9]{1,4}))?")


def amount(cell: str, _setting: Setting) -> int:
    """Pounds as figures alone, given in pence; below zero for what is given back."""
    typed = clean_line(cell)
    if not typed:
        raise CellFault(ImportReason.VALUE_MISSING)
    if _SIGNS.search(typed):
        raise CellFault(InvoiceFault.CURRENCY_SIGN)
    if has_decimal_comma(typed):
        raise CellFault(InvoiceFault.DECIMAL_COMMA)
    found = parse_pounds(typed, at_most_pence=MOST_PENCE, allow_negative=True)
    if isinstance(found, MoneyProblem):
        raise CellFault(found, field="The amount", most="£1,000,000.00")
    return found


def vat_amount(cell: str, setting: Setting) -> int:
    """The same of the VAT on a line; without one there is none."""
    return amount(cell, setting) if clean_line(cell) else 0


def order_line(cell: str, _setting: Setting) -> tuple[int, int | None] | None:
    """An order by its number, with the line's place in it where that is given: 1042/2."""
    typed = clean_line(cell)
    if typed.lower() in cells.NOT_KNOWN:
        return None
    found = _ORDER_LINE.fullmatch(typed)
    if found is None:
        raise CellFault(InvoiceFault.NOT_A_LINE)
    return int(found[1]), int(found[2]) if found[2] else None


COLUMNS = KindColumns(
    (
        ImportColumn(
            "order_line", "Order line",
            ("order", "order number", "order no", "order line number", "order ref", "order reference"), order_line,
        ),
        ImportColumn(
            "visit", "Visit", ("visit number", "visit no", "job", "job number", "job no"), cells.whole(1, 10**9 - 1)
        ),
        ImportColumn(
            "asset_number", "Item number", ("asset", "asset number", "asset no", "asset id", "tag", "barcode"),
            cells.asset_number,
        ),
        ImportColumn("day", "Date", ("activity date", "delivery date", "delivered", "service date"), cells.day()),
        ImportColumn(
            "code", "Code", ("product code", "price code", "item code", "activity", "activity code", "sku"),
            cells.code(60), needed=True, filled=True,
        ),
        ImportColumn("quantity", "Quantity", ("qty", "count", "units"), cells.whole(-MOST_PIECES, MOST_PIECES)),
        ImportColumn(
            "amount", "Amount", ("net", "net amount", "line total", "line amount", "total", "value"), amount,
            needed=True, filled=True,
        ),
        ImportColumn("vat", "VAT", ("vat amount", "vat total", "vat value", "tax", "tax amount"), vat_amount),
        ImportColumn("contract", "Contract", ("contract code", "contract number"), cells.text(60)),
    ),
    (("order_line", "visit", "asset_number"),),
)  # fmt: skip
