"""Owns a forecast: for each funder and each period to its end, what is spent, credited and paid, known and to come.
Refuses a period that is over, and more months than anybody can know about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.forecasting.forecast.codes import SPENDING, ForecastReason, Measure
from handrail.forecasting.forecast.inputs import Known
from handrail.forecasting.forecast.months import first_of, first_whole_month, last_whole_month, month_of
from handrail.forecasting.forecast.ranges import DRAWS, SEED, Range, Sums, ranges_of
from handrail.forecasting.forecast.workings import Term, Workings, terms_of, work_out

MOST_MONTHS = 120
# With fewer, one odd month is a third of all that is known. Until a year is known the range is that of other counties.
FEWEST_MONTHS = 3
ALL = ""
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months with a name, such as a financial year: `until` is the last of them."""

    label: str
    first: int
    until: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what is known of it already, what is to come, and where the whole lies in 90 of 100 draws."""

    known_pence: int
    to_come_pence: int
    range: Range

    @property
    def pence(self) -> int:
        """The whole of the period."""
        return self.known_pence + self.to_come_pence


@dataclass(frozen=True, slots=True)
class Forecast:
    """Figures by period and funder (`ALL`: all of them), and the terms by which they can be taken apart."""

    workings: Workings
    terms: dict[str, tuple[Term, ...]]
    periods: tuple[Period, ...]
    figures: dict[tuple[str, str, Measure], Figure]


def years_of(as_at: date, ends_on: date, *, first_month: int = 4) -> tuple[Period, ...]:
    """The financial years from that of the day after `as_at` to the end of the contract; the last may be short."""
    begins = last_whole_month(as_at) + 1
    begins -= (begins % _YEAR + 1 - first_month) % _YEAR
    last, years = month_of(ends_on), []
    while begins <= last:
        year = first_of(begins).year
        label = str(year) if first_month == 1 else f"{year}/{(year + 1) % 100:02}"
        years.append(Period(label, begins, min(last, begins + _YEAR - 1)))
        begins += _YEAR
    return tuple(years)


def forecast_of(known: Known, periods: Sequence[Period], *, seed: int = SEED, draws: int = DRAWS) -> Forecast:
    """Forecast each period. Raises `Refused`."""
    reasons = _reasons_against(known, periods)
    if reasons:
        raise Refused(reasons)
    workings = work_out(known, max(period.until for period in periods))
    terms = {funder: terms_of(workings, funder) for funder in workings.funders}
    spans = [span_of(period, workings.ahead.months) for period in periods]
    drawn = ranges_of(workings, spans, seed=seed, draws=draws)
    figures: dict[tuple[str, str, Measure], Figure] = {}
    for number, period in enumerate(periods):
        known_sums = {funder: _known(workings, period, funder) for funder in workings.funders}
        come_sums = {funder: _to_come(terms[funder], spans[number]) for funder in workings.funders}
        known_sums[ALL] = _summed(list(known_sums.values()))
        come_sums[ALL] = _summed(list(come_sums.values()))
        for funder, sums in drawn[number].items():
            for measure in Measure:
                before = _of(known_sums[funder], measure)
                figures[period.label, funder, measure] = Figure(
                    before, _of(come_sums[funder], measure), _moved(_range(sums, measure), before)
                )
    return Forecast(workings, terms, tuple(periods), figures)


def _reasons_against(known: Known, periods: Sequence[Period]) -> list[Reason]:
    last = last_whole_month(known.as_at)
    if not periods:
        return [Reason(ForecastReason.NO_PERIODS, "periods")]
    reasons = [
        Reason(ForecastReason.PERIOD_OVER, "periods", (("found", period.label),))
        for period in periods
        if period.until <= last
    ]
    if max(period.until for period in periods) - last > MOST_MONTHS:
        reasons.append(Reason(ForecastReason.TOO_FAR, "periods", (("most", MOST_MONTHS),)))
    if last - first_whole_month(known.since) + 1 < FEWEST_MONTHS:
        reasons.append(Reason(ForecastReason.TOO_LITTLE_KNOWN, "since", (("fewest", FEWEST_MONTHS),)))
    return reasons


type _Amounts = tuple[int, int]


def span_of(period: Period, months: range) -> range:
    """The months of a period that are to come, as places in the months ahead."""
    return range(max(0, period.first - months.start), period.until + 1 - months.start)


def _known(workings: Workings, period: Period, funder: str) -> _Amounts:
    """What was spent and credited in a period up to the day of the forecast."""
    months = range(period.first, period.until + 1)
    spent = workings.known_spent(funder)
    credited = workings.credited_before.get(funder, {})
    return (
        sum(pence for month, pence in spent.items() if month in months),
        sum(pence for month, pence in credited.items() if month in months),
    )


def _to_come(terms: Sequence[Term], span: range) -> _Amounts:
    rounded = [(term.name in SPENDING, sum(round(term.pence[number]) for number in span)) for term in terms]
    return sum(pence for spends, pence in rounded if spends), sum(pence for spends, pence in rounded if not spends)


def _summed(amounts: Sequence[_Amounts]) -> _Amounts:
    return sum(spent for spent, _ in amounts), sum(credited for _, credited in amounts)


def _of(amounts: _Amounts, measure: Measure) -> int:
    gross, back = amounts
    return {Measure.GROSS: gross, Measure.CREDITS: back, Measure.NET: gross - back}[measure]


def _range(sums: Sums, measure: Measure) -> Range:
    return {Measure.GROSS: sums.gross, Measure.CREDITS: sums.credits, Measure.NET: sums.net}[measure]


def _moved(within: Range, pence: int) -> Range:
    return Range(within.low + pence, within.middle + pence, within.high + pence)
