"""Say where the crew is: on the way to a stop, at its door, or turned back from it.
Refuses a stop of another crew's run, and a step that does not follow from where the visit is."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits import actions as visit_actions
from handrail.visits.queries.door import visits_locked
from handrail.visits.rules.booking import BookingReason
from handrail.visits.states import DONE, MOVES, RunState, VisitEvent, VisitState


class Step(StrEnum):
    """Where the crew is now."""

    EN_ROUTE = "EN_ROUTE"
    ARRIVED = "ARRIVED"
    TURNED_BACK = "TURNED_BACK"


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step at one stop."""

    visit_id: UUID
    step: Step


@dataclass(frozen=True, slots=True)
class VisitStarted:
    """Where the visit stands now."""

    visit_id: UUID
    state: VisitState


_EVENTS: dict[tuple[Step, VisitState], tuple[VisitEvent, ...]] = {
    (Step.EN_ROUTE, VisitState.RELEASED): (VisitEvent.SET_OFF,),
    (Step.ARRIVED, VisitState.RELEASED): (VisitEvent.SET_OFF, VisitEvent.ARRIVE),
    (Step.ARRIVED, VisitState.EN_ROUTE): (VisitEvent.ARRIVE,),
    (Step.TURNED_BACK, VisitState.EN_ROUTE): (VisitEvent.TURN_BACK,),
    (Step.TURNED_BACK, VisitState.ARRIVED): (VisitEvent.TURN_BACK,),
}


@use_case(Event.VISIT_STARTED, needs=Permission.DO_VISITS)
def start_visit(change: Change, *, request: StepTaken) -> VisitStarted:
    """Take a step. Raises `Refused`."""
    (visit,) = visits_locked(change.scope, [request.visit_id], at=change.at.happened_at)
    events = _EVENTS.get((request.step, visit.state))
    if events is None:
        raise refuse(_why_not(visit.state), "step", number=visit.number, state=visit.state.value)
    moved = path(MOVES, visit.state, *events)
    arrived = {Step.EN_ROUTE: visit.arrived_at, Step.ARRIVED: change.at.happened_at, Step.TURNED_BACK: None}
    visit_actions.move_visits([visit.id], expected=[visit.state], path=moved, arrived_at=arrived[request.step])
    if visit.run_id and visit.run_state == RunState.RELEASED:
        visit_actions.move_runs([visit.run_id], expected=[RunState.RELEASED], path=[RunState.OUT])
    change.touched("visit", visit.id, visit.person_id)
    return VisitStarted(visit.id, moved[-1])


def _why_not(state: VisitState) -> BookingReason:
    """Why a step does not follow from where the visit is."""
    if state is VisitState.CANCELLED:
        return BookingReason.VISIT_CANCELLED
    return BookingReason.VISIT_OVER if state in DONE else BookingReason.STEP_NOT_NOW
