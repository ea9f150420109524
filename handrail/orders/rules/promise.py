"""Owns: how the promise of an open line stands: late, at risk, or in time.
Refuses: to call a promise safe while the line has nothing to keep it with, now or by a supplier's word in time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handrail.core.moment import LONDON
from handrail.orders.states import OPEN, LineState


class Promise(StrEnum):
    """How a promise stands."""

    LATE = "LATE"
    AT_RISK = "AT_RISK"
    IN_TIME = "IN_TIME"


# What is being cleaned may fail its check: until something is kept for the line, only a supplier's word says that it
# will be there in time.
WITHOUT_STOCK: frozenset[LineState] = frozenset({LineState.BACK_ORDERED})


@dataclass(frozen=True, slots=True)
class Expected:
    """The day on which a supplier's delivery for a back-order is expected, and from whom; both may be unknown."""

    on: date | None = None
    supplier: str = ""


NOT_KNOWN = Expected()


def comes_in_time(expected: Expected, due_at: datetime, *, now: datetime) -> bool:
    """Whether a delivery leaves time to book it in and to bring it: it is expected on a day before the one on which the
    line is due. A day that has passed without stock tells nothing."""
    return expected.on is not None and (now.astimezone(LONDON).date() <= expected.on < due_at.astimezone(LONDON).date())


def promise_stands(
    state: LineState, due_at: datetime | None, *, now: datetime, soon: datetime, expected: Expected = NOT_KNOWN
) -> Promise | None:
    """How it stands; None: the line is not open, or nothing was promised. `soon`: what is due before it is at risk.

    `visits.queries.lists.line_clock` counts by the same rule in SQL."""
    if state not in OPEN or due_at is None:
        return None
    if due_at < now:
        return Promise.LATE
    lacks = state in WITHOUT_STOCK and not comes_in_time(expected, due_at, now=now)
    return Promise.AT_RISK if due_at < soon or lacks else Promise.IN_TIME
