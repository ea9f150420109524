"""Small words that several of these pages share: kinds of visit, slots.
Refuses nothing."""

from collections.abc import Iterable
from datetime import datetime

from handrail.visits.codes import TaskKind
from handrail.wording import say
from handrail.wording.shown import clock_time, short_day


def kinds_shown(kinds: Iterable[str]) -> str:
    """What a visit is for: "Deliver and collect"."""
    words = [say(TaskKind(kind)).lower() for kind in sorted(kinds, reverse=True)]
    return " and ".join(words).capitalize()


def slot_shown(starts: datetime | None, ends: datetime | None) -> str:
    """A slot: "3 Mar 2026, midday to 4pm"; empty words when there is none."""
    if starts is None or ends is None:
        return "Not booked"
    return f"{short_day(starts)}, {clock_time(starts)} to {clock_time(ends)}"
