"""Short words that the pages of orders share.
Refuses to read the clock."""

from datetime import datetime

from handrail.wording.shown import near_day_and_time


def when(moment: datetime, now: datetime) -> str:
    """A moment at the start of a line: "Tomorrow at 5pm"."""
    said = near_day_and_time(moment, now)
    return said[:1].upper() + said[1:]
