"""Change who goes with a run: before it is sent, or while it is out.
Refuses a run that is over, one that was sent without a driver or with fewer people than its open stops need, and asks
about one who goes with another van at the same time or is of another depot."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits import actions as visit_actions
from handrail.visits.queries.planning import drivers, run_with_stops_locked, van_locked
from handrail.visits.rules.booking import (
    against_crew,
    against_crew_by_post,
    against_other_depots,
    against_two_vans,
    reasons_against_other_crew,
)


@dataclass(frozen=True, slots=True)
class CrewWanted:
    """Who goes from now on. `with_both`: whoever goes with another van of that day and shift goes with this one too.
    `lent`: whoever is new and of another depot is lent to the run's."""

    run_id: UUID
    driver_id: UUID | None
    second_id: UUID | None = None
    with_both: bool = False
    lent: bool = False


@dataclass(frozen=True, slots=True)
class CrewChanged:
    """The run."""

    run_id: UUID


@use_case(Event.CREW_CHANGED, needs=Permission.PLAN_VISITS)
def change_crew(change: Change, *, request: CrewWanted) -> CrewChanged:
    """Change the crew of a run. Raises `Refused` with every reason."""
    run, visits = run_with_stops_locked(change.scope, request.run_id)
    two = (request.driver_id, request.second_id)
    new = tuple(user_id for user_id in two if user_id and user_id not in {run.driver_id, run.second_id})
    known = drivers(change.scope, run.on)
    van = van_locked(change.scope, run.van_id, run.on, run.shift, new)
    reasons = [*against_crew(*two, known), *reasons_against_other_crew(run, visits, *two)]
    if not request.lent:
        reasons += against_other_depots(
            two, run.depot_id, {user_id: known[user_id] for user_id in new if user_id in known}
        )
    if run.by_post:
        reasons = list(against_crew_by_post(*two))
    if van is not None and not request.with_both:
        reasons += against_two_vans(two, van.crew_out, known, run.on)
    if reasons:
        raise Refused(reasons)
    visit_actions.set_crew(run.id, driver_id=request.driver_id, second_id=request.second_id)
    change.touched("run", run.id)
    for visit in visits:
        change.touched("visit", visit.id, visit.person_id)
    return CrewChanged(run.id)
