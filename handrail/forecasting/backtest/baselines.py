"""Owns what people use today, to hold the forecast against: last year plus growth, and the year so far times twelve
over n.
Refuses to be improved: each is taken as it is done on paper, from months that are over."""

from collections.abc import Mapping

_YEAR = 12
type ByMonth = Mapping[int, float]


def last_year_plus_growth(by_month: ByMonth, last: int, ahead: range, year_begins: int) -> float:
    """The same months a year earlier, times what the year so far is of the same part of last year. At the end of a year
    it is that whole year against the one before."""
    so_far = range(year_begins, last + 1)
    before = sum(by_month.get(month - _YEAR, 0.0) for month in so_far)
    grown = sum(by_month.get(month, 0.0) for month in so_far) / before if before else 1.0
    return grown * sum(by_month.get(month - _YEAR, 0.0) for month in ahead)


def year_to_date(by_month: ByMonth, last: int, ahead: range, year_begins: int) -> float:
    """An average month of the year so far, for each month ahead."""
    so_far = range(year_begins, last + 1)
    return sum(by_month.get(month, 0.0) for month in so_far) / len(so_far) * len(ahead)
