"""The due moment: the examples of the reference data, the two nights when the clocks change, and its properties."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.calendars import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    Later,
    SpeedRule,
    WorkingCalendar,
    add_working_days,
    counted_later,
    due_at,
    due_on_chosen_date,
    is_working_day,
    next_opening,
    reference_calendars,
    working_day_from,
    working_minutes_between,
)
from handrail.core.moment import LONDON
from handrail.core.shipped import bank_holidays

CALENDARS = reference_calendars(bank_holidays())
type Unit = Literal["hours", "working_days"]


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def rule(unit: Unit, value: int, cut_off: str = "") -> SpeedRule:
    return SpeedRule("speed", unit, value, time.fromisoformat(cut_off) if cut_off else None)


@pytest.mark.parametrize(
    ("calendar", "unit", "value", "cut_off", "start", "due"),
    [
        # The examples of data/reference/README.md; 6 June 2025 is a Friday.
        ("7day_8_20", "hours", 4, "", "2025-06-05T18:30", "2025-06-06T10:30"),
        ("7day_8_20", "working_days", 1, "16:30", "2025-06-06T15:50", "2025-06-07T20:00"),
        ("working_days", "working_days", 1, "16:30", "2025-06-06T15:50", "2025-06-09T17:00"),
        ("7day_8_20", "working_days", 0, "13:00", "2025-06-06T12:00", "2025-06-06T20:00"),
        # The cut-off itself is in time; a minute later counts from the next day of the calendar.
        ("7day_8_20", "working_days", 0, "13:00", "2025-06-06T13:00", "2025-06-06T20:00"),
        ("7day_8_20", "working_days", 0, "13:00", "2025-06-06T13:01", "2025-06-07T20:00"),
        ("working_days", "working_days", 1, "16:30", "2025-06-06T16:31", "2025-06-10T17:00"),
        # A start on a day that does not count is the next working day's, the cut-off notwithstanding.
        ("working_days", "working_days", 1, "16:30", "2025-06-07T10:00", "2025-06-10T17:00"),
        ("working_days", "working_days", 1, "16:30", "2025-06-07T23:00", "2025-06-10T17:00"),
        # Before opening is the same day; after closing without a cut-off is the next.
        ("working_days", "working_days", 0, "", "2025-06-06T06:00", "2025-06-06T17:00"),
        ("working_days", "working_days", 0, "", "2025-06-06T17:00", "2025-06-06T17:00"),
        ("working_days", "working_days", 0, "", "2025-06-06T17:01", "2025-06-09T17:00"),
        # Bank holidays: Good Friday and Easter Monday 2025 do not count, except where the calendar says so.
        ("working_days", "working_days", 1, "16:30", "2025-04-17T09:00", "2025-04-22T17:00"),
        ("7day_8_20", "working_days", 1, "16:30", "2025-04-17T09:00", "2025-04-18T20:00"),
        ("working_days", "hours", 10, "", "2025-04-17T16:00", "2025-04-22T17:00"),
        # Around the clock.
        ("24x7", "hours", 2, "", "2025-06-06T23:30", "2025-06-07T01:30"),
        ("24x7", "working_days", 1, "", "2025-06-06T23:30", "2025-06-08T00:00"),
        # Hours over several days, with a cut-off and before opening.
        ("7day_8_20", "hours", 30, "", "2025-06-06T18:00", "2025-06-09T12:00"),
        ("7day_8_20", "hours", 4, "16:00", "2025-06-06T16:30", "2025-06-07T12:00"),
        ("7day_8_20", "hours", 4, "", "2025-06-06T05:00", "2025-06-06T12:00"),
        ("7day_8_20", "hours", 0, "", "2025-06-06T21:00", "2025-06-07T08:00"),
        # The clocks go forward: 24 hours later the clock shows an hour more.
        ("24x7", "hours", 24, "", "2025-03-29T12:00", "2025-03-30T13:00"),
        ("24x7", "hours", 4, "", "2025-03-29T23:00", "2025-03-30T04:00"),
        ("7day_8_20", "hours", 4, "", "2025-03-29T18:00", "2025-03-30T10:00"),
        ("working_days", "working_days", 1, "16:30", "2025-03-28T16:00", "2025-03-31T17:00"),
        # The clocks go back.
        ("24x7", "hours", 24, "", "2025-10-25T12:00", "2025-10-26T11:00"),
        ("24x7", "hours", 4, "", "2025-10-25T23:00", "2025-10-26T02:00"),
        ("7day_8_20", "hours", 4, "", "2025-10-25T18:00", "2025-10-26T10:00"),
        ("24x7", "working_days", 0, "", "2025-10-26T12:00", "2025-10-27T00:00"),
    ],
)
def test_due_at(calendar: str, unit: Unit, value: int, cut_off: str, start: str, due: str) -> None:
    assert due_at(london(start), rule(unit, value, cut_off), CALENDARS[calendar]) == london(due)


def test_a_moment_in_the_hour_that_comes_twice_is_told_apart() -> None:
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    again = datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    assert first.astimezone(LONDON).time() == again.astimezone(LONDON).time() == time(1, 30)
    assert due_at(again, rule("hours", 2), CALENDARS["24x7"]) - due_at(first, rule("hours", 2), CALENDARS["24x7"]) == (
        timedelta(hours=1)
    )


@pytest.mark.parametrize(
    ("day", "calendar", "due"),
    [
        (date(2025, 6, 6), "working_days", "2025-06-06T17:00"),
        (date(2025, 6, 7), "working_days", "2025-06-09T17:00"),
        (date(2025, 12, 25), "working_days", "2025-12-29T17:00"),
        (date(2025, 12, 25), "7day_8_20", "2025-12-25T20:00"),
    ],
)
def test_due_on_chosen_date(day: date, calendar: str, due: str) -> None:
    assert due_on_chosen_date(day, CALENDARS[calendar]) == london(due)


@pytest.mark.parametrize(
    ("moment", "calendar", "opening"),
    [
        ("2025-06-06T09:00", "working_days", "2025-06-06T09:00"),
        ("2025-06-06T07:00", "working_days", "2025-06-06T08:00"),
        ("2025-06-06T17:00", "working_days", "2025-06-09T08:00"),
        ("2025-06-07T12:00", "working_days", "2025-06-09T08:00"),
        ("2025-06-06T00:00", "24x7", "2025-06-06T00:00"),
    ],
)
def test_next_opening(moment: str, calendar: str, opening: str) -> None:
    assert next_opening(london(moment), CALENDARS[calendar]) == london(opening)


@pytest.mark.parametrize(
    ("start", "end", "calendar", "minutes"),
    [
        ("2025-06-06T16:00", "2025-06-09T09:00", "working_days", 120),
        ("2025-06-06T16:00", "2025-06-06T16:00", "working_days", 0),
        ("2025-06-07T08:00", "2025-06-08T20:00", "working_days", 0),
        ("2025-06-06T18:00", "2025-06-06T20:00", "working_days", 0),
        ("2025-03-30T00:00", "2025-03-31T00:00", "24x7", 23 * 60),
        ("2025-10-26T00:00", "2025-10-27T00:00", "24x7", 25 * 60),
        ("2025-03-30T00:00", "2025-03-31T00:00", "7day_8_20", 12 * 60),
    ],
)
def test_working_minutes_between(start: str, end: str, calendar: str, minutes: int) -> None:
    assert working_minutes_between(london(start), london(end), CALENDARS[calendar]) == minutes


def test_working_days_are_added_from_a_day_that_counts() -> None:
    office = CALENDARS["working_days"]
    assert add_working_days(date(2025, 6, 7), 0, office) == date(2025, 6, 9)
    assert add_working_days(date(2025, 6, 6), 5, office) == date(2025, 6, 13)
    assert working_day_from(date(2025, 5, 5), office) == date(2025, 5, 6)
    assert not is_working_day(date(2025, 5, 26), office)


@pytest.mark.parametrize(
    "change",
    [
        {"days": frozenset()},
        {"days": frozenset({7})},
        {"opens": time(9), "closes": time(9)},
        {"opens": None, "closes": time(0)},
        {"opens": time(1, 30)},
        {"opens": None, "closes": time(1)},
    ],
)
def test_a_calendar_that_cannot_work_is_refused(change: dict[str, frozenset[int] | time | None]) -> None:
    calendar = WorkingCalendar("x", EVERY_DAY, time(9), time(17), True)
    with pytest.raises(ValueError, match="calendar"):
        replace(calendar, **change)  # type: ignore[arg-type]  # each row of the table changes other fields


def test_negative_speeds_counts_and_spans_are_refused() -> None:
    at = london("2025-06-06T12:00")
    with pytest.raises(ValueError, match="negative"):
        rule("hours", -1)
    with pytest.raises(ValueError, match="added"):
        add_working_days(date(2025, 6, 6), -1, CALENDARS["24x7"])
    with pytest.raises(ValueError, match="before"):
        working_minutes_between(at, at - timedelta(seconds=1), CALENDARS["24x7"])


def test_times_without_a_zone_are_refused() -> None:
    naive = datetime(2025, 6, 6, 12)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        due_at(naive, rule("hours", 1), CALENDARS["24x7"])
    with pytest.raises(ValueError, match="zone"):
        next_opening(naive, CALENDARS["24x7"])
    with pytest.raises(ValueError, match="zone"):
        working_minutes_between(london("2025-06-06T12:00"), naive, CALENDARS["24x7"])


clock_times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
edges = clock_times.filter(lambda t: t.hour != 1)
starts = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
rules = st.builds(
    SpeedRule, st.just("x"), st.sampled_from(["hours", "working_days"]), st.integers(0, 40), st.none() | clock_times
)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    opens, closes = draw(st.none() | edges), draw(st.none() | edges)
    if closes is not None and (opens or time(0)) >= closes:
        closes = None
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    return WorkingCalendar("x", frozenset(days), opens, closes, draw(st.booleans()), bank_holidays())


def is_inside(moment: datetime, calendar: WorkingCalendar) -> bool:
    """Open at that moment, or just closing."""
    just_before = moment - timedelta(microseconds=1)
    return next_opening(moment, calendar) == moment or next_opening(just_before, calendar) == just_before


@given(starts, rules, calendars())
def test_due_is_never_before_the_start_and_always_inside_the_calendar(
    start: datetime, speed: SpeedRule, calendar: WorkingCalendar
) -> None:
    due = due_at(start, speed, calendar)
    assert due >= start
    assert is_inside(due, calendar)
    if speed.unit == "hours":
        least = speed.value * 60
        assert least <= working_minutes_between(start, due, calendar)


@given(starts, st.timedeltas(timedelta(), timedelta(days=5)), rules, calendars())
def test_a_later_start_is_never_due_earlier(
    start: datetime, later: timedelta, speed: SpeedRule, calendar: WorkingCalendar
) -> None:
    assert due_at(start + later, speed, calendar) >= due_at(start, speed, calendar)


@given(starts, st.integers(0, 200), calendars())
def test_hours_without_a_cut_off_are_exactly_the_hours_worked(
    start: datetime, hours: int, calendar: WorkingCalendar
) -> None:
    start = start.replace(second=0, microsecond=0)
    due = due_at(start, rule("hours", hours), calendar)
    assert working_minutes_between(start, due, calendar) == hours * 60


@given(starts, calendars())
def test_a_longer_promise_is_never_due_earlier(start: datetime, calendar: WorkingCalendar) -> None:
    speed = rule("working_days", 3)
    assert due_at(start, speed, calendar) < due_at(start, replace(speed, value=4), calendar)


def test_the_reference_calendars_are_the_three_of_the_code_list() -> None:
    assert sorted(CALENDARS) == ["24x7", "7day_8_20", "working_days"]
    assert CALENDARS["working_days"].days == MONDAY_TO_FRIDAY


@pytest.mark.parametrize(
    ("start", "why", "counted_from"),
    [
        (datetime(2026, 11, 28, 11, tzinfo=UTC), Later.CLOSED_DAY, datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (datetime(2026, 12, 25, 11, tzinfo=UTC), Later.BANK_HOLIDAY, datetime(2026, 12, 29, 8, tzinfo=UTC)),
        (datetime(2026, 11, 27, 15, 1, tzinfo=UTC), Later.AFTER_CUT_OFF, datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (datetime(2026, 11, 26, 18, tzinfo=UTC), Later.AFTER_CUT_OFF, datetime(2026, 11, 27, 8, tzinfo=UTC)),
    ],
)
def test_a_promise_says_from_when_it_counts_and_why(start: datetime, why: Later, counted_from: datetime) -> None:
    calendar = reference_calendars(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))["working_days"]
    rule = SpeedRule("next_day", "working_days", 1, time(15))
    found = counted_later(start, rule, calendar)
    assert found is not None
    assert (found.why, found.counted_from) == (why, counted_from)
    assert due_at(start, rule, calendar) == due_at(found.counted_from, rule, calendar)


def test_within_the_hours_it_counts_from_the_start() -> None:
    calendar = reference_calendars(frozenset())["7day_8_20"]
    rule = SpeedRule("4h", "hours", 4, None)
    assert counted_later(datetime(2026, 11, 28, 15, tzinfo=UTC), rule, calendar) is None
    early = counted_later(datetime(2026, 11, 28, 6, tzinfo=UTC), rule, calendar)
    assert early is not None
    assert early.why is Later.BEFORE_OPENING
    late = counted_later(datetime(2026, 11, 28, 21, tzinfo=UTC), rule, calendar)
    assert late is not None
    assert (late.why, late.clock) == (Later.AFTER_CLOSING, time(20))


def test_hours_that_closing_breaks_say_when_they_go_on() -> None:
    calendars, start = reference_calendars(frozenset()), datetime(2026, 11, 28, 16, 5, tzinfo=UTC)
    over = counted_later(start, SpeedRule("4h", "hours", 4, None), calendars["7day_8_20"])
    assert over is not None
    assert (over.why, over.counted_from, over.clock) == (
        Later.OVER_CLOSING, datetime(2026, 11, 29, 8, tzinfo=UTC), time(20),
    )  # fmt: skip
    assert counted_later(start, SpeedRule("8h", "hours", 8, None), calendars["24x7"]) is None
    assert (
        counted_later(start - timedelta(minutes=5), SpeedRule("4h", "hours", 4, None), calendars["7day_8_20"]) is None
    )
