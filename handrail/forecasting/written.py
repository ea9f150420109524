"""Writes what a scenario comes to: as JSON, as CSV and as a table of plain text.
Refuses cells that a spreadsheet would calculate, and amounts that a reader could take for rounded otherwise."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from textwrap import wrap

from handrail.core.csv_writing import Cell, stream_csv
from handrail.forecasting.codes import OUTPUTS, TOTAL
from handrail.forecasting.draws import Spread, Spreads
from handrail.forecasting.formulas import Formula, explained, explained_total
from handrail.forecasting.savings import Amounts, Outcome
from handrail.forecasting.words import OUTPUT_NAMES

_ENDS = ("p5", "p50", "p95")
_PLAIN_SIGNS = str.maketrans({"×": "*", "−": "-"})
_HEADER_WIDTH = 14
_LABEL_WIDTH = 30

type Written = str | int | Decimal | Mapping[str, "Written"] | Sequence["Written"]
type Row = tuple[str, Amounts, tuple[Formula, ...], Mapping[str, Spread] | None]


def as_json(outcome: Outcome, spreads: Spreads | None) -> bytes:
    """One object: name, years, total. Amounts are numbers with two decimals."""
    rows = [_row_as_json(row) for row in _rows(outcome, spreads)]
    whole: dict[str, Written] = {"name": outcome.name, "years": rows[:-1], TOTAL: rows[-1]}
    if spreads:
        whole |= {"draws": spreads.draws, "seed": spreads.seed}
    return f"{json_text(whole)}\n".encode()


def as_csv(outcome: Outcome, spreads: Spreads | None) -> bytes:
    """A row for each year and one for the total; then the ends of the ranges, then the formulas in plain signs."""
    headers = ["label", *OUTPUTS]
    if spreads:
        headers += [f"{output}_{end}" for output in OUTPUTS for end in _ENDS]
    headers += [f"{output}_formula" for output in OUTPUTS]
    return b"".join(stream_csv(headers, (_row_as_cells(row) for row in _rows(outcome, spreads)), mark=False))


def as_table(outcome: Outcome, spreads: Spreads | None) -> bytes:
    """For the eye: the amounts, their ranges where there are any, and how each number is made."""
    rows = list(_rows(outcome, spreads))
    lines = [outcome.name, "In pounds.", "", *_table([(label, amounts.of) for label, amounts, _, _ in rows])]
    if spreads:
        lines += ["", f"Ranges from {spreads.draws:,} draws, seed {spreads.seed}."]
        for end, words in zip(_ENDS, ("5 of 100 draws are at or below", "half are", "95 of 100 are"), strict=True):
            drawn = [(label, _end_of(spread, end)) for label, _, _, spread in rows if spread]
            lines += ["", f"{words.capitalize()}:", *_table(drawn)]
    lines += ["", "How each number is made"]
    for label, _, formulas, _ in rows:
        lines += ["", label, *(f"  {formula.text}" for formula in formulas)]
    return ("\n".join(lines) + "\n").encode()


def _rows(outcome: Outcome, spreads: Spreads | None) -> Iterator[Row]:
    for number, year in enumerate(outcome.years):
        yield year.label, year.amounts, explained(year), spreads.years[number] if spreads else None
    yield TOTAL, outcome.total, explained_total(outcome), spreads.total if spreads else None


def _row_as_json(row: Row) -> dict[str, Written]:
    label, amounts, formulas, spread = row
    written: dict[str, Written] = {} if label == TOTAL else {"label": label}
    written |= {output: amounts.of(output) for output in OUTPUTS}
    if spread:
        written["ranges"] = {output: {"p5": one.p5, "p50": one.p50, "p95": one.p95} for output, one in spread.items()}
    written["formulas"] = {formula.of: formula.text for formula in formulas}
    return written


def _row_as_cells(row: Row) -> list[Cell]:
    label, amounts, formulas, spread = row
    cells: list[Cell] = [label, *(amounts.of(output) for output in OUTPUTS)]
    if spread:
        cells += [
            amount for output in OUTPUTS for amount in (spread[output].p5, spread[output].p50, spread[output].p95)
        ]
    return [*cells, *(formula.text.translate(_PLAIN_SIGNS) for formula in formulas)]


def json_text(value: Written, indent: str = "") -> str:
    """JSON with decimals as they are: the library would write 4800000.0 for 4800000.00."""
    inner = f"{indent}  "
    match value:
        case Decimal():
            return f"{value:f}"
        case Mapping():
            parts = [f"{json.dumps(key)}: {json_text(one, inner)}" for key, one in value.items()]
            return f"{{\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}}}"
        case str() | int():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return f"[\n{inner}" + f",\n{inner}".join(json_text(one, inner) for one in value) + f"\n{indent}]"


def _end_of(spread: Mapping[str, Spread], end: str) -> Callable[[str], Decimal]:
    def amount(output: str) -> Decimal:
        found: Decimal = getattr(spread[output], end)
        return found

    return amount


def _table(rows: Sequence[tuple[str, Callable[[str], Decimal]]]) -> list[str]:
    """Lines of a table: names of outputs above, labels at the left, numbers under each other at their points."""
    heads = [wrap(OUTPUT_NAMES[output], _HEADER_WIDTH) for output in OUTPUTS]
    labels = [wrap(label.capitalize() if label == TOTAL else label, _LABEL_WIDTH) for label, _ in rows]
    cells = [[f"{amount(output):,.2f}" for output in OUTPUTS] for _, amount in rows]
    left = max(len(line) for lines in labels for line in lines)
    widths = [max(map(len, [*head, *column])) for head, column in zip(heads, zip(*cells, strict=True), strict=True)]
    deep = max(map(len, heads))
    head_rows = [[("", *head)[max(0, line - deep + len(head) + 1)] for head in heads] for line in range(deep)]
    lines = [_line("", left, parts, widths) for parts in head_rows]
    for label, parts in zip(labels, cells, strict=True):
        lines += [_line(label[0], left, parts, widths), *label[1:]]
    return lines


def _line(label: str, left: int, parts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join([label.ljust(left), *(part.rjust(width) for part, width in zip(parts, widths, strict=True))])
