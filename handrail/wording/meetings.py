"""Words for a prescriber who comes along to a visit and meets the crew at the door.
Refuses nothing."""

from datetime import datetime

from handrail.wording.shown import clock_time, plural


def meet_words(name: str, meet_at: datetime | None, slot_from: datetime | None, slot_until: datetime | None) -> str:
    """What a crew is told: whom to meet, and when."""
    return f"Meet {name} at the door{_at(meet_at, slot_from, slot_until)}"


def meeting_time(meet_at: datetime | None, slot_from: datetime | None, slot_until: datetime | None) -> str:
    """When they meet; that it is not known where the visit has no time."""
    return _at(meet_at, slot_from, slot_until).strip() or "when it is booked"


def _at(meet_at: datetime | None, slot_from: datetime | None, slot_until: datetime | None) -> str:
    if meet_at:
        return f" at {clock_time(meet_at)}"
    if slot_from and slot_until:
        return f" between {clock_time(slot_from)} and {clock_time(slot_until)}"
    return ""


def came_words(*, came: bool | None, minutes: int) -> str:
    """What is on the record of it once the visit is over."""
    if came is None:
        return "Nothing is recorded of whether they came"
    return f"Came, and worked with the crew for {plural(minutes, 'minute')}" if came else "Did not come"
