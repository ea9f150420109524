"""Book visits: a slot for each, and in the same call a run and stop where one is named.
Refuses a slot that is over, a visit that is booked already (unless again), under way or over, another day or depot."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits import actions as visit_actions
from handrail.visits.queries.planning import bookings_locked, run_locked
from handrail.visits.rules.booking import Booking, booked, reasons_against_booking
from handrail.visits.states import VisitState


@dataclass(frozen=True, slots=True)
class Bookings:
    """The visits to book; `run_id` puts all of them on one run, in this order, after the stops that it has."""

    visits: tuple[Booking, ...]
    run_id: UUID | None = None
    reason: str = ""


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
    facts = bookings_locked(change.scope, [booking.visit_id for booking in request.visits])
    run = run_locked(change.scope, request.run_id) if request.run_id else None
    now = change.at.happened_at
    reasons = [
        reason
        for booking in request.visits
        for reason in reasons_against_booking(booking, facts[booking.visit_id], run, now=now)
    ]
    if reasons:
        raise Refused(reasons)
    first = run.last_stop + 1 if run else 0
    rows = [
        booked(booking, facts[booking.visit_id], run, first + at, now=now) for at, booking in enumerate(request.visits)
    ]
    visit_actions.book(rows, reason=request.reason)
    for row in rows:
        change.touched("visit", row.id, facts[row.id].person_id)
    return VisitsBooked(tuple(VisitBooked(row.id, facts[row.id].number, row.path[-1], row.stop) for row in rows))
