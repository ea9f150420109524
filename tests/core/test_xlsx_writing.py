"""A list as a workbook: read back as the XML that it is."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from handrail.core.xlsx_writing import as_workbook


def parts(content: bytes) -> tuple[str, str]:
    """The sheet and the texts that it points to."""
    with ZipFile(BytesIO(content)) as file:
        return file.read("xl/worksheets/sheet1.xml").decode(), file.read("xl/sharedStrings.xml").decode()


def test_amounts_and_days_are_numbers_and_text_is_never_calculated() -> None:
    at = datetime(2026, 6, 1, 11, 0, tzinfo=UTC)
    row = ("=1+1", Decimal("-605303.25"), 7, True, date(2026, 4, 1), at, None)
    sheet, texts = parts(as_workbook("A name that is longer than Excel takes for a sheet", ("What",), [row]))
    assert "<f>" not in sheet
    assert "=1+1" in texts
    assert "yes" in texts
    # Excel counts days from the end of 1899; midday in London is half a day.
    for number in ("-605303.25", "7", "46113", "46174.5"):
        assert f"<v>{number}</v>" in sheet, number
