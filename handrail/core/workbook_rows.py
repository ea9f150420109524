"""Writes the rows of a workbook's first sheet as CSV: a program, which `xlsx_reading` runs in a process of its own.
Refuses nothing in words: it ends with an error where the file is no workbook, or asks for more than it may have."""

import csv
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, TextIOWrapper

import python_calamine

# A sheet of a million rows and twenty columns needs half of it.
MOST_MEMORY = 2 << 30
MOST_WRITTEN = 200_000_000
MOST_SECONDS = 120
MOST = {
    resource.RLIMIT_AS: MOST_MEMORY,
    resource.RLIMIT_FSIZE: MOST_WRITTEN,
    resource.RLIMIT_CPU: MOST_SECONDS,
    resource.RLIMIT_CORE: 0,
}


def main() -> None:
    """From standard input to standard output."""
    for what, most in MOST.items():
        # Where less is allowed already, that holds.
        _, allowed = resource.getrlimit(what)
        bound = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (bound, bound))
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    with TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(list(_cells(row)) for row in rows)


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


if __name__ == "__main__":
    main()
