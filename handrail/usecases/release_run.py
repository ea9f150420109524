"""Send a run to its driver: the run and every stop on it.
Refuses a run without driver or stops, one whose stops need two people when one goes, a day that is over, and, unless
it is said to be known, a van without things that it should bring."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._by_post import against_post
from handrail.visits import actions as visit_actions
from handrail.visits.queries.planning import run_with_stops_locked
from handrail.visits.rules.booking import missing_at_release, reasons_against_release
from handrail.visits.states import RunState, VisitState


@dataclass(frozen=True, slots=True)
class ReleaseWanted:
    """The run to send. `without_stock`: it is known that not everything will be on the van."""

    run_id: UUID
    without_stock: bool = False


@dataclass(frozen=True, slots=True)
class RunReleased:
    """How many stops went with it."""

    run_id: UUID
    stops: int


@use_case(Event.RUN_RELEASED, needs=Permission.PLAN_VISITS)
def release_run(change: Change, *, request: ReleaseWanted) -> RunReleased:
    """Send a run to its driver. Raises `Refused` with every reason."""
    run, visits = run_with_stops_locked(change.scope, request.run_id)
    reasons = reasons_against_release(run, visits, today=change.at.today)
    reasons += against_post(change, run, [visit.id for visit in visits])
    if not request.without_stock:
        reasons += missing_at_release(visits)
    if reasons:
        raise Refused(reasons)
    visit_actions.move_visits([visit.id for visit in visits], expected=[VisitState.PLANNED], path=[VisitState.RELEASED])
    visit_actions.move_runs([run.id], expected=[RunState.PLANNED], path=[RunState.RELEASED])
    change.touched("run", run.id)
    for visit in visits:
        change.touched("visit", visit.id, visit.person_id)
    return RunReleased(run.id, len(visits))
