"""How the promise of a line stands: what waits for stock is at risk from the first minute, but where a delivery is
expected in time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handrail.orders.rules.promise import Expected, Promise, promise_stands
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


@pytest.mark.parametrize(
    ("expected_on", "stands"),
    [
        # It should have come and is not there; today leaves time; the day before it is due does, that day does not.
        (date(2026, 3, 2), Promise.AT_RISK),
        (date(2026, 3, 3), Promise.IN_TIME),
        (date(2026, 3, 7), Promise.IN_TIME),
        (date(2026, 3, 8), Promise.AT_RISK),
        (date(2026, 3, 20), Promise.AT_RISK),
        (None, Promise.AT_RISK),
    ],
)
def test_a_back_order_is_in_time_where_its_delivery_is_expected_before_it_is_due(
    expected_on: date | None, stands: Promise
) -> None:
    expected = Expected(expected_on, "Fenland Beds")
    state = LineState.BACK_ORDERED
    assert promise_stands(state, FAR, now=NOW, soon=SOON, expected=expected) is stands
    # Nothing is in time that is due soon or over.
    assert promise_stands(state, SOON - timedelta(minutes=1), now=NOW, soon=SOON, expected=expected) is Promise.AT_RISK
    late = NOW - timedelta(minutes=1)
    assert promise_stands(state, late, now=NOW, soon=SOON, expected=expected) is Promise.LATE


def test_the_days_are_those_of_the_united_kingdom() -> None:
    # Half past midnight on the 8th in London is still the 7th in UTC.
    due_at = datetime(2026, 7, 7, 23, 30, tzinfo=UTC)
    at = datetime(2026, 7, 1, 9, tzinfo=UTC)
    expected = Expected(date(2026, 7, 7))
    assert promise_stands(LineState.BACK_ORDERED, due_at, now=at, soon=at, expected=expected) is Promise.IN_TIME
