"""A stop says when it was promised and when somebody was there; the run's own day is not said at each."""

from datetime import UTC, date, datetime

import pytest

from handrail.web.controller.shown import Between, stop_time

ON = date(2026, 3, 3)


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slot", "door", "said"),
    [
        ((at(8), at(12)), (None, None), "8am to midday"),
        ((at(8), at(12)), (at(9, 14), at(9, 40)), "8am to midday. At the door 9:14am to 9:40am"),
        ((at(8), at(12)), (at(9, 14), None), "8am to midday. At the door since 9:14am"),
        ((at(8), at(12)), (None, at(9, 40)), "8am to midday. Over at 9:40am"),
        ((None, None), (None, None), "No time agreed"),
        ((at(8, day=2), at(12, day=2)), (None, None), "2 Mar 2026, 8am to midday"),
    ],
)
def test_what_is_known_is_said(slot: Between, door: Between, said: str) -> None:
    assert stop_time(ON, slot, door) == said
