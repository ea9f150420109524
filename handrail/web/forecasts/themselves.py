"""What people are expected to buy themselves: gross before and after it, and what it is counted from.
Refuses to add it to a figure of the forecast: those hold what the service itself spends."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.inputs import SelfBought
from handrail.forecasting.forecast.year_explained import YearExplained
from handrail.spending.codes import By
from handrail.spending.self_bought import rate_of
from handrail.web.forecasts.reading import Asked, month_words, until_words
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.web.spending.self_bought import percent
from handrail.wording.shown import short_day

_EMPTY = Empty("Nothing was spent")


@dataclass(frozen=True, slots=True)
class _Summed:
    """Of one fund, or of all: what is expected, and the equipment beside which it is."""

    gross_pence: int
    equipment_pence: int
    pence: int
    lately: tuple[SelfBought, ...]

    @property
    def worth_pence(self) -> int:
        return sum(one.worth_pence for one in self.lately)

    @property
    def spent_pence(self) -> int:
        return sum(one.spent_pence for one in self.lately)

    @property
    def rate(self) -> str:
        return percent(rate_of(self.worth_pence, self.spent_pence))


def gross_of(year: YearExplained) -> int:
    """What the service itself will have spent."""
    parts = (year.kept, year.coming, year.told, year.fees)
    return year.known_gross_pence + sum(row.pence for rows in parts for row in rows)


def themselves(asked: Asked, years: Collection[YearExplained]) -> tuple[Table, ...]:
    """Three tables, of one fund's year or of all of them; none where the forecast was made without such facts."""
    known = [one.themselves for one in years if one.themselves]
    if not known:
        return ()
    found = _Summed(
        sum(map(gross_of, years)), sum(one.equipment_pence for one in known), sum(one.pence for one in known),
        known[0].lately,
    )  # fmt: skip
    return _before(asked, found), _counted(asked, found), _months(found)


def _before(asked: Asked, found: _Summed) -> Table:
    expected = f"What people are expected to buy themselves after {short_day(asked.foreseen.as_at)}"
    gross = Cell("Gross, as forecast", f"#{'sum' if asked.fund else 'funds'}")
    return Table(
        "Before and after what people buy themselves",
        (Column("What"), Column("Amount", numeric=True)),
        [
            Row((Cell("Gross before that"), Cell(shown_pounds(found.gross_pence + found.pence)))),
            Row((Cell(expected, "#themselves"), Cell(shown_pounds(-found.pence)))),
            Row((gross, Cell(shown_pounds(found.gross_pence)))),
        ],
        _EMPTY,
        id="before",
    )


def _counted(asked: Asked, found: _Summed) -> Table:
    when = until_words(len(found.lately), found.lately[0].month)
    still = Cell(f"Equipment that we will still spend by {asked.ends}", "#orders-to-come" if asked.fund else "#funds")
    lately = "#themselves-months"
    return Table(
        "How much people are expected to buy themselves",
        (Column("What"), Column("Number", numeric=True)),
        [
            Row((Cell(f"Bought themselves, {when}", lately), Cell(shown_pounds(found.worth_pence)))),
            Row((Cell("Spent on equipment in these months", lately), Cell(shown_pounds(found.spent_pence)))),
            Row((Cell("Rate: the first ÷ (the first + the second)"), Cell(found.rate))),
            Row((still, Cell(shown_pounds(found.equipment_pence)))),
            Row((Cell("Expected: equipment × rate ÷ (1 − rate)"), Cell(shown_pounds(found.pence)))),
        ],
        _EMPTY,
        id="themselves",
    )


def _months(found: _Summed) -> Table:
    spending = reverse("spending:spending")
    spent = f"{spending}?{urlencode({'rows': By.MONTH.value, 'money': 'equipment', 'period': 'all'})}"
    bought = f"{reverse('forecasts:forecast')}#self-bought"
    return Table(
        "What people bought themselves, and what we spent on equipment",
        (Column("Month", whole=True), Column("Bought themselves", numeric=True), Column("We spent", numeric=True)),
        list(_month_rows(found, bought, spent)),
        _EMPTY,
        id="themselves-months",
    )


def _month_rows(found: _Summed, bought: str, spent: str) -> Iterator[Row]:
    for one in found.lately:
        yield Row(
            (Cell(month_words(one.month)), Cell(shown_pounds(one.worth_pence)), Cell(shown_pounds(one.spent_pence)))
        )
    yield Row((
        Cell("All"), Cell(shown_pounds(found.worth_pence), bought, hidden=", by kind of equipment"),
        Cell(shown_pounds(found.spent_pence), spent, hidden=", spending by month"),
    ))  # fmt: skip
