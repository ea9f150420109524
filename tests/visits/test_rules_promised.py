"""How an open visit stands to its promise."""

from datetime import UTC, datetime, timedelta

import pytest

from handrail.visits.rules.promised import Standing, standing

AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
SOON = timedelta(hours=2)


def hours(count: float) -> datetime:
    return AT + timedelta(hours=count)


@pytest.mark.parametrize(
    ("due_at", "slot_until", "stands"),
    [
        (None, hours(1), None),
        (None, None, None),
        (hours(-0.1), None, Standing.LATE),
        (hours(-5), hours(-6), Standing.LATE),
        (hours(0), None, Standing.AT_RISK),
        (hours(1.9), hours(1), Standing.AT_RISK),
        (hours(2), hours(2), Standing.IN_TIME),
        (hours(7), hours(7.1), Standing.AT_RISK),
        (hours(7), hours(7), Standing.IN_TIME),
        (hours(7), None, Standing.IN_TIME),
    ],
)
def test_how_it_stands(due_at: datetime | None, slot_until: datetime | None, stands: Standing | None) -> None:
    assert standing(due_at, slot_until, at=AT, soon=SOON) is stands
