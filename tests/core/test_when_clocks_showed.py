"""Which moments a time of day stands for, on the days when the clocks are changed and on all others."""

from datetime import UTC, date, datetime, time

import pytest

from handrail.core.moment import when_clocks_showed

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "at", "moments"),
    [
        (date(2026, 3, 3), time(1, 30), [(1, 30)]),
        (date(2026, 7, 1), time(1, 30), [(0, 30)]),
        (SPRING, time(0, 59), [(0, 59)]),
        (SPRING, time(1), []),
        (SPRING, time(1, 59), []),
        (SPRING, time(2), [(1, 0)]),
        (AUTUMN, time(1), [(0, 0), (1, 0)]),
        (AUTUMN, time(1, 59), [(0, 59), (1, 59)]),
        (AUTUMN, time(2), [(2, 0)]),
    ],
)
def test_a_time_of_day_is_one_moment_or_two_or_none(on: date, at: time, moments: list[tuple[int, int]]) -> None:
    assert when_clocks_showed(on, at) == tuple(utc(on, *moment) for moment in moments)
