"""Lists as CSV files, sent while they are read, so that a long one takes no memory.
Refuses to write the file itself: `core.csv_writing` does, and keeps cells from becoming formulas."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

from handrail.core import csv_writing
from handrail.core.csv_writing import Cell
from handrail.identity.calls import reading
from handrail.identity.scope import Scope


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
