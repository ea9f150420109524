"""Owns: of which days a forecast is owed, and from when a contract can have one.
Refuses days of which too little is known: they would be refused one by one, again and again."""

from datetime import date, timedelta

from handrail.forecasting.forecast.figures import FEWEST_MONTHS
from handrail.forecasting.forecast.months import first_whole_month, last_of, last_whole_month

# Ends of months are made up for, so that a contract brought in with its past can hold forecasts against what came.
MOST_ENDS = 24


def can_from(since: date) -> date:
    """The last day of the month with which enough is known."""
    return last_of(first_whole_month(since) + FEWEST_MONTHS - 1)


def owed_days(since: date, ends_on: date, today: date) -> tuple[date, ...]:
    """Yesterday and the ends of months before it, the latest first. `ends_on`: the first day after the contract."""
    yesterday = today - timedelta(days=1)
    last = last_whole_month(yesterday)
    days = dict.fromkeys((yesterday, *(last_of(month) for month in range(last, last - MOST_ENDS, -1))))
    return tuple(day for day in days if can_from(since) <= day < ends_on - timedelta(days=1))
