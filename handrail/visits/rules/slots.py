"""Decides which times can be offered for a visit, and which cannot be booked.
Refuses a time that is over, or that ends before it begins; a time after the promise is offered but marked as late."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from handrail.core.calendars import WorkingCalendar, is_working_day
from handrail.core.moment import LONDON
from handrail.core.refusal import Reason

LONGEST = timedelta(hours=14)


class SlotReason(StrEnum):
    """Why a time cannot be booked."""

    SLOT_OVER = "SLOT_OVER"
    SLOT_BACKWARDS = "SLOT_BACKWARDS"
    SLOT_TOO_LONG = "SLOT_TOO_LONG"
    SLOT_OFF_RUN_DAY = "SLOT_OFF_RUN_DAY"


@dataclass(frozen=True, slots=True)
class Slot:
    """A time between which the crew comes, both UTC; `late` when it ends after the promise."""

    starts: datetime
    ends: datetime
    late: bool = False


def slots_for(
    now: datetime,
    due_at: datetime | None,
    calendar: WorkingCalendar,
    *,
    hours: int,
    days: int = 10,
    asked: Collection[date] = (),
    home_from: date | None = None,
) -> tuple[Slot, ...]:
    """The slots of `hours` of the next `days` open days and of the days that were `asked` for, soonest first; and of as
    many from the day on which somebody is home again. What is due within the slot that is running gets one from now
    until due."""
    found: list[Slot] = []
    today = now.astimezone(LONDON).date()
    home = _open_days(max(today, home_from), calendar, days) if home_from else ()
    for day in sorted({*_open_days(today, calendar, days), *home, *(day for day in asked if day >= today)}):
        found += [slot for slot in slots_of_day(day, calendar, hours=hours, due_at=due_at) if slot.ends > now]
    if due_at is not None and now < due_at and (not found or due_at < found[0].ends):
        found.insert(0, Slot(now.replace(second=0, microsecond=0), due_at))
    return tuple(found)


def reasons_against_slot(starts: datetime, ends: datetime, *, now: datetime, run_on: date | None) -> tuple[Reason, ...]:
    """Why a time cannot be booked; empty means that it can."""
    reasons: list[Reason] = []
    if ends <= starts:
        reasons.append(Reason(SlotReason.SLOT_BACKWARDS, "slot_until"))
    elif ends - starts > LONGEST:
        reasons.append(Reason(SlotReason.SLOT_TOO_LONG, "slot_until", (("hours", LONGEST.seconds // 3600),)))
    if ends <= now:
        reasons.append(Reason(SlotReason.SLOT_OVER, "slot_from"))
    if run_on is not None and starts.astimezone(LONDON).date() != run_on:
        reasons.append(Reason(SlotReason.SLOT_OFF_RUN_DAY, "run", (("day", run_on.isoformat()),)))
    return tuple(reasons)


def _open_days(first: date, calendar: WorkingCalendar, count: int) -> Iterator[date]:
    day = first
    while count:
        if is_working_day(day, calendar):
            count -= 1
            yield day
        day += timedelta(days=1)


def slots_of_day(day: date, calendar: WorkingCalendar, *, hours: int, due_at: datetime | None = None) -> Iterator[Slot]:
    """The slots of `hours` of one day, one after the other."""
    opens = datetime.combine(day, calendar.opens or time(8), tzinfo=LONDON)
    closes = datetime.combine(day, calendar.closes or time(20), tzinfo=LONDON)
    starts = opens
    while starts < closes:
        ends = min(starts + timedelta(hours=hours), closes)
        begin, end = starts.astimezone(UTC), ends.astimezone(UTC)
        # The hour that is missing when the clocks go forward is no time in which anybody comes.
        if begin < end:
            yield Slot(begin, end, due_at is not None and end > due_at)
        starts = ends
