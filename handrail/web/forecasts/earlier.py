"""Earlier forecasts: what each said of the year, and what was foreseen for months that are over, beside what came.
Refuses to judge months that have not ended."""

from collections.abc import Iterator, Sequence

from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.months import first_of, last_whole_month
from handrail.forecasts.queries.made import Foreseen
from handrail.forecasts.rules.held import Held, held_against
from handrail.web.forecasts.reading import Asked, is_late, until_words
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.wording.shown import short_day

_LATE = "Worked out later, from what was known on that day"


def earlier(asked: Asked, before: Sequence[Foreseen]) -> Table:
    """What each forecast said of the year."""
    made = [asked.foreseen, *before]
    return Table(
        f"What earlier forecasts said of {asked.year}",
        (Column("Known to"), *(Column(head, numeric=True) for head in ("Net", "At least", "At most"))),
        [row for one in made for row in _said(asked, one)],
        Empty("There is no earlier forecast"),
        id="earlier",
    )


def _said(asked: Asked, one: Foreseen) -> Iterator[Row]:
    span = one.figures.years.get(asked.year)
    net = span.net.get(asked.fund) if span else None
    if net:
        amounts = (Cell(shown_pounds(pence)) for pence in (net.pence, net.low, net.high))
        yield Row((Cell(short_day(one.as_at), note=_LATE if is_late(one) else ""), *amounts))


def compared(asked: Asked, before: Sequence[Foreseen]) -> Table:
    """What was foreseen for months that are over, beside what came."""
    found = held_against([one.figures for one in before], asked.foreseen.figures, asked.fund, _last_whole(asked))
    next_month = first_of(last_whole_month(asked.foreseen.as_at) + 2)
    return Table(
        "What was foreseen, and what came",
        (
            Column("Months"), Column("Foreseen at the end of"), Column("Net foreseen", numeric=True),
            Column("At least", numeric=True), Column("At most", numeric=True), Column("Net that came", numeric=True),
            Column("Missed by", numeric=True), Column("Within the range"),
        ),
        [_row(before[one.made], one) for one in found],
        Empty(
            "Nothing can be compared yet",
            f"A forecast is held against what came when its months are over: next on {short_day(next_month)}.",
        ),
        id="compared",
    )  # fmt: skip


def _last_whole(asked: Asked) -> int:
    return last_whole_month(asked.foreseen.as_at)


def _row(made: Foreseen, one: Held) -> Row:
    return Row(
        (
            Cell(until_words(one.months, one.first)),
            Cell(short_day(made.as_at), note=_LATE if is_late(made) else ""),
            *(Cell(shown_pounds(pence)) for pence in (one.net.pence, one.net.low, one.net.high, one.came_pence)),
            Cell(_missed(one)),
            Cell("Yes" if one.net.low <= one.came_pence <= one.net.high else "No"),
        )
    )


def _missed(one: Held) -> str:
    """Above what came, or below it."""
    if not one.came_pence:
        return "Nothing came"
    part = (one.net.pence - one.came_pence) / abs(one.came_pence)
    return f"{abs(part):.1%} {'too high' if part > 0 else 'too low'}" if round(part, 3) else "Nothing"
