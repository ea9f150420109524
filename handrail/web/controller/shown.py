"""Small words that several of these pages share: kinds of visit, slots.
Refuses nothing."""

from collections.abc import Iterable
from datetime import date, datetime

from handrail.core.moment import LONDON
from handrail.visits.codes import TaskKind
from handrail.wording import say
from handrail.wording.shown import clock_time, short_day, short_day_and_time


def kinds_shown(kinds: Iterable[str]) -> str:
    """What a visit is for: "Deliver and collect"."""
    words = [say(TaskKind(kind)).lower() for kind in sorted(kinds, reverse=True)]
    return " and ".join(words).capitalize()


def slot_shown(starts: datetime | None, ends: datetime | None) -> str:
    """A slot: "3 Mar 2026, midday to 4pm"; empty words when there is none."""
    if starts is None or ends is None:
        return "Not booked"
    return f"{short_day(starts)}, {clock_time(starts)} to {clock_time(ends)}"


def parcel_time(starts: datetime | None, over: datetime | None) -> str:
    """About when a parcel is to come, and on which day it came, came back or was lost: nobody is at the door."""
    expected = f"About {short_day(starts)}" if starts else "No day agreed"
    return f"{expected}. Over on {short_day(over)}" if over else expected


type Between = tuple[datetime | None, datetime | None]


def stop_time(on: date, slot: Between, door: Between) -> str:
    """When a stop of a run of this day was promised, and when somebody was at the `door`, as far as that is known. The
    day is said only where it is another one."""
    starts, ends = slot
    promised = _window(on, starts, ends) if starts and ends else "No time agreed"
    arrived, left = door
    if arrived and left:
        return f"{promised}. At the door {_window(on, arrived, left)}"
    if arrived:
        return f"{promised}. At the door since {_clock(on, arrived)}"
    return f"{promised}. Over at {_clock(on, left)}" if left else promised


def _window(on: date, starts: datetime, ends: datetime) -> str:
    same = ends.astimezone(LONDON).date() == starts.astimezone(LONDON).date()
    return f"{_clock(on, starts)} to {clock_time(ends) if same else short_day_and_time(ends)}"


def _clock(on: date, at: datetime) -> str:
    return clock_time(at) if at.astimezone(LONDON).date() == on else short_day_and_time(at)
