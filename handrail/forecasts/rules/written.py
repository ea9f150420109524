"""Owns what is kept of a forecast, and how it is written: figures by span and fund, and each year taken apart.
Refuses to keep what a figure can be made from again: a page shows what was foreseen then, whatever is known since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pydantic import TypeAdapter

from handrail.forecasting.forecast.codes import Measure
from handrail.forecasting.forecast.figures import ALL, MOST_MONTHS, Forecast, Period, forecast_of, years_of
from handrail.forecasting.forecast.inputs import Known
from handrail.forecasting.forecast.months import last_of, last_whole_month
from handrail.forecasting.forecast.year_explained import YearExplained, year_explained

# How many whole months ahead are kept, to be held against what came.
AHEAD = (1, 3, 6, 12)
_KNOWN_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Amount:
    """What is known of it, what is to come, and between which two the whole lies in 90 of 100 draws; in pence."""

    known: int
    to_come: int
    low: int
    high: int

    @property
    def pence(self) -> int:
        """The whole."""
        return self.known + self.to_come


@dataclass(frozen=True, slots=True)
class Span:
    """What was foreseen for some whole months, by fund (an empty one: all of them)."""

    first: int
    until: int
    gross: Mapping[str, Amount]
    credits: Mapping[str, Amount]
    net: Mapping[str, Amount]


@dataclass(frozen=True, slots=True)
class KnownMonth:
    """What was spent and credited in a month, by fund, in pence."""

    month: int
    gross: Mapping[str, int]
    credits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """`years` by label; `so_far`: from the beginning of the first year to the end of each month of it that is to come;
    `ahead`: the next months, by how many they are; `known`: the months behind."""

    years: Mapping[str, Span]
    so_far: tuple[Span, ...]
    ahead: Mapping[int, Span]
    known: tuple[KnownMonth, ...]


@dataclass(frozen=True, slots=True)
class Workings:
    """Each year of each fund, taken apart: by the year's label, then by fund."""

    years: Mapping[str, Mapping[str, YearExplained]]


@dataclass(frozen=True, slots=True)
class Written:
    """A forecast as it is kept: from what was known at the end of `as_at`, of which all is known from `since` on."""

    as_at: date
    since: date
    figures: str
    workings: str


def written_forecast(known: Known, ends_on: date) -> Written:
    """Make the forecast up to the end of the contract (`ends_on`: the first day after it). Raises `Refused`."""
    next_month = last_whole_month(known.as_at) + 1
    last_day = min(ends_on - timedelta(days=1), last_of(next_month + MOST_MONTHS - 1))
    years = years_of(known.as_at, last_day)
    so_far = tuple(Period(f"to {month}", years[0].first, month) for month in range(next_month, years[0].until + 1))
    ahead = tuple(Period(f"ahead {months}", next_month, next_month + months - 1) for months in AHEAD)
    found = forecast_of(known, (*years, *so_far, *ahead))
    figures = Figures(
        {year.label: _span(found, year) for year in years},
        tuple(_span(found, period) for period in so_far),
        {months: _span(found, period) for months, period in zip(AHEAD, ahead, strict=True)},
        _known_months(found, next_month),
    )
    workings = Workings(
        {
            year.label: {fund: year_explained(found, fund, year) for fund in found.workings.funders}
            for year in years
        }
    )  # fmt: skip
    return Written(
        known.as_at, known.since, _figures().dump_json(figures).decode(), _workings().dump_json(workings).decode()
    )


def read_figures(text: str) -> Figures:
    """The figures of a forecast that was kept."""
    return _figures().validate_json(text)


def read_workings(text: str) -> Workings:
    """How they were made."""
    return _workings().validate_json(text)


def _span(found: Forecast, period: Period) -> Span:
    def amounts(measure: Measure) -> Mapping[str, Amount]:
        return {fund: _amount(found, period, fund, measure) for fund in (ALL, *found.workings.funders)}

    return Span(period.first, period.until, *(amounts(measure) for measure in Measure))


def _amount(found: Forecast, period: Period, fund: str, measure: Measure) -> Amount:
    figure = found.figures[period.label, fund, measure]
    return Amount(figure.known_pence, figure.to_come_pence, figure.range.low, figure.range.high)


def _known_months(found: Forecast, next_month: int) -> tuple[KnownMonth, ...]:
    """With the month that has begun, if it has."""
    workings = found.workings
    spent, credited = {fund: workings.known_spent(fund) for fund in workings.funders}, workings.credited_before
    return tuple(
        KnownMonth(
            month,
            {fund: spent[fund].get(month, 0) for fund in workings.funders},
            {fund: credited.get(fund, {}).get(month, 0) for fund in workings.funders},
        )
        for month in range(next_month - _KNOWN_MONTHS, next_month + 1)
    )


@cache
def _figures() -> TypeAdapter[Figures]:
    return TypeAdapter(Figures)


@cache
def _workings() -> TypeAdapter[Workings]:
    return TypeAdapter(Workings)
