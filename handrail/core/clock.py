"""The one place where the time of day is read; everything below the edge is given its times.
Refuses nothing; only web, api, jobs and commands may call it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
