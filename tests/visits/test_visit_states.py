"""What may and may not happen to a visit and to a run."""

import pytest

from handrail.core.moves import final_states, path, states_before
from handrail.visits.states import (
    DONE,
    INITIAL,
    MOVES,
    NEEDS_NEXT_STEP,
    ON_A_RUN,
    OPEN,
    RUN_INITIAL,
    RUN_MOVES,
    RunEvent,
    RunState,
    VisitEvent,
    VisitState,
)

E, S = VisitEvent, VisitState
AT_THE_DOOR = (E.BOOK, E.PLAN, E.RELEASE, E.SET_OFF, E.ARRIVE)

JOURNEYS: list[tuple[str, tuple[VisitEvent, ...], VisitState]] = [
    ("offered, booked, done", (E.OFFER, *AT_THE_DOOR, E.COMPLETE), S.COMPLETED),
    ("booked at once, done in part", (*AT_THE_DOOR, E.PART_COMPLETE), S.PART_COMPLETED),
    ("nobody answered", (*AT_THE_DOOR, E.FAIL), S.FAILED),
    ("the offer is declined", (E.OFFER, E.UNBOOK), S.UNBOOKED),
    ("moved to another run", (E.BOOK, E.PLAN, E.TAKE_OFF_RUN, E.PLAN), S.PLANNED),
    ("taken off a released run", (E.BOOK, E.PLAN, E.RELEASE, E.TAKE_OFF_RUN), S.BOOKED),
    ("the run is called back", (E.BOOK, E.PLAN, E.RELEASE, E.CALL_BACK), S.PLANNED),
    ("the van breaks down on the way", (E.BOOK, E.PLAN, E.RELEASE, E.SET_OFF, E.FAIL), S.FAILED),
    ("sent elsewhere first", (E.BOOK, E.PLAN, E.RELEASE, E.SET_OFF, E.TURN_BACK), S.RELEASED),
    ("nobody came on the booked day", (E.BOOK, E.FAIL), S.FAILED),
    ("all cancelled while at the door", (*AT_THE_DOOR, E.CANCEL), S.CANCELLED),
    ("a cancellation taken back", (E.BOOK, E.CANCEL, E.REINSTATE), S.UNBOOKED),
    ("a wrong outcome mended", (*AT_THE_DOOR, E.FAIL, E.CORRECT_OUTCOME, E.COMPLETE), S.COMPLETED),
]


@pytest.mark.parametrize(("events", "end"), [row[1:] for row in JOURNEYS], ids=[row[0] for row in JOURNEYS])
def test_journey(events: tuple[VisitEvent, ...], end: VisitState) -> None:
    assert path(MOVES, S.UNBOOKED, *events)[-1] is end


def test_a_visit_is_cancelled_while_open_and_its_outcome_corrected_when_done() -> None:
    assert states_before(MOVES, E.CANCEL) == OPEN
    assert states_before(MOVES, E.CORRECT_OUTCOME) == DONE
    assert states_before(MOVES, E.COMPLETE) == states_before(MOVES, E.PART_COMPLETE) == {S.ARRIVED}


def test_groups() -> None:
    assert {S.UNBOOKED} == INITIAL
    assert OPEN | DONE | {S.CANCELLED} == set(S)
    assert NEEDS_NEXT_STEP < DONE
    assert ON_A_RUN < OPEN
    assert final_states(MOVES, S) == set()


def test_a_run_goes_out_and_comes_back() -> None:
    r, e = RunState, RunEvent
    assert {r.PLANNED} == RUN_INITIAL
    assert path(RUN_MOVES, r.PLANNED, e.RELEASE, e.CALL_BACK, e.RELEASE, e.SET_OFF, e.CLOSE, e.REOPEN, e.CLOSE)[-1] is (
        r.CLOSED
    )
    assert states_before(RUN_MOVES, e.CANCEL) == {r.PLANNED, r.RELEASED}
    assert final_states(RUN_MOVES, r) == {r.CANCELLED}
