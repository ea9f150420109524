"""Booking visits onto a run and sending it to its driver in one call."""

import pytest

from handrail.core.models import Audit, AuditSubject
from handrail.core.refusal import Refused
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.make_run import RunWanted, make_run
from handrail.visits.models import Run
from handrail.visits.rules.booking import Booking
from tests.ordering import codes, lines, placed, someone
from tests.situations import call_as, northdown
from tests.stock_situations import main_depot
from tests.visiting import a_run, booked, seen_by, slot, visit_row

pytestmark = pytest.mark.django_db


def test_booking_sends_the_run_with_the_stops_that_it_has() -> None:
    county = northdown()
    first, second = (placed(county, someone(county, name=name), *lines("TOI-030")) for name in ("Ann Wood", "Bo Rix"))
    run_id = a_run(county)
    booked(county, *first.visit_ids, run_id=run_id)
    begins, ends = slot()
    wanted = Bookings((Booking(second.visit_ids[0], begins, ends),), run_id, release=True)
    done = book_visits(call_as(county.scopes["desk"]), request=wanted)
    assert [(visit.state.value, visit.stop) for visit in done.visits] == [("RELEASED", 2)]
    assert visit_row(county, first.visit_ids[0]).state == "RELEASED"
    with seen_by(county, "desk"):
        assert Run.objects.get(pk=run_id).state == "RELEASED"
        sent = Audit.objects.filter(event="VISIT_BOOKED").latest("id")
        named = set(AuditSubject.objects.filter(audit=sent).values_list("subject", flat=True))
    # The stop that goes along is named too.
    assert {f"visit:{order.visit_ids[0]}" for order in (first, second)} <= named
    third = placed(county, someone(county, name="Cy Peck"), *lines("TOI-030"))
    again = Bookings((Booking(third.visit_ids[0], begins, ends),), run_id, release=True)
    assert book_visits(call_as(county.scopes["desk"]), request=again).visits[0].state.value == "RELEASED"


def test_a_run_without_a_driver_is_not_sent_and_nothing_is_booked() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("TOI-030"))
    begins, ends = slot()
    wanted = RunWanted(main_depot(county), county.made.vans["Van 1"], begins.date())
    run_id = make_run(call_as(county.scopes["desk"]), request=wanted).run_id
    asked = Bookings((Booking(order.visit_ids[0], begins, ends),), run_id, release=True)
    with pytest.raises(Refused) as refused:
        book_visits(call_as(county.scopes["desk"]), request=asked)
    assert codes(refused.value) == {"RUN_HAS_NO_DRIVER"}
    assert visit_row(county, order.visit_ids[0]).state == "UNBOOKED"
