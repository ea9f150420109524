"""Writes a list as a workbook of one sheet: days are days, amounts are amounts, and text stays text.
Refuses cells that a spreadsheet would calculate."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook

from handrail.core.csv_writing import Cell
from handrail.core.moment import LONDON

_AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
# The longest name that Excel takes for a sheet.
_LONGEST = 31
_WIDTH = 16


def as_workbook(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file. A `Decimal` is an amount in pounds; times are on the clocks of London."""
    content = BytesIO()
    with Workbook(content, _AS_TYPED) as book:
        sheet = book.add_worksheet(title[:_LONGEST])
        head, pounds = book.add_format({"bold": True}), book.add_format({"num_format": "£#,##0.00"})
        day, time = book.add_format({"num_format": "d mmm yyyy"}), book.add_format({"num_format": "d mmm yyyy hh:mm"})
        sheet.set_column(0, max(0, len(headers) - 1), _WIDTH)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headers, head)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                match value:
                    case None:
                        pass
                    case Decimal():
                        sheet.write_number(at, column, value, pounds)
                    case bool():
                        sheet.write_string(at, column, "yes" if value else "no")
                    case int():
                        sheet.write_number(at, column, value)
                    case datetime():
                        sheet.write_datetime(at, column, value.astimezone(LONDON).replace(tzinfo=None), time)
                    case date():
                        sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001  # Excel's days have no zone
                    case _:
                        sheet.write_string(at, column, value)
    return content.getvalue()
