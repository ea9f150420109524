"""Owns the back-test: each county forecast at the end of each month from the twelfth, and what came held against it.
Refuses to choose: every county, month, measure and horizon counts, whoever wins."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from handrail.forecasting.backtest.baselines import ByMonth, last_year_plus_growth, year_to_date
from handrail.forecasting.backtest.county import BEGINS, MONTHS, history_of
from handrail.forecasting.forecast.codes import Measure
from handrail.forecasting.forecast.figures import ALL, Period, forecast_of
from handrail.forecasting.forecast.inputs import Known, as_known
from handrail.forecasting.forecast.months import last_of, month_of

HORIZONS = (3, 6, 9)
_YEAR = 12
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """One forecast of one total, with what came. `year_end` says whether it is of the rest of a year, and then
    `months` are those of the year that were known; otherwise of so many months ahead."""

    seed: int
    measure: Measure
    year_end: bool
    months: int
    came: float
    forecast: float
    last_year: float
    to_date: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Errors:
    """All that was missed, as a part of all that came (WAPE), and of how many the range held what came."""

    count: int
    forecast: float
    last_year: float
    to_date: float
    bias: float
    held: float


def tried(seeds: Iterable[int], *, orders_a_day: float = 15.0, each: int = 1) -> list[Tried]:
    """Forecast every county at the end of every `each`th month from the twelfth on."""
    found: list[Tried] = []
    for seed in seeds:
        history = history_of(seed, orders_a_day=orders_a_day)
        came = came_of(history)
        for last in range(BEGINS + _YEAR - 1, MONTHS.stop - HORIZONS[0], each):
            found += _tried_at(seed, history, came, last)
    return found


def came_of(history: Known) -> dict[Measure, ByMonth]:
    """What was spent, credited and paid in each month."""
    gross: dict[int, float] = {}
    back: dict[int, float] = {}
    for order in history.orders:
        if order.spent_on is not None:
            month = month_of(order.spent_on)
            gross[month] = gross.get(month, 0.0) + order.pence
    for loan in history.loans:
        if loan.ended_on is not None:
            month = month_of(loan.ended_on)
            back[month] = back.get(month, 0.0) + loan.credited_pence
    net = {month: pence - back.get(month, 0.0) for month, pence in gross.items()}
    return {Measure.GROSS: gross, Measure.CREDITS: back, Measure.NET: net}


def errors_of(tried: Sequence[Tried], measure: Measure, *, year_end: bool, months: int) -> Errors | None:
    """The errors of all that were tried of one kind; None where there are none."""
    found = [one for one in tried if (one.measure, one.year_end, one.months) == (measure, year_end, months)]
    if not found:
        return None
    came = sum(one.came for one in found)

    def missed(of: Callable[[Tried], float]) -> float:
        return sum(abs(of(one) - one.came) for one in found) / came

    return Errors(
        count=len(found),
        forecast=missed(lambda one: one.forecast),
        last_year=missed(lambda one: one.last_year),
        to_date=missed(lambda one: one.to_date),
        bias=sum(one.forecast - one.came for one in found) / came,
        held=sum(one.low <= one.came <= one.high for one in found) / len(found),
    )


def _tried_at(seed: int, history: Known, came: dict[Measure, ByMonth], last: int) -> list[Tried]:
    """The next three, six and nine months, and the rest of the year where it is three, six or nine months old. A year
    is counted whole: what is known of it is part of the forecast and of the baselines."""
    year_begins = last - (last - BEGINS) % _YEAR
    known_months = last - year_begins + 1
    ahead = {(False, months): range(last + 1, last + 1 + months) for months in HORIZONS}
    if known_months in HORIZONS:
        ahead[True, known_months] = range(last + 1, year_begins + _YEAR)
    ahead = {key: months for key, months in ahead.items() if months.stop <= MONTHS.stop}
    periods = [Period(str(key), months.start, months.stop - 1) for key, months in ahead.items()]
    forecast = forecast_of(as_known(history, last_of(last)), periods, draws=_DRAWS)
    found = []
    for (year_end, count), months in ahead.items():
        for measure in Measure:
            by_month = came[measure]
            before = sum(by_month.get(month, 0.0) for month in range(year_begins, last + 1)) if year_end else 0.0
            figure = forecast.figures[str((year_end, count)), ALL, measure]
            found.append(
                Tried(
                    seed=seed,
                    measure=measure,
                    year_end=year_end,
                    months=count,
                    came=before + sum(by_month.get(month, 0.0) for month in months),
                    forecast=before + figure.pence,
                    last_year=before + last_year_plus_growth(by_month, last, months, year_begins),
                    to_date=before + year_to_date(by_month, last, months, year_begins),
                    low=before + figure.range.low,
                    high=before + figure.range.high,
                )
            )
    return found
