"""Make a run: a van, a day, a shift and its crew.
Refuses a van of another depot or one that is out already, and a crew member who may not do visits. Asks about one who
goes with another van at the same time: nobody is on two vans at once, but a crew may change vans within a day; and
about one of another depot, who may be lent for the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits import actions as visit_actions
from handrail.visits.queries.planning import VanFact, drivers, van_locked
from handrail.visits.rules.booking import (
    BookingReason,
    CrewMember,
    against_crew,
    against_crew_by_post,
    against_other_depots,
    against_two_vans,
)
from handrail.visits.rules.plans import RunPlan


@dataclass(frozen=True, slots=True)
class RunWanted:
    """A van's day. The crew may be named later, but before the run is released. `with_both`: whoever goes with another
    van of that day and shift goes with this one too. `lent`: whoever is of another depot is lent to this one."""

    depot_id: UUID
    van_id: UUID
    on: date
    shift: str = "day"
    driver_id: UUID | None = None
    second_id: UUID | None = None
    with_both: bool = False
    lent: bool = False


@dataclass(frozen=True, slots=True)
class RunMade:
    """The new run."""

    run_id: UUID


@use_case(Event.RUN_MADE, needs=Permission.PLAN_VISITS)
def make_run(change: Change, *, request: RunWanted) -> RunMade:
    """Make a run. Raises `Refused` with every reason."""
    van = van_locked(change.scope, request.van_id, request.on, request.shift, _crew(request))
    reasons = tuple(_against(request, van, drivers(change.scope, request.on), change.at.today))
    if reasons:
        raise Refused(reasons)
    run_id = change.new_id()
    plan = RunPlan(
        run_id, request.depot_id, request.van_id, request.on, request.shift, request.driver_id, request.second_id
    )
    visit_actions.make_runs([plan], contract_id=change.scope.contract_id)
    change.touched("run", run_id)
    return RunMade(run_id)


def _crew(request: RunWanted) -> tuple[UUID, ...]:
    return tuple(user_id for user_id in (request.driver_id, request.second_id) if user_id)


def _against(request: RunWanted, van: VanFact | None, crew: Mapping[UUID, CrewMember], today: date) -> Iterable[Reason]:
    if van is None or van.depot_id != request.depot_id or van.retired:
        yield Reason(BookingReason.NOT_A_VAN_HERE, "van_id")
    elif van.taken:
        yield Reason(BookingReason.VAN_IS_OUT, "van_id", (("day", request.on.isoformat()),))
    if request.on < today:
        yield Reason(BookingReason.DAY_IS_OVER, "on", (("day", request.on.isoformat()),))
    yield from against_crew(request.driver_id, request.second_id, crew)
    if not request.lent:
        yield from against_other_depots((request.driver_id, request.second_id), request.depot_id, crew)
    if van is not None and van.by_post:
        yield from against_crew_by_post(request.driver_id, request.second_id)
    if van is not None and not request.with_both:
        yield from against_two_vans((request.driver_id, request.second_id), van.crew_out, crew, request.on)
