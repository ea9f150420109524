"""Lists as files: CSV, sent while it is read, so that a long one takes no memory; a short one as a workbook too.
Refuses to write the file itself: `core.csv_writing` and `core.xlsx_writing` do, and keep cells from being formulas."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from handrail.core import csv_writing
from handrail.core.csv_writing import Cell
from handrail.identity.calls import reading
from handrail.identity.scope import Scope

# A workbook is made in memory before it is sent. This many cells take about two seconds.
MOST_CELLS = 300_000


def stream_csv(
    scope: Scope, name: str, header: Sequence[str], rows: Callable[[], Iterable[Sequence[Cell]]]
) -> StreamingHttpResponse:
    """The download `name`.csv. `rows` is called inside the one transaction of the read, while the file is sent."""

    def pieces() -> Iterator[bytes]:
        with reading(scope):
            yield from csv_writing.stream_csv(header, rows())

    response = StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def workbook(name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The download `name`.xlsx, of a list that is short and read already."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    # Read in with the first workbook: most web processes never make one, and each would hold 4 MB for it.
    content = import_module("handrail.core.xlsx_writing").as_workbook(title, header, rows)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def file_of(
    scope: Scope, kind: str, name: str, header: Sequence[str], rows: Callable[[], Iterable[Sequence[Cell]]]
) -> HttpResponseBase:
    """The download `name` as `xlsx` or `csv`. What is too long for a workbook comes as CSV, whole."""
    if kind == "xlsx":
        most = MOST_CELLS // len(header)
        with reading(scope):
            found = list(islice(rows(), most + 1))
        if len(found) <= most:
            return workbook(name, name, header, found)
    return stream_csv(scope, name, header, rows)
