"""Runs: a van's day with its crew and stops.
Refuses a van that is out already, a crew member who may not do visits, and a run without its people."""

from datetime import date
from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Day, Ids, Told
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_id, page_of, page_within
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.identity.queries import StaffName, holders_of
from handrail.identity.roles import Permission
from handrail.usecases.change_crew import CrewChanged, CrewWanted, change_crew
from handrail.usecases.close_run import CloseWanted, RunClosed, close_run
from handrail.usecases.make_run import RunMade, RunWanted, make_run
from handrail.usecases.plan_visits import RunPlanned, RunStops, plan_visits
from handrail.usecases.release_run import ReleaseWanted, RunReleased, release_run
from handrail.visits.queries.paged import RunListed, VanListed, runs_page, vans_page

router = Router(tags=["Runs"])


@router.get("/vans", **reads("list_vans", "List vans", Page[VanListed]))
def list_vans(
    request: CallerRequest, depot_id: UUID | None = None, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[VanListed]:
    """Vans that are in use."""
    today = now_is(now()).today
    with reading(request.auth):
        found = vans_page(request.auth, limit=limit + 1, today=today, after=after_id(cursor), depot_id=depot_id)
    return page_of(found, limit, lambda van: van.van_id)


@router.get("/drivers", **reads("list_drivers", "List drivers and technicians", Page[StaffName]))
def list_drivers(request: CallerRequest, limit: Limit = USUAL, cursor: Cursor = None) -> Page[StaffName]:
    """Users who may do visits today."""
    with reading(request.auth):
        found = holders_of(request.auth, Permission.DO_VISITS, today=now_is(now()).today)
    return page_within(found, cursor, limit, lambda member: str(member.user_id))


@router.get("/runs", **reads("list_runs", "List runs", Page[RunListed]))
def list_runs(
    request: CallerRequest,
    on: date | None = None,
    depot_id: UUID | None = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Page[RunListed]:
    """In the order in which they were made. A crew member sees the runs they are on."""
    with reading(request.auth):
        found = runs_page(request.auth, limit=limit + 1, after=after_id(cursor), on=on, depot_id=depot_id)
    return page_of(found, limit, lambda run: run.run_id)


class RunBody(Told):
    """A van's day. The crew may be named later, but before the run is released."""

    depot_id: UUID
    van_id: UUID
    on: Day = Field(examples=["2026-03-04"])
    shift: Code = "day"
    driver_id: UUID | None = None
    second_id: UUID | None = Field(None, description="The second person, where a stop needs two.")
    with_both: bool = Field(False, description="True: the crew goes with another van of that day and shift too.")
    lent: bool = Field(False, description="True: whoever of the crew is of another depot is lent to this one.")


@router.post("/runs", **writes("make_run", "Make a run", RunMade, makes=True))
def make(request: CallerRequest, body: RunBody) -> Status[RunMade]:
    """A van goes once for each day and shift."""
    wanted = RunWanted(
        body.depot_id, body.van_id, body.on, body.shift, body.driver_id, body.second_id, body.with_both, body.lent
    )
    return Status(201, make_run(call_of(request, body), request=wanted))


class CrewBody(Told):
    """Who goes from now on: both are named, so that nobody is taken off by being left out."""

    driver_id: UUID | None = Field(description="null: nobody yet, before the run is sent.")
    second_id: UUID | None = Field(description="The second person, where a stop needs two; null: nobody.")
    with_both: bool = Field(False, description="True: the crew goes with another van of that day and shift too.")
    lent: bool = Field(False, description="True: whoever is new and of another depot is lent to this one.")


@router.post("/runs/{run_id}/crew", **writes("change_crew", "Change the crew of a run", CrewChanged))
def crew(request: CallerRequest, run_id: UUID, body: CrewBody) -> CrewChanged:
    """A run that was sent keeps a driver, and as many people as its open stops need."""
    wanted = CrewWanted(run_id, body.driver_id, body.second_id, body.with_both, body.lent)
    return change_crew(call_of(request, body), request=wanted)


class StopsBody(Told):
    """Stops in their order. Name all of a run, or only those that come first."""

    stops: Ids = Field([], description="Visit ids, in order.")
    take_off: Ids = Field([], description="Visit ids that leave the run.")


@router.post("/runs/{run_id}/stops", **writes("plan_run", "Put stops in order", RunPlanned))
def plan(request: CallerRequest, run_id: UUID, body: StopsBody) -> RunPlanned:
    """Visits that are booked go on the run, in this order. All its stops are numbered from 1 on: what the crew has
    begun or done and is not named first, then those named, then the others as they stood."""
    wanted = RunStops(run_id, tuple(body.stops), tuple(body.take_off))
    return plan_visits(call_of(request, body), request=wanted)


class ReleaseBody(Told):
    """How a run goes."""

    without_stock: bool = Field(False, description="It is known that not everything will be on the van.")


@router.post("/runs/{run_id}/release", **writes("release_run", "Send a run to its driver", RunReleased))
def release(request: CallerRequest, run_id: UUID, body: ReleaseBody) -> RunReleased:
    """The run and every stop on it."""
    return release_run(call_of(request, body), request=ReleaseWanted(run_id, body.without_stock))


@router.post("/runs/{run_id}/close", **writes("close_run", "Close a run", RunClosed))
def close(request: CallerRequest, run_id: UUID, body: Told) -> RunClosed:
    """When every stop is recorded and the van is empty."""
    return close_run(call_of(request, body), request=CloseWanted(run_id))
