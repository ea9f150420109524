"""Writes CSV files that people open in spreadsheets, a piece at a time.
Refuses to let a cell become a formula, and values that have no plain text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from handrail.core.moment import LONDON

type Cell = str | int | Decimal | bool | date | datetime | None

# OWASP, "CSV Injection": a cell beginning with one of these may be calculated; the wide forms are read like the plain.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PIECE_CHARACTERS: Final = 65_536


def plain_cell(value: Cell) -> str:
    """A cell's text: dates and times in ISO 8601 (times in Europe/London with their offset), yes and no, numbers as
    they are, nothing for None. Text that a spreadsheet would calculate begins with an apostrophe, which makes it text.

    Raises `ValueError` for a time without a zone."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return str(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError("a time needs a time zone")
            return value.astimezone(LONDON).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            text = value.replace("\x00", "")
            return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def typed_cell(text: str) -> str:
    """A cell of such a file as it was before it was kept from being a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


def stream_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, mark: bool = True) -> Iterator[bytes]:
    """The file in UTF-8, in pieces of about 64 kB, read from `rows` as it goes.

    `mark`: begin with a byte-order mark, without which Excel takes the text for Windows-1252."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if mark:
        buffer.write("\ufeff")
    writer.writerow([plain_cell(header) for header in headers])
    for row in rows:
        writer.writerow([plain_cell(cell) for cell in row])
        if buffer.tell() >= _PIECE_CHARACTERS:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode("utf-8", errors="replace")
    buffer.seek(0)
    buffer.truncate()
    return piece
