"""Owns: for which days keeping a special is charged, and what that comes to in a month.
Refuses nothing: what nobody had yet is the provider's own stock and kept for nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from handrail.core.moment import month_after

STORAGE = "special_storage"
_WEEK = 7
# A service that stood still is caught up with so far back; what was recorded late is charged so long after its month.
MOST_MONTHS = 24
LATE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """A special in store: since the day it came back from a loan, until it went out again or was gone (None: it is
    there). `line_id`: the order line that paid for it; None: not known."""

    loan_id: UUID
    line_id: UUID | None
    from_on: date
    until_on: date | None


def charged_from(kept: Kept, free_weeks: int) -> date:
    """The first day that is charged."""
    return kept.from_on + timedelta(days=_WEEK * free_weeks)


def days_kept(kept: Kept, month: date, free_weeks: int) -> int:
    """For how many days of a month it is charged. The day on which it goes out does not count."""
    after = month_after(month, 1)
    first = max(month, charged_from(kept, free_weeks))
    return max(0, (min(after, kept.until_on or after) - first).days)


def storage_pence(days: int, week_pence: int) -> int:
    """Each day at a seventh of the price a week, rounded once, half a penny up."""
    return (2 * days * week_pence + _WEEK) // (2 * _WEEK)


def cause_of(month: date, loan_id: UUID) -> str:
    """The cause of keeping what came back from a loan, for a month, by its first day."""
    return f"charge:storage:{month:%Y-%m}:{loan_id}"


def months_due(kept: Iterable[Kept], done: Collection[date], free_weeks: int, today: date) -> tuple[date, ...]:
    """The months that are over and were not charged, in order, since the first day that anything is charged for."""
    begins = min((charged_from(one, free_weeks) for one in kept), default=today).replace(day=1)
    over = (month_after(today.replace(day=1), -back) for back in range(MOST_MONTHS, 0, -1))
    return tuple(month for month in over if month >= begins and month not in done)


def months_looked_at(due: Iterable[date]) -> tuple[date, ...]:
    """Those that are due, and those before them of which something may have been recorded late."""
    return tuple(sorted({month_after(month, -back) for month in due for back in range(LATE_MONTHS + 1)}))
