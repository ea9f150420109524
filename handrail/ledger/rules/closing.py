"""Owns: whether a month may be closed. Months close in order, after their end, once. Whether a day that somebody types
may be posted: of a closed month only where they say that it counts in the first open one.
Refuses (a reason): a month that is not over, is closed, or has an open one with entries before it."""

from dataclasses import dataclass
from datetime import date

from handrail.core.moment import month_after
from handrail.core.refusal import Reason
from handrail.ledger.codes import MonthReason


@dataclass(frozen=True, slots=True)
class Books:
    """How far months are closed: the last one that is, and the first with entries that is not."""

    last_closed: date | None
    first_open: date | None

    def counts_in(self, day: date) -> date | None:
        """The month in which a day of a closed one counts; None where its own is open."""
        opens = month_after(self.last_closed, 1) if self.last_closed else None
        return opens if opens and day < opens else None


def reason_against_day(day: date, books: Books, *, counts_in: date | None, field: str) -> Reason | None:
    """A month that was reported is not posted into by a slip: whoever types a day of it names the month that it counts
    in instead."""
    opens = books.counts_in(day)
    if opens is None or opens == counts_in:
        return None
    params = (("month", day.replace(day=1).isoformat()), ("opens", opens.isoformat()))
    return Reason(MonthReason.DAY_IN_CLOSED, field, params)


def reason_against_closing(month: date, books: Books, *, today: date) -> Reason | None:
    """What is against it; the database holds the same."""
    if month.day != 1:
        return Reason(MonthReason.NOT_A_MONTH, "month")
    if month_after(month, 1) > today:
        return Reason(MonthReason.NOT_OVER, "month", (("month", month.isoformat()),))
    if books.last_closed and month <= books.last_closed:
        return Reason(MonthReason.CLOSED_ALREADY, "month", (("month", month.isoformat()),))
    if books.first_open and books.first_open < month:
        return Reason(MonthReason.EARLIER_OPEN, "month", (("first", books.first_open.isoformat()),))
    return None


def closes_next(books: Books, *, today: date) -> date | None:
    """The month that is to be closed next; None where there is none that is over."""
    after = month_after(books.last_closed, 1) if books.last_closed else None
    month = books.first_open or after
    return month if month and month_after(month, 1) <= today else None
