"""The last evening of a walked history leaves a driver's morning, also where little is promised so soon."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from handrail.simulation.walk import LATER_DUE, Walk
from handrail.simulation.world import clock

EASTER_SUNDAY = date(2027, 3, 28)
USUAL = clock(date(2027, 4, 1), 22)


class Depots:
    """What is due when, all of it from the second one, and until when was asked."""

    bases = ("Main", "Second")

    def __init__(self, *due: datetime) -> None:
        self.due = due
        self.asked: list[datetime] = []

    def plan(self, base: str, _: date, until: datetime) -> list[datetime]:
        self.asked.append(until)
        return [one for one in self.due if one <= until and base == "Second"]

    def load(self, _: object) -> None:
        """Tonight."""


def planned(depots: Depots, *, until: date) -> int:
    """How many trips go out on Easter Sunday of a history until a day."""
    deeds: list[object] = []
    walk: Any = SimpleNamespace(
        supply=depots,
        history=SimpleNamespace(until=until),
        road=SimpleNamespace(drive=lambda _: None),
        world=SimpleNamespace(
            is_working=lambda _: False, today=date(2027, 3, 27), then=lambda at, deed: deeds.append((at, deed))
        ),
        _due_by=lambda _: date(2027, 4, 1),
    )
    walk._send = lambda *asked: Walk._send(walk, *asked)
    Walk._plan(walk, EASTER_SUNDAY)
    # Each trip is loaded in the evening and driven in the morning.
    return len(deeds) // 2


@pytest.mark.parametrize(
    ("due", "trips", "asked"),
    [
        (date(2027, 3, 30), 1, [USUAL] * 2),
        (date(2027, 4, 6), 1, [USUAL] * 2 + [USUAL + LATER_DUE] * 2),
        (date(2027, 5, 6), 0, [USUAL] * 2 + [USUAL + LATER_DUE] * 2),
    ],
)
def test_the_last_evening_looks_further_ahead_where_nothing_is_due_soon(
    due: date, trips: int, asked: list[datetime]
) -> None:
    depots = Depots(clock(due, 17))
    assert planned(depots, until=EASTER_SUNDAY) == trips
    assert depots.asked == asked


def test_no_other_evening_does() -> None:
    depots = Depots(clock(date(2027, 4, 6), 17))
    assert planned(depots, until=date(2027, 4, 20)) == 0
    assert depots.asked == [clock(EASTER_SUNDAY, 22)]
