"""Close a run at the end of its day.
Refuses a run whose day is to come, and while a stop is not recorded or something of it is still on the van: that is
unloaded or received first."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits import actions as visit_actions
from handrail.visits.queries.planning import count_on_van, open_stops_locked, run_locked
from handrail.visits.rules.booking import reasons_against_closing
from handrail.visits.states import RunState


@dataclass(frozen=True, slots=True)
class CloseWanted:
    """The run to close."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class RunClosed:
    """The run that was closed."""

    run_id: UUID


@use_case(Event.RUN_CLOSED, needs=Permission.PLAN_VISITS)
def close_run(change: Change, *, request: CloseWanted) -> RunClosed:
    """Close a run. Raises `Refused` with what is left to do."""
    left = open_stops_locked(change.scope, request.run_id)
    run = run_locked(change.scope, request.run_id)
    on_van = count_on_van(change.scope, run.id)
    reasons = reasons_against_closing(run, open_stops=len(left), on_van=on_van, today=change.at.today)
    if reasons:
        raise Refused(reasons)
    # A run on which everything was cancelled never left, but its day is over all the same.
    path = [RunState.CLOSED] if run.state is RunState.OUT else [RunState.OUT, RunState.CLOSED]
    visit_actions.move_runs([run.id], expected=[run.state], path=path)
    change.touched("run", run.id)
    return RunClosed(run.id)
