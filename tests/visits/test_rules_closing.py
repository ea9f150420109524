"""When a run may be closed: its day has come, each stop is recorded, and its van is empty."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from handrail.visits.rules.booking import BookingReason, RunFact, reasons_against_closing
from handrail.visits.states import RunState

TODAY = date(2026, 3, 3)
CLOSABLE = {RunState.RELEASED, RunState.OUT}


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("days", [-1, 0, 1])
@pytest.mark.parametrize("open_stops", [0, 2])
@pytest.mark.parametrize("on_van", [0, 3])
def test_closing(state: RunState, days: int, open_stops: int, on_van: int) -> None:
    run = RunFact(UUID(int=1), UUID(int=2), UUID(int=3), TODAY + timedelta(days=days), state, None, None, 0)
    reasons = reasons_against_closing(run, open_stops=open_stops, on_van=on_van, today=TODAY)
    wanted = [
        code
        for code, stands in (
            (BookingReason.RUN_NOT_OPEN, state not in CLOSABLE),
            (BookingReason.STOPS_LEFT, bool(open_stops)),
            (BookingReason.VAN_NOT_EMPTY, bool(on_van)),
        )
        if stands
    ]
    assert [reason.code for reason in reasons] == ([BookingReason.DAY_TO_COME] if days > 0 else wanted)
