"""Writes what a scenario comes to as a workbook: figures, ranges where there are any, and how each number is made.
Refuses cells that a spreadsheet would calculate: formulas are text, with the numbers put in."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook

from handrail.forecasting.codes import OUTPUTS
from handrail.forecasting.draws import Spread, Spreads
from handrail.forecasting.formulas import explained, explained_total
from handrail.forecasting.savings import Outcome
from handrail.forecasting.words import OUTPUT_NAMES

_AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_POUNDS = "£#,##0.00"
_TOTAL = "Total"

type SheetRow = Sequence[str | Decimal | int]


def as_workbook(outcome: Outcome, spreads: Spreads | None) -> bytes:
    """The file."""
    content = BytesIO()
    with Workbook(content, _AS_TYPED) as book:
        names = [OUTPUT_NAMES[output] for output in OUTPUTS]
        _sheet(book, "Figures", ["Year", *names], _figures(outcome))
        if spreads:
            ends = ["Year", "Amount", "5 of 100 at or below", "Half at or below", "95 of 100 at or below"]
            _sheet(book, "Ranges", [*ends, "Draws", "Seed"], _ranges(outcome, spreads))
        _sheet(book, "How each number is made", ["Year", "Amount", "Formula"], _formulas(outcome))
    return content.getvalue()


def _figures(outcome: Outcome) -> Iterator[SheetRow]:
    for year in outcome.years:
        yield [year.label, *(year.amounts.of(output) for output in OUTPUTS)]
    yield [_TOTAL, *(outcome.total.of(output) for output in OUTPUTS)]


def _ranges(outcome: Outcome, spreads: Spreads) -> Iterator[SheetRow]:
    drawn = [*zip([year.label for year in outcome.years], spreads.years, strict=True), (_TOTAL, spreads.total)]
    for label, spread in drawn:
        for output in OUTPUTS:
            yield [label, OUTPUT_NAMES[output], *_ends(spread[output]), spreads.draws, spreads.seed]


def _ends(spread: Spread) -> tuple[Decimal, Decimal, Decimal]:
    return spread.p5, spread.p50, spread.p95


def _formulas(outcome: Outcome) -> Iterator[SheetRow]:
    whole = [(year.label, explained(year)) for year in outcome.years]
    for label, formulas in (*whole, (_TOTAL, explained_total(outcome))):
        for formula in formulas:
            yield [label, OUTPUT_NAMES[formula.of], formula.text]


def _sheet(book: Workbook, title: str, headers: Sequence[str], rows: Iterator[SheetRow]) -> None:
    sheet, pounds, bold = book.add_worksheet(title), book.add_format({"num_format": _POUNDS}), book.add_format()
    bold.set_bold()
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(headers) - 1, 24)
    for at, header in enumerate(headers):
        sheet.write_string(0, at, header, bold)
    for down, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            match cell:
                case Decimal():
                    sheet.write_number(down, at, float(cell), pounds)
                case int():
                    sheet.write_number(down, at, cell)
                case _:
                    sheet.write_string(down, at, cell)
