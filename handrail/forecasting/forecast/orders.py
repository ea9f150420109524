"""Owns what orders say: how much was ordered in each month at one level of prices, how long until it is spent, and what
is still kept for orders that are open.
Refuses to take a rise of prices for growth: each order is counted at the prices before all changes that are known."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from handrail.forecasting.forecast.curves import Cohort
from handrail.forecasting.forecast.inputs import Known, PriceChange, SpendKind
from handrail.forecasting.forecast.intake import Series
from handrail.forecasting.forecast.months import month_of, working_days

_WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Ordered:
    """Orders, counted up. `a_day`: pence a working day in each whole month. `open`: pence by month of the order."""

    a_day: Mapping[Series, Sequence[float]]
    cohorts: Mapping[SpendKind, Mapping[int, Cohort]]
    open: Mapping[Series, Mapping[int, int]]
    spent: Mapping[Series, Mapping[int, int]]


def price_on(changes: Sequence[PriceChange], kind: SpendKind, day: date) -> float:
    """The level of prices on a day: 1 before all changes."""
    level = 1.0
    for one in changes:
        if one.kind is kind and one.from_on <= day:
            level *= one.parts / _WHOLE
    return level


def price_over(changes: Sequence[PriceChange], kind: SpendKind, days: Sequence[date]) -> float:
    """The level of prices over some days; after the last day of a month that is over, it does not matter."""
    return fmean(price_on(changes, kind, day) for day in days) if days else 1.0


def ordered(known: Known, months: range) -> Ordered:
    """Count orders up, for the whole months that are known. What is open or spent is counted in any month."""
    days = {month: max(1, working_days(month, known.closed_days)) for month in months}
    a_day: dict[Series, list[float]] = {}
    cohorts: dict[SpendKind, dict[int, Cohort]] = {kind: {} for kind in SpendKind}
    still: dict[Series, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    spent: dict[Series, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for order in known.orders:
        kind, begun, pence, spent_on = order.kind, month_of(order.ordered_on), order.pence, order.spent_on
        series = order.funder, kind
        if series not in a_day:
            a_day[series] = [0.0] * len(months)
        if begun in days:
            price = price_on(known.price_changes, kind, order.ordered_on)
            a_day[series][begun - months.start] += pence / price / days[begun]
        cohort = cohorts[kind].get(begun)
        if cohort is None:
            cohort = cohorts[kind][begun] = Cohort(begun, max(begun, months.start))
        if spent_on is not None:
            cohort.add(pence, month_of(spent_on), wanted=True)
            spent[series][month_of(spent_on)] += pence
        elif order.cancelled_on is not None:
            cohort.add(pence, month_of(order.cancelled_on), wanted=False)
        else:
            cohort.add(pence, None, wanted=False)
            still[series][begun] += pence
    return Ordered(a_day, cohorts, still, spent)
