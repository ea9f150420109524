"""Working calendars, and the moment by which something was promised. Moments are UTC, clock times Europe/London.
Refuses calendars that never open and times without a zone; which calendar and speed apply is contract data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Literal

from handrail.core.moment import LONDON

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which hours count. `days`: Monday is 0. `opens` None: from midnight; `closes` None: until the day's end.

    `bank_holidays_count`: whether a bank holiday is a day like any other. Raises `ValueError` when it would never
    open, or opens or closes between 01:00 and 02:00: that hour is missing, or comes twice, when the clocks change."""

    code: str
    days: frozenset[int]
    opens: time | None
    closes: time | None
    bank_holidays_count: bool
    bank_holidays: frozenset[date] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError("a calendar needs days from 0 (Monday) to 6 (Sunday)")
        if self.closes is not None and (self.opens or MIDNIGHT) >= self.closes:
            raise ValueError("a calendar must open before it closes")
        if any(edge is not None and edge.hour == 1 for edge in (self.opens, self.closes)):
            raise ValueError("a calendar cannot open or close between 01:00 and 02:00")


@dataclass(frozen=True, slots=True)
class SpeedRule:
    """A promised speed: `value` hours inside the calendar, or `value` working days. `cut_off` is a clock time:
    a start after it counts from the next day of the calendar; None: the closing time. Raises `ValueError` below 0."""

    code: str
    unit: Literal["hours", "working_days"]
    value: int
    cut_off: time | None

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a speed cannot be negative")


class Later(StrEnum):
    """Why a promise is counted from later than its start, or goes on later."""

    CLOSED_DAY = "CLOSED_DAY"
    BANK_HOLIDAY = "BANK_HOLIDAY"
    AFTER_CUT_OFF = "AFTER_CUT_OFF"
    AFTER_CLOSING = "AFTER_CLOSING"
    BEFORE_OPENING = "BEFORE_OPENING"
    OVER_CLOSING = "OVER_CLOSING"


@dataclass(frozen=True, slots=True)
class CountedLater:
    """From when a promise is counted, or goes on (UTC), why not from its start, and the clock time that decided."""

    counted_from: datetime
    why: Later
    clock: time | None


def reference_calendars(holidays: frozenset[date]) -> dict[str, WorkingCalendar]:
    """The three calendars that the reference speeds point to, by code (data/reference/README.md, "speeds.csv")."""
    around_the_clock = WorkingCalendar("24x7", EVERY_DAY, None, None, True)
    long_days = WorkingCalendar("7day_8_20", EVERY_DAY, time(8), time(20), True)
    office_days = WorkingCalendar("working_days", MONDAY_TO_FRIDAY, time(8), time(17), False, holidays)
    return {calendar.code: calendar for calendar in (around_the_clock, long_days, office_days)}


def is_working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Whether the calendar opens at all on that day."""
    return day.weekday() in calendar.days and (calendar.bank_holidays_count or day not in calendar.bank_holidays)


def working_day_from(day: date, calendar: WorkingCalendar) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day, calendar):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int, calendar: WorkingCalendar) -> date:
    """The working day `count` working days after `day`; a day that does not count is first moved on to one that does.

    Raises `ValueError` for a negative count."""
    if count < 0:
        raise ValueError("working days are only added")
    day = working_day_from(day, calendar)
    for _ in range(count):
        day = working_day_from(day + ONE_DAY, calendar)
    return day


def next_opening(moment: datetime, calendar: WorkingCalendar) -> datetime:
    """The moment itself while the calendar is open, else when it opens next. At closing time it is no longer open."""
    windows = _windows(_local_day(moment), calendar)
    return next(max(moment.astimezone(UTC), opens) for opens, closes in windows if moment < closes)


def due_at(start: datetime, rule: SpeedRule, calendar: WorkingCalendar) -> datetime:
    """The moment by which a promise that starts at `start` is to be kept.

    Hours run only inside the calendar. Working days end at the calendar's closing time; value 0 is the closing time
    of the day that counts as the first. A start after the cut-off, after closing or on a day that does not count is
    taken as the next working day's opening. Never before `start`, and never earlier for a later start."""
    _require_zone(start)
    first_day = _first_counting_day(start, rule, calendar)
    if rule.unit == "working_days":
        return _closing(add_working_days(first_day, rule.value, calendar), calendar)
    left = timedelta(hours=rule.value)
    windows = _windows(first_day, calendar)
    opens, closes = next(windows)
    begins = max(start.astimezone(UTC), opens)
    while left > closes - begins:
        left -= closes - begins
        begins, closes = next(windows)
    return begins + left


def counted_later(start: datetime, rule: SpeedRule, calendar: WorkingCalendar) -> CountedLater | None:
    """From when `due_at` counts, where that is not the start, or goes on after closing; None: it counts from the start
    without a break, or from its day."""
    _require_zone(start)
    day, first = _local_day(start), _first_counting_day(start, rule, calendar)
    opens = _utc(first, calendar.opens or MIDNIGHT)
    if first == day:
        early = rule.unit == "hours" and start < opens
        return (
            CountedLater(opens, Later.BEFORE_OPENING, calendar.opens) if early else _over_closing(start, rule, calendar)
        )
    if not is_working_day(day, calendar):
        why = Later.BANK_HOLIDAY if day in calendar.bank_holidays else Later.CLOSED_DAY
        return CountedLater(opens, why, None)
    if rule.cut_off is not None and _utc(day, rule.cut_off) < start:
        return CountedLater(opens, Later.AFTER_CUT_OFF, rule.cut_off)
    return CountedLater(opens, Later.AFTER_CLOSING, calendar.closes)


def _over_closing(start: datetime, rule: SpeedRule, calendar: WorkingCalendar) -> CountedLater | None:
    closes = _closing(_local_day(start), calendar)
    goes_on = next_opening(closes, calendar)
    breaks = rule.unit == "hours" and goes_on > closes and due_at(start, rule, calendar) > closes
    return CountedLater(goes_on, Later.OVER_CLOSING, calendar.closes) if breaks else None


def due_on_chosen_date(day: date, calendar: WorkingCalendar) -> datetime:
    """The closing time of the date someone chose, or of the first working day after it."""
    return _closing(working_day_from(day, calendar), calendar)


def working_minutes_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    """Whole minutes of the calendar between two moments. Raises `ValueError` when `end` comes before `start`."""
    _require_zone(end)
    if end < start:
        raise ValueError("the end comes before the start")
    windows = takewhile(lambda window: window[0] < end, _windows(_local_day(start), calendar))
    worked = (min(closes, end) - max(opens, start) for opens, closes in windows)
    return sum((part for part in worked if part > timedelta()), timedelta()) // timedelta(minutes=1)


def _first_counting_day(start: datetime, rule: SpeedRule, calendar: WorkingCalendar) -> date:
    day = _local_day(start)
    if not is_working_day(day, calendar):
        return working_day_from(day, calendar)
    last_start = _closing(day, calendar)
    if rule.cut_off is not None:
        last_start = min(last_start, _utc(day, rule.cut_off))
    return day if start <= last_start else working_day_from(day + ONE_DAY, calendar)


def _windows(day: date, calendar: WorkingCalendar) -> Iterator[tuple[datetime, datetime]]:
    while True:
        day = working_day_from(day, calendar)
        yield _utc(day, calendar.opens or MIDNIGHT), _closing(day, calendar)
        day += ONE_DAY


def _closing(day: date, calendar: WorkingCalendar) -> datetime:
    return _utc(day + ONE_DAY, MIDNIGHT) if calendar.closes is None else _utc(day, calendar.closes)


def _local_day(moment: datetime) -> date:
    _require_zone(moment)
    return moment.astimezone(LONDON).date()


def _utc(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, tzinfo=LONDON).astimezone(UTC)


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
