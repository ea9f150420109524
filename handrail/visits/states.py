"""Owns: the states of a visit and of a run, and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in these tables."""

from enum import StrEnum


class VisitState(StrEnum):
    """Where one call at one door stands. After FAILED and PART_COMPLETED the next step is another visit that names this
    one; CANCELLED is for a visit whose reason is gone."""

    UNBOOKED = "UNBOOKED"
    OFFERED = "OFFERED"
    BOOKED = "BOOKED"
    PLANNED = "PLANNED"
    RELEASED = "RELEASED"
    EN_ROUTE = "EN_ROUTE"
    ARRIVED = "ARRIVED"
    COMPLETED = "COMPLETED"
    PART_COMPLETED = "PART_COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class VisitEvent(StrEnum):
    """What can happen to a visit."""

    OFFER = "OFFER"
    BOOK = "BOOK"
    UNBOOK = "UNBOOK"
    PLAN = "PLAN"
    TAKE_OFF_RUN = "TAKE_OFF_RUN"
    RELEASE = "RELEASE"
    CALL_BACK = "CALL_BACK"
    SET_OFF = "SET_OFF"
    TURN_BACK = "TURN_BACK"
    ARRIVE = "ARRIVE"
    COMPLETE = "COMPLETE"
    PART_COMPLETE = "PART_COMPLETE"
    FAIL = "FAIL"
    CANCEL = "CANCEL"
    REINSTATE = "REINSTATE"
    CORRECT_OUTCOME = "CORRECT_OUTCOME"


_S, _E = VisitState, VisitEvent

INITIAL: frozenset[VisitState] = frozenset({VisitState.UNBOOKED})
OPEN: frozenset[VisitState] = frozenset(
    {_S.UNBOOKED, _S.OFFERED, _S.BOOKED, _S.PLANNED, _S.RELEASED, _S.EN_ROUTE, _S.ARRIVED}
)
DONE: frozenset[VisitState] = frozenset({_S.COMPLETED, _S.PART_COMPLETED, _S.FAILED})
# Each of these owes someone a next step: nothing is left without an owner.
NEEDS_NEXT_STEP: frozenset[VisitState] = frozenset({_S.PART_COMPLETED, _S.FAILED})
ON_THE_WAY: frozenset[VisitState] = frozenset({_S.RELEASED, _S.EN_ROUTE, _S.ARRIVED})
# What the desk decides, to send it with another run among it: a crew may have been there before it heard of that.
DECIDED: frozenset[VisitState] = OPEN - {_S.EN_ROUTE, _S.ARRIVED} | {_S.CANCELLED}
ON_A_RUN: frozenset[VisitState] = frozenset({_S.PLANNED, _S.RELEASED, _S.EN_ROUTE, _S.ARRIVED})

MOVES: dict[tuple[VisitState, VisitEvent], VisitState] = {
    (_S.UNBOOKED, _E.OFFER): _S.OFFERED,
    (_S.UNBOOKED, _E.BOOK): _S.BOOKED,
    (_S.UNBOOKED, _E.CANCEL): _S.CANCELLED,
    (_S.OFFERED, _E.BOOK): _S.BOOKED,
    (_S.OFFERED, _E.UNBOOK): _S.UNBOOKED,
    (_S.OFFERED, _E.CANCEL): _S.CANCELLED,
    (_S.BOOKED, _E.PLAN): _S.PLANNED,
    (_S.BOOKED, _E.UNBOOK): _S.UNBOOKED,
    # The booked day passed and nobody came.
    (_S.BOOKED, _E.FAIL): _S.FAILED,
    (_S.BOOKED, _E.CANCEL): _S.CANCELLED,
    (_S.PLANNED, _E.RELEASE): _S.RELEASED,
    (_S.PLANNED, _E.TAKE_OFF_RUN): _S.BOOKED,
    (_S.PLANNED, _E.UNBOOK): _S.UNBOOKED,
    (_S.PLANNED, _E.FAIL): _S.FAILED,
    (_S.PLANNED, _E.CANCEL): _S.CANCELLED,
    (_S.RELEASED, _E.SET_OFF): _S.EN_ROUTE,
    (_S.RELEASED, _E.CALL_BACK): _S.PLANNED,
    (_S.RELEASED, _E.TAKE_OFF_RUN): _S.BOOKED,
    (_S.RELEASED, _E.UNBOOK): _S.UNBOOKED,
    (_S.RELEASED, _E.FAIL): _S.FAILED,
    (_S.RELEASED, _E.CANCEL): _S.CANCELLED,
    (_S.EN_ROUTE, _E.ARRIVE): _S.ARRIVED,
    # Sent elsewhere first, or a wrong press.
    (_S.EN_ROUTE, _E.TURN_BACK): _S.RELEASED,
    (_S.EN_ROUTE, _E.TAKE_OFF_RUN): _S.BOOKED,
    (_S.EN_ROUTE, _E.FAIL): _S.FAILED,
    (_S.EN_ROUTE, _E.CANCEL): _S.CANCELLED,
    (_S.ARRIVED, _E.COMPLETE): _S.COMPLETED,
    (_S.ARRIVED, _E.PART_COMPLETE): _S.PART_COMPLETED,
    (_S.ARRIVED, _E.FAIL): _S.FAILED,
    (_S.ARRIVED, _E.TURN_BACK): _S.RELEASED,
    # Everything it came for was cancelled while the crew stood at the door.
    (_S.ARRIVED, _E.CANCEL): _S.CANCELLED,
    # A wrong outcome was recorded: the crew was there, and the right one is recorded next.
    (_S.COMPLETED, _E.CORRECT_OUTCOME): _S.ARRIVED,
    (_S.PART_COMPLETED, _E.CORRECT_OUTCOME): _S.ARRIVED,
    (_S.FAILED, _E.CORRECT_OUTCOME): _S.ARRIVED,
    (_S.CANCELLED, _E.REINSTATE): _S.UNBOOKED,
}


class RunState(StrEnum):
    """One van and crew's day."""

    PLANNED = "PLANNED"
    RELEASED = "RELEASED"
    OUT = "OUT"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class RunEvent(StrEnum):
    """What can happen to a run."""

    RELEASE = "RELEASE"
    CALL_BACK = "CALL_BACK"
    SET_OFF = "SET_OFF"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    CANCEL = "CANCEL"


_RS, _RE = RunState, RunEvent

RUN_INITIAL: frozenset[RunState] = frozenset({RunState.PLANNED})

RUN_MOVES: dict[tuple[RunState, RunEvent], RunState] = {
    (_RS.PLANNED, _RE.RELEASE): _RS.RELEASED,
    (_RS.PLANNED, _RE.CANCEL): _RS.CANCELLED,
    (_RS.RELEASED, _RE.CALL_BACK): _RS.PLANNED,
    (_RS.RELEASED, _RE.SET_OFF): _RS.OUT,
    (_RS.RELEASED, _RE.CANCEL): _RS.CANCELLED,
    (_RS.OUT, _RE.CLOSE): _RS.CLOSED,
    # Closed too early: something is still on the van or a stop was not recorded.
    (_RS.CLOSED, _RE.REOPEN): _RS.OUT,
}
