"""Reads the first sheet of a workbook as a CSV file, so that all that reads CSV files reads workbooks too.
Refuses what is no workbook, and one that unpacks to more than it may."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib import import_module
from io import BytesIO, StringIO
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

# A workbook is a folder packed small: a few kilobytes may unpack to gigabytes.
MOST_UNPACKED = 1 << 30
BEGINS = b"PK\x03\x04"


class NotAWorkbook(ValueError):
    """The file is no workbook that can be read."""


def is_workbook(source: BinaryIO) -> bool:
    """Whether it begins as workbooks do; what begins so and is none is refused when it is read."""
    source.seek(0)
    begins = source.read(len(BEGINS)) == BEGINS
    source.seek(0)
    return begins


def as_csv(source: BinaryIO) -> BinaryIO:
    """The first sheet as CSV in UTF-8: its lines are the sheet's rows, empty ones too. Raises `NotAWorkbook`."""
    source.seek(0)
    content = source.read()
    # Read in with the first workbook: most web processes are given none.
    calamine = import_module("python_calamine")
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotAWorkbook
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (BadZipFile, calamine.CalamineError, IndexError) as wrong:
        raise NotAWorkbook from wrong
    text = StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(list(_cells(row)))
    return BytesIO(text.getvalue().encode())


def _cells(row: Sequence[object]) -> Iterator[str]:
    """Whole numbers without a point, days without a time."""
    for value in row:
        match value:
            case float() if value.is_integer():
                yield str(int(value))
            case datetime():
                yield value.date().isoformat()
            case date():
                yield value.isoformat()
            case _:
                yield str(value)
