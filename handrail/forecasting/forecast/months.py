"""Months as whole numbers, so that they can be counted and subtracted, and the working days in them.
Refuses times of day: money is counted by the day."""

from collections.abc import Set
from datetime import date, timedelta
from functools import cache

_SATURDAY = 5


@cache
def month_of(day: date) -> int:
    """The month of a day; the next month is one more. Remembered, as hundreds of thousands of rows ask for few days."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_of(month: int) -> date:
    """The last day of a month."""
    return first_of(month + 1) - timedelta(days=1)


def days_of(month: int, after: date | None = None) -> list[date]:
    """The days of a month, where `after` is given those after it."""
    first, last = first_of(month), last_of(month)
    if after is not None:
        first = max(first, after + timedelta(days=1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def working_days(month: int, closed: Set[date], after: date | None = None) -> int:
    """How many days of a month are neither at a weekend nor closed."""
    return sum(day.weekday() < _SATURDAY and day not in closed for day in days_of(month, after))


def last_whole_month(as_at: date) -> int:
    """The last month of which every day is known at the end of a day."""
    month = month_of(as_at)
    return month if as_at == last_of(month) else month - 1


def first_whole_month(since: date) -> int:
    """The first month of which every day is known from the beginning of a day."""
    month = month_of(since)
    return month if since == first_of(month) else month + 1
