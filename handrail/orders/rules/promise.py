"""Owns: how the promise of an open line stands: late, at risk, or in time.
Refuses: to call a promise safe while the line has nothing to keep it with."""

from datetime import datetime
from enum import StrEnum

from handrail.orders.states import OPEN, LineState


class Promise(StrEnum):
    """How a promise stands."""

    LATE = "LATE"
    AT_RISK = "AT_RISK"
    IN_TIME = "IN_TIME"


# No delivery of a supplier is on record with a day, and what is being cleaned may fail its check: until something is
# kept for the line, nothing says that it will be there in time.
WITHOUT_STOCK: frozenset[LineState] = frozenset({LineState.BACK_ORDERED})


def promise_stands(state: LineState, due_at: datetime | None, *, now: datetime, soon: datetime) -> Promise | None:
    """How it stands; None: the line is not open, or nothing was promised. `soon`: what is due before it is at risk.

    `visits.queries.lists.line_clock` counts by the same rule in SQL."""
    if state not in OPEN or due_at is None:
        return None
    if due_at < now:
        return Promise.LATE
    return Promise.AT_RISK if due_at < soon or state in WITHOUT_STOCK else Promise.IN_TIME
