"""Our CSV files: cells in plain forms, none that a spreadsheet would calculate, written as they are read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from handrail.core.csv_writing import Cell, plain_cell, stream_csv


class Grade(StrEnum):
    GOOD = "GOOD"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        (date(2025, 3, 30), "2025-03-30"),
        (datetime(2025, 3, 30, 0, 59, 59, 5, tzinfo=UTC), "2025-03-30T00:59:59+00:00"),
        (datetime(2025, 3, 30, 1, tzinfo=UTC), "2025-03-30T02:00:00+01:00"),
        (Grade.GOOD, "GOOD"),
        ("Ann", "Ann"),
        ("a\x00b", "ab"),
        ("=1+1", "'=1+1"),
        ("+44 1622", "'+44 1622"),
        ("-x", "'-x"),
        ("@x", "'@x"),
        ("\x00=1", "'=1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
    ],
)
def test_plain_cells(value: Cell, text: str) -> None:
    assert plain_cell(value) == text


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        plain_cell(datetime(2025, 3, 30))  # noqa: DTZ001


def test_a_whole_file() -> None:
    written = b"".join(stream_csv(["name", "=note"], [['Ann "A"', "x,y"], ["Zoë", "\ud800"]]))
    assert written == '\ufeffname,\'=note\r\n"Ann ""A""","x,y"\r\nZoë,?\r\n'.encode()
    assert b"".join(stream_csv(["name"], [], mark=False)) == b"name\r\n"


def test_rows_are_written_as_they_are_read() -> None:
    taken = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal taken
        for _ in range(100_000):
            taken += 1
            yield ["x" * 98]

    pieces = stream_csv(["name"], rows())
    assert 60_000 < len(next(pieces)) < 70_000
    assert taken < 700
    assert sum(len(piece) for piece in pieces) > 9_000_000
