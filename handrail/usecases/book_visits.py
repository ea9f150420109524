"""Book visits: a slot for each, and in the same call a run and stop where one is named, and the run sent on its way.
Refuses a slot that is over, a visit that is booked already (unless again), under way or over, another day or depot."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions as people_actions
from handrail.usecases._by_post import against_post
from handrail.usecases._divided import divide_off_runs
from handrail.usecases._moving_home import send_to
from handrail.visits import actions as visit_actions
from handrail.visits.queries.moved import moved_visits
from handrail.visits.queries.planning import bookings_locked, placed_stops, run_locked, run_with_stops_locked
from handrail.visits.rules.booking import (
    Booking,
    BookingFact,
    RunFact,
    booked,
    left_sent_runs,
    missing_at_booking,
    missing_at_release,
    reasons_against_booking,
    reasons_against_release,
    sent,
)
from handrail.visits.rules.moved import home_on_the_day
from handrail.visits.rules.stop_order import in_order
from handrail.visits.states import RunState, VisitState


@dataclass(frozen=True, slots=True)
class Bookings:
    """The visits to book; `run_id` puts all of them on one run, in this order, after the stops that it has. `in_time`:
    each among those stops, by its slot and by when it is due.

    `release`: the run goes to its driver with all its stops; one that went before stays as it is. `without_stock`: it
    is known that not everything is in stock, and what is missing comes later."""

    visits: tuple[Booking, ...]
    run_id: UUID | None = None
    reason: str = ""
    release: bool = False
    without_stock: bool = False
    in_time: bool = False


@dataclass(frozen=True, slots=True)
class VisitBooked:
    """A visit and where it stands now."""

    visit_id: UUID
    number: int
    state: VisitState
    stop: int | None


@dataclass(frozen=True, slots=True)
class VisitsBooked:
    """The visits that were booked."""

    visits: tuple[VisitBooked, ...]


@use_case(Event.VISIT_BOOKED, needs=Permission.PLAN_VISITS)
def book_visits(change: Change, *, request: Bookings) -> VisitsBooked:
    """Book visits. Raises `Refused` with every reason; then none of them is booked."""
    # A run that is sent is held after all of its stops: visits are locked before runs, and who came between is told.
    held = None if request.release else request.run_id
    facts = bookings_locked(change.scope, [booking.visit_id for booking in request.visits], run_id=held)
    facts |= _at_home(change, request, facts)
    run, stops = _run_locked(change, request)
    now = change.at.happened_at
    reasons = [] if request.without_stock else list(missing_at_booking(facts.values()))
    if run and request.release:
        reasons += _release(change, run, stops, facts, without_stock=request.without_stock)
    reasons += [
        reason
        for booking in request.visits
        for reason in reasons_against_booking(booking, facts[booking.visit_id], run, now=now)
    ]
    reasons += against_post(change, run, {*facts, *(stop.id for stop in stops)})
    if reasons:
        raise Refused(reasons)
    run = sent(run) if run and request.release else run
    first = run.last_stop + 1 if run else 0
    rows = [
        booked(booking, facts[booking.visit_id], run, first + at, now=now) for at, booking in enumerate(request.visits)
    ]
    visit_actions.book(rows, reason=request.reason)
    divide_off_runs(change, left_sent_runs(rows, facts))
    places = {row.id: row.stop for row in rows}
    if run and request.in_time:
        places |= _in_time(change, run, set(facts))
    for row in rows:
        change.touched("visit", row.id, facts[row.id].person_id)
    return VisitsBooked(tuple(VisitBooked(row.id, facts[row.id].number, row.path[-1], places[row.id]) for row in rows))


def _at_home(change: Change, request: Bookings, facts: Mapping[UUID, BookingFact]) -> dict[UUID, BookingFact]:
    """Of somebody whose move is to come, the visit goes where they live on its day; those that go elsewhere now."""
    wanted = {booking.visit_id: booking for booking in request.visits}
    sent: dict[UUID, BookingFact] = {}
    new: list[tuple[UUID, UUID]] = []
    moving = [fact.id for fact in facts.values() if fact.moving]
    for visit in moved_visits(change.scope, moving) if moving else ():
        booking = wanted[visit.visit_id]
        door = home_on_the_day(visit, booking.slot_from, new_home_early=booking.new_home_early)
        if door.id != visit.address_id:
            depot_id = send_to(change, visit.person_id, door, [visit.visit_id], visit.order_ids)
            sent[visit.visit_id] = replace(facts[visit.visit_id], depot_id=depot_id)
            new += [] if visit.listed else [(visit.event_id, visit.visit_id)]
    people_actions.list_sent(new)
    return sent


def _run_locked(change: Change, request: Bookings) -> tuple[RunFact | None, tuple[BookingFact, ...]]:
    """The run, and where it is to be sent also the stops that it has."""
    if request.run_id is None:
        return None, ()
    if request.release:
        return run_with_stops_locked(change.scope, request.run_id)
    return run_locked(change.scope, request.run_id), ()


def _in_time(change: Change, run: RunFact, new: Collection[UUID]) -> dict[UUID, int]:
    """Number the stops by slot and due moment, as far as nobody put them in another order; the place of each."""
    listed = placed_stops(change.scope, run.id)
    order = in_order([one for one in listed if one.id not in new], [one for one in listed if one.id in new])
    places = {visit_id: at for at, visit_id in enumerate(order, 1)}
    stood = {one.id: one.stop for one in listed}
    visit_actions.set_stops([(visit_id, at) for visit_id, at in places.items() if stood[visit_id] != at])
    return places


def _release(
    change: Change,
    run: RunFact,
    stops: Sequence[BookingFact],
    booking: Mapping[UUID, BookingFact],
    *,
    without_stock: bool,
) -> tuple[Reason, ...]:
    """Send the run with the stops that it has; the new ones join a run that is on its way. Gives what stands against
    it, and then everything is undone."""
    if run.state is not RunState.PLANNED:
        return ()
    there = [stop for stop in stops if stop.id not in booking]
    all_stops = [*there, *booking.values()]
    reasons = reasons_against_release(run, all_stops, today=change.at.today)
    if not without_stock:
        said = missing_at_booking(booking.values())
        reasons += tuple(reason for reason in missing_at_release(all_stops) if reason not in said)
    if not reasons:
        ids = [stop.id for stop in there]
        visit_actions.move_visits(ids, expected=[VisitState.PLANNED], path=[VisitState.RELEASED])
        visit_actions.move_runs([run.id], expected=[RunState.PLANNED], path=[RunState.RELEASED])
        change.touched("run", run.id)
        for stop in there:
            change.touched("visit", stop.id, stop.person_id)
    return reasons
