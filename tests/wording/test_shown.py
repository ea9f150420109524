"""How values become words and figures."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from handrail.wording import shown as filters

SUMMER = datetime(2026, 7, 1, 15, 30, tzinfo=UTC)
WINTER = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)


def test_days_and_times_are_those_of_london() -> None:
    assert filters.day(WINTER) == "Tuesday 3 March 2026"
    assert filters.day_and_time(SUMMER) == "Wednesday 1 July 2026 at 4:30pm"
    assert filters.short_day_and_time(datetime(2026, 6, 30, 23, 15, tzinfo=UTC)) == "1 Jul 2026, 12:15am"
    assert filters.day(date(2026, 1, 9)) == "Friday 9 January 2026"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        filters.day(datetime(2026, 1, 1))  # noqa: DTZ001 - the very thing that is refused


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(16), "4pm"),
        (time(16, 30), "4:30pm"),
        (time(0, 5), "12:05am"),
        (time(9, 5), "9:05am"),
        (time(12, 1), "12:01pm"),
    ],
)
def test_times_as_people_say_them(at: time, text: str) -> None:
    assert filters.clock_time(at) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=2), "due in 2 hours"),
        (timedelta(hours=1, minutes=59), "due in 1 hour"),
        (timedelta(seconds=30), "due now"),
        (timedelta(seconds=-30), "due now"),
        (timedelta(minutes=-3), "late by 3 minutes"),
        (timedelta(days=-1), "late by 1 day"),
    ],
)
def test_how_a_due_moment_stands(left: timedelta, text: str) -> None:
    assert filters.due(WINTER + left, WINTER) == text


def test_near_days() -> None:
    assert filters.near_day_and_time(WINTER + timedelta(days=1), WINTER) == "tomorrow at 4:30pm"
    assert filters.near_day(WINTER - timedelta(days=1), WINTER) == "yesterday"
    assert filters.near_day(date(2026, 3, 9), WINTER) == "Monday 9 March 2026"


def test_ages() -> None:
    assert filters.age_text(date(1942, 3, 27), date(2026, 3, 3)) == "83 years old"
    assert filters.age(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert filters.age_text(date(2025, 3, 4), date(2026, 3, 3)) == "11 months old"
    assert filters.age_text(date(2026, 3, 1), date(2026, 3, 3)) == "0 months old"


def test_numbers_of_people_and_things() -> None:
    assert filters.nhs_number("9991234567") == "999\N{NO-BREAK SPACE}123\N{NO-BREAK SPACE}4567"
    assert filters.nhs_number("12") == "12"
    assert filters.phone("+441632960001") == "01632\N{NO-BREAK SPACE}960\N{NO-BREAK SPACE}001"
    assert filters.phone("02079460018") == "020\N{NO-BREAK SPACE}7946\N{NO-BREAK SPACE}0018"
    assert filters.phone("+33 1 23") == "+33 1 23"
    assert filters.plural(1, "bed") == "1 bed"
    assert filters.plural(1200, "person", "people") == "1,200 people"
    assert filters.percent(0.974) == "97%"
    assert filters.ago(WINTER - timedelta(hours=3), WINTER) == "3 hours ago"
    assert filters.iso(WINTER) == "2026-03-03T16:30:00+00:00"
