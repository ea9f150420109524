"""Make a run: a van, a day, a shift and its crew; or change the crew of one.
Refuses a van of another depot or one that is out already, and a crew member who may not do visits. Asks about one who
goes with another van at the same time: nobody is on two vans at once, but a crew may change vans within a day; and
about one of another depot, who may be lent for the day."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits import actions as visit_actions
from handrail.visits.queries.planning import CrewMember, VanFact, drivers, van_locked
from handrail.visits.rules.booking import BookingReason
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


def _against(request: RunWanted, van: VanFact | None, crew: dict[UUID, CrewMember], today: date) -> Iterable[Reason]:
    if van is None or van.depot_id != request.depot_id or van.retired:
        yield Reason(BookingReason.NOT_A_VAN_HERE, "van_id")
    elif van.taken:
        yield Reason(BookingReason.VAN_IS_OUT, "van_id", (("day", request.on.isoformat()),))
    if request.on < today:
        yield Reason(BookingReason.DAY_IS_OVER, "on", (("day", request.on.isoformat()),))
    yield from against_crew(request.driver_id, request.second_id, crew)
    if not request.lent:
        yield from _against_other_depots(request, crew)
    if van is not None and not request.with_both:
        yield from _against_two_vans(request, van.crew_out, crew)


def _against_other_depots(request: RunWanted, crew: Mapping[UUID, CrewMember]) -> Iterable[Reason]:
    """Who of the crew is of another depot than the van."""
    for field, user_id in (("driver_id", request.driver_id), ("second_id", request.second_id)):
        member = crew.get(user_id) if user_id else None
        if member and member.depot_id not in (None, request.depot_id):
            said = (("name", member.name), ("depot", member.depot))
            yield Reason(BookingReason.CREW_OF_OTHER_DEPOT, field, said)


def _against_two_vans(request: RunWanted, out: Mapping[UUID, str], crew: Mapping[UUID, CrewMember]) -> Iterable[Reason]:
    """Who of the crew goes with another van then; the same van may go twice."""
    for field, user_id in (("driver_id", request.driver_id), ("second_id", request.second_id)):
        if user_id and user_id in out and user_id in crew:
            said = (("name", crew[user_id].name), ("van", out[user_id]), ("day", request.on.isoformat()))
            yield Reason(BookingReason.CREW_IS_OUT, field, said)


def against_crew(driver_id: UUID | None, second_id: UUID | None, crew: Container[UUID]) -> Iterable[Reason]:
    """Why these two cannot be a crew."""
    if driver_id and driver_id == second_id:
        yield Reason(BookingReason.SAME_PERSON_TWICE, "second_id")
    for field, user_id in (("driver_id", driver_id), ("second_id", second_id)):
        if user_id and user_id not in crew:
            yield Reason(BookingReason.NOT_A_DRIVER, field)
