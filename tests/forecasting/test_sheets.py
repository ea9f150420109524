"""The workbook of a scenario: its sheets hold the figures as numbers and the formulas as text."""

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from zipfile import ZipFile

from handrail.forecasting.draws import spreads_of
from handrail.forecasting.savings import outcome_of
from handrail.forecasting.sheets import as_workbook
from tests.forecasting.plans import D, a_year, scenario

NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
RANGES = {"credit_rate": {"low": D("0.8"), "high": D("0.9")}}


def parsed(content: bytes | str) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - we wrote it ourselves


def opened(content: bytes) -> tuple[list[str], list[list[list[str | float]]], str]:
    """Names of the sheets, the cells of each, and the whole text of the sheets."""
    with ZipFile(BytesIO(content)) as book:
        shared = ["".join(found.itertext()) for found in parsed(book.read("xl/sharedStrings.xml"))]
        names = [found.attrib["name"] for found in parsed(book.read("xl/workbook.xml")).iter(f"{{{NAMES['s']}}}sheet")]
        texts = [book.read(f"xl/worksheets/sheet{at}.xml").decode() for at in range(1, len(names) + 1)]
    sheets = []
    for text in texts:
        rows = parsed(text).iterfind(".//s:row", NAMES)
        sheets.append([[_value(cell, shared) for cell in row] for row in rows])
    return names, sheets, "".join(texts)


def _value(cell: ET.Element, shared: list[str]) -> str | float:
    found = cell.findtext("s:v", "", NAMES)
    return shared[int(found)] if cell.attrib.get("t") == "s" else float(found)


def test_figures_are_numbers_and_formulas_are_text() -> None:
    hostile = scenario(years=[a_year(label="=1+1")])
    names, (figures, how), text = opened(as_workbook(outcome_of(hostile), None))
    assert names == ["Figures", "How each number is made"]
    assert figures[1] == ["=1+1", 5000000.0, 4800000.0, 200000.0, 2841600.0, 2711040.0, 988960.0]
    assert figures[2][1:] == figures[1][1:]
    assert str(how[1][2]) == "gross_spend = given = 5000000.00"
    assert not re.search(r"<f[ >]", text), "no cell is calculated"


def test_ranges_have_a_sheet_where_there_are_any() -> None:
    ranged = scenario(ranges=RANGES)
    spreads = spreads_of(ranged, draws=100, seed=4)
    names, (_, ranges, _), _ = opened(as_workbook(outcome_of(ranged), spreads))
    assert names == ["Figures", "Ranges", "How each number is made"]
    last = spreads.total["saving_vs_baseline"]
    assert ranges[-1] == [
        "Total",
        "Saving against baseline",
        *(float(one) for one in (last.p5, last.p50, last.p95)),
        100.0,
        4.0,
    ]
