"""Situations of supply: lines released, stock kept for them, a run to load. Made by walking the real use cases."""

from datetime import timedelta
from uuid import UUID

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.usecases.allocate_lines import Allocated, LineWanted, Wanted, allocate_lines
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.make_run import RunWanted, make_run
from handrail.visits.models import VisitTask
from handrail.visits.rules.booking import Booking
from tests.ordering import Someone, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import main_depot


def authorised(
    county: County, *wanted: tuple[str, int] | str, who: Someone | None = None, by: str = "therapist"
) -> tuple[UUID, ...]:
    """The lines of a new order for a person, released where a release was needed, by position."""
    done = placed(county, who or someone(county), *lines(*wanted), by=by)
    for release_id in done.release_ids:
        give_release(call_as(county.scopes["adviser"]), request=ReleaseYes((release_id,), "seen"))
    with reading(county.scopes["desk"]):
        rows = OrderLine.objects.filter(order_id=done.order_id).order_by("position")
        found = [(row.id, row.state) for row in rows]
    assert {state for _, state in found} == {"AUTHORISED"}
    return tuple(line_id for line_id, _ in found)


def allocated(county: County, *line_ids: UUID, by: str = "depot", **also: bool) -> Allocated:
    """Stock of the main depot is kept for these lines."""
    wanted = Wanted(tuple(LineWanted(line_id) for line_id in line_ids), main_depot(county), **also)
    return allocate_lines(call_as(county.scopes[by]), request=wanted)


def on_a_run(county: County, *line_ids: UUID, van: str = "Van 1") -> UUID:
    """A run of tomorrow, with the visits that bring these lines booked onto it."""
    desk = county.scopes["desk"]
    tomorrow = now() + timedelta(days=1)
    van_id = county.made.vans[van]
    run = make_run(
        call_as(desk),
        request=RunWanted(
            main_depot(county), van_id, tomorrow.date(), driver_id=county.users["driver"], with_both=True
        ),
    )
    with reading(desk):
        tasks = VisitTask.objects.filter(line_id__in=line_ids, outcome="OPEN").order_by("visit_id")
        visits = tuple(dict.fromkeys(tasks.values_list("visit_id", flat=True)))
    slots = tuple(Booking(visit_id, tomorrow, tomorrow + timedelta(hours=4)) for visit_id in visits)
    book_visits(call_as(desk), request=Bookings(slots, run.run_id))
    return run.run_id
