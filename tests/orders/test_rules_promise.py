"""How the promise of a line stands: what waits for stock is at risk from the first minute."""

from datetime import UTC, datetime, timedelta

import pytest

from handrail.orders.rules.promise import Promise, promise_stands
from handrail.orders.states import OPEN, LineState

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
SOON = NOW + timedelta(hours=2)
FAR = NOW + timedelta(days=5)


@pytest.mark.parametrize("state", LineState)
@pytest.mark.parametrize(
    ("due_at", "stands"),
    [
        (NOW - timedelta(seconds=1), Promise.LATE),
        (NOW, Promise.AT_RISK),
        (SOON - timedelta(seconds=1), Promise.AT_RISK),
        (SOON, Promise.IN_TIME),
        (FAR, Promise.IN_TIME),
    ],
)
def test_every_state_at_every_moment(state: LineState, due_at: datetime, stands: Promise) -> None:
    waits = state is LineState.BACK_ORDERED and stands is Promise.IN_TIME
    wanted = None if state not in OPEN else Promise.AT_RISK if waits else stands
    assert promise_stands(state, due_at, now=NOW, soon=SOON) is wanted
    assert promise_stands(state, None, now=NOW, soon=SOON) is None
