"""Put booked visits on a run by hand, in an order, and take others off it; all stops are numbered from 1 on.
Refuses a visit without a slot, of another day or depot, under way, or named twice, and a run that is closed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._by_post import against_post
from handrail.usecases._divided import divide_off_runs
from handrail.visits import actions as visit_actions
from handrail.visits.queries.planning import bookings_locked, placed_stops, run_locked
from handrail.visits.rules.booking import (
    BookingFact,
    BookingReason,
    RunFact,
    left_sent_runs,
    planned,
    reasons_against_run,
    taken_off,
)
from handrail.visits.rules.stop_order import MOVABLE, named_first
from handrail.visits.states import VisitState


@dataclass(frozen=True, slots=True)
class RunStops:
    """Stops of a run in their order. Of those that are not named, what the crew has begun or done stays before these,
    and the others come after them as they were."""

    run_id: UUID
    stops: tuple[UUID, ...] = ()
    take_off: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPlanned:
    """How many stops were put on the run and taken off it."""

    run_id: UUID
    put_on: int
    taken_off: int


@use_case(Event.VISIT_PLANNED, needs=Permission.PLAN_VISITS)
def plan_visits(change: Change, *, request: RunStops) -> RunPlanned:
    """Plan a run by hand. Raises `Refused` with every reason."""
    named = (*request.stops, *request.take_off)
    there = placed_stops(change.scope, request.run_id)
    # In one go with those that are only numbered anew: visits are locked before runs, in the order of their keys.
    facts = bookings_locked(change.scope, {*named, *(stop.id for stop in there)})
    run = run_locked(change.scope, request.run_id)
    reasons = [
        Reason(BookingReason.NAMED_TWICE, "stops", (("number", facts[visit_id].number),))
        for visit_id, times in Counter(named).items()
        if times > 1
    ]
    reasons += [reason for visit_id in request.stops for reason in _against(facts[visit_id], run)]
    reasons += against_post(change, run, request.stops)
    off = [facts[visit_id] for visit_id in request.take_off]
    reasons += [_stuck(visit) for visit in off if visit.run_id != run.id or visit.state not in MOVABLE]
    if reasons:
        raise Refused(reasons)
    put_on = [row for at, visit_id in enumerate(request.stops, 1) if (row := planned(facts[visit_id], run, at))]
    moved = [*put_on, *(taken_off(visit) for visit in off if visit.state is not VisitState.BOOKED)]
    visit_actions.book(moved)
    divide_off_runs(change, left_sent_runs(moved, facts))
    renumbered = _number(change, run, request.stops, facts)
    for visit_id in dict.fromkeys((*named, *renumbered)):
        change.touched("visit", visit_id, facts[visit_id].person_id)
    change.touched("run", run.id)
    return RunPlanned(run.id, len(put_on), len(off))


def _number(change: Change, run: RunFact, stops: Sequence[UUID], facts: Mapping[UUID, BookingFact]) -> tuple[UUID, ...]:
    """Number all stops of the run; those that came to another place. Raises `Refused(STALE)` where another desk put a
    stop on it before the run was locked."""
    there = placed_stops(change.scope, run.id)
    if any(stop.id not in facts for stop in there):
        raise refuse(CallReason.STALE, "run_id")
    stood = {stop.id: stop.stop for stop in there}
    places = [(visit_id, at) for at, visit_id in enumerate(named_first(there, stops), 1) if stood[visit_id] != at]
    visit_actions.set_stops(places)
    return tuple(visit_id for visit_id, _ in places)


def _against(visit: BookingFact, run: RunFact) -> tuple[Reason, ...]:
    reasons = list(reasons_against_run(visit, run))
    number = (("number", visit.number),)
    if visit.state in {VisitState.UNBOOKED, VisitState.OFFERED} or visit.slot_from is None:
        reasons.append(Reason(BookingReason.NOT_BOOKED, "stops", number))
    elif visit.slot_from.astimezone(LONDON).date() != run.on:
        reasons.append(Reason(BookingReason.OTHER_DAY, "stops", number))
    if visit.state is VisitState.CANCELLED:
        reasons.append(Reason(BookingReason.VISIT_OVER, "stops", number))
    elif visit.state not in MOVABLE and visit.run_id != run.id and visit.slot_from is not None:
        reasons.append(_stuck(visit))
    return tuple(reasons)


def _stuck(visit: BookingFact) -> Reason:
    return Reason(BookingReason.VISIT_UNDER_WAY, "stops", (("number", visit.number),))
