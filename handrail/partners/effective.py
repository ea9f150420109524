"""Decides how contract data changes by date: a change ends the old row on a day and begins a new one.
Refuses to rewrite history: what held yesterday and holds today was promised to people and stays as it was. Days for
which nothing held have no history: a price may be laid down for them afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason


class EffectiveReason(StrEnum):
    """Why a change of contract data cannot be made as asked."""

    BEGINS_TOO_EARLY = "DATA_BEGINS_TOO_EARLY"
    ENDS_TOO_EARLY = "DATA_ENDS_TOO_EARLY"
    ENDS_BEFORE_IT_BEGINS = "DATA_ENDS_BEFORE_IT_BEGINS"
    OVERLAPS_LATER = "DATA_OVERLAPS_LATER"
    OVERLAPS_EARLIER = "DATA_OVERLAPS_EARLIER"
    LEAVES_A_GAP = "DATA_LEAVES_A_GAP"
    NOT_HELD = "DATA_NOT_HELD"
    NOTHING_CHANGED = "DATA_NOTHING_CHANGED"
    ALREADY_BEGUN = "DATA_ALREADY_BEGUN"
    HELD_ON_A_DAY_OVER = "DATA_HELD_ON_A_DAY_OVER"
    CALENDAR_NEVER_OPENS = "DATA_CALENDAR_NEVER_OPENS"
    CALENDAR_UNKNOWN = "DATA_CALENDAR_UNKNOWN"
    TERM_OUT_OF_RANGE = "DATA_TERM_OUT_OF_RANGE"
    SPEED_UNKNOWN = "DATA_SPEED_UNKNOWN"
    PRODUCT_TRACKING_FIXED = "DATA_PRODUCT_TRACKING_FIXED"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """Which hours and days count. `days`: Monday is 0. Both hours None: day and night."""

    code: str
    label: str
    days: tuple[int, ...]
    opens: time | None
    closes: time | None
    bank_holidays_count: bool


@dataclass(frozen=True, slots=True)
class TermRow:
    """One number or choice of `partners.terms`."""

    key: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Held[R]:
    """A row that holds from a day until (not including) another; None: for good."""

    id: UUID
    row: R
    from_on: date
    until_on: date | None
    position: int = 0

    def holds_on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class Change[R]:
    """What to write: the row to end (on `from_on`), and the new one."""

    ends: Held[R] | None
    row: R
    from_on: date
    until_on: date | None
    position: int


def plan_change[R](
    held: Sequence[Held[R]], row: R, *, from_on: date, until_on: date | None, today: date, fills: bool = False
) -> Change[R] | Reason | None:
    """How one key changes; None when it says so already. `held`: all rows of that key, ended and coming ones too.
    `fills`: it is for days for which nothing held, so it may begin before today."""
    current = next((h for h in held if h.holds_on(from_on)), None)
    if current is not None and current.row == row and until_on in (None, current.until_on):
        return None
    earliest = today + timedelta(days=1) if any(h.from_on <= today for h in held) else today
    if from_on < earliest and not fills:
        return _reason(EffectiveReason.BEGINS_TOO_EARLY, "from_on", earliest=earliest)
    if until_on is not None and until_on <= from_on:
        return _reason(EffectiveReason.ENDS_BEFORE_IT_BEGINS, "until_on", begins=from_on)
    later = min((h.from_on for h in held if h.from_on >= from_on), default=None)
    if later is not None and not (fills and until_on is not None and until_on <= later):
        return _reason(EffectiveReason.OVERLAPS_LATER, "from_on", begins=later)
    if current is not None and current.until_on is not None:
        # Its end was laid down by somebody: it is not cut short without a word.
        return _reason(EffectiveReason.OVERLAPS_EARLIER, "from_on", ends=current.until_on)
    ended = max((h.until_on for h in held if h.until_on is not None), default=None)
    if current is None and ended is not None and ended < from_on:
        return _reason(EffectiveReason.LEAVES_A_GAP, "from_on", ended=ended, begins=from_on)
    position = current.position if current else max((h.position for h in held), default=0)
    return Change(current, row, from_on, until_on, position)


def gap_from[R](held: Sequence[Held[R]], from_on: date, until_on: date | None) -> tuple[date, date | None] | None:
    """The days without any row from a day on, not beyond `until_on`; None where something holds on one of them. `held`:
    all rows that would count on these days, of whatever key."""
    later = min((h.from_on for h in held if h.from_on > from_on), default=None)
    if any(h.holds_on(from_on) for h in held) or (later and until_on and until_on > later):
        return None
    return from_on, until_on or later


def plan_end[R](held: Sequence[Held[R]], *, until_on: date, today: date) -> Held[R] | Reason:
    """The row of one key that ends, so that nothing holds from `until_on`."""
    if until_on <= today:
        return _reason(EffectiveReason.ENDS_TOO_EARLY, "until_on", earliest=today)
    later = min((h.from_on for h in held if h.from_on >= until_on), default=None)
    if later is not None:
        return _reason(EffectiveReason.OVERLAPS_LATER, "until_on", begins=later)
    last_day = until_on - timedelta(days=1)
    current = next((h for h in held if h.holds_on(last_day)), None)
    if current is None:
        return _reason(EffectiveReason.NOT_HELD, "until_on", on=last_day)
    return current


def plan_withdrawal[R](
    held: Sequence[Held[R]], row_id: UUID, *, today: date
) -> tuple[Held[R], Held[R] | None] | Reason:
    """The row that has not begun and shall not, and the one before it, which then goes on in its place."""
    coming = next((h for h in held if h.id == row_id), None)
    if coming is None:
        return _reason(EffectiveReason.NOT_HELD, None, on=today)
    if coming.from_on <= today:
        return _reason(EffectiveReason.ALREADY_BEGUN, None, begins=coming.from_on)
    return coming, next((h for h in held if h.until_on == coming.from_on), None)


def _reason(code: EffectiveReason, field: str | None, **days: date) -> Reason:
    return Reason(code, field, tuple((name, day.isoformat()) for name, day in days.items()))
