"""Owns: for which months something that falls due once a month is still to be charged.
Refuses nothing: a month that is not over is not due."""

from collections.abc import Collection, Sequence
from datetime import date

from handrail.core.moment import month_after
from handrail.ledger.rules.fees import MOST_MONTHS
from handrail.partners.effective import Held

RENT, BANDS, STORAGE, GAIN = "rent", "bands", "storage", "gain"


def months_since_agreed[R](done: Collection[date], held: Sequence[Held[R]], today: date) -> tuple[date, ...]:
    """The months that are over and were not charged, in order, since the first of these terms began."""
    if not held:
        return ()
    begins = min(one.from_on for one in held).replace(day=1)
    over = (month_after(today.replace(day=1), -back) for back in range(MOST_MONTHS, 0, -1))
    return tuple(month for month in over if month >= begins and month not in done)
