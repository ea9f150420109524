"""Decides how a visit that is still to be done stands to its promise.
Refuses nothing; a visit without a promise is never late."""

from datetime import datetime, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """LATE: the moment has passed. AT_RISK: it is near, or the slot that was told runs past it."""

    IN_TIME = "IN_TIME"
    AT_RISK = "AT_RISK"
    LATE = "LATE"


def standing(due_at: datetime | None, slot_until: datetime | None, *, at: datetime, soon: timedelta) -> Standing | None:
    """How an open visit stands now; None where nothing was promised. `soon`: how near is near, by the contract."""
    if due_at is None:
        return None
    if due_at < at:
        return Standing.LATE
    if due_at < at + soon or (slot_until is not None and slot_until > due_at):
        return Standing.AT_RISK
    return Standing.IN_TIME
