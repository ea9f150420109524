"""Booking visits onto a run and sending it to its driver in one call."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from handrail.core.clock import now
from handrail.core.models import Audit, AuditSubject
from handrail.core.refusal import Refused
from handrail.simulation.northdown import SECOND_DEPOT
from handrail.simulation.set_up import County
from handrail.usecases.back_order_lines import BackOrder, back_order_lines
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.visits.codes import Outcome
from handrail.visits.models import Run, VisitTask
from handrail.visits.rules.booking import Booking, BookingReason
from handrail.visits.rules.report import LeftUndone
from tests.ordering import codes, lines, placed, someone
from tests.situations import call_as, northdown
from tests.stock_situations import main_depot
from tests.visiting import a_run, a_stop, booked, cancelled, recorded, seen_by, slot, visit_row

pytestmark = pytest.mark.django_db


def test_booking_sends_the_run_with_the_stops_that_it_has() -> None:
    county = northdown()
    first, second = (placed(county, someone(county, name=name), *lines("TOI-030")) for name in ("Ann Wood", "Bo Rix"))
    run_id = a_run(county)
    booked(county, *first.visit_ids, run_id=run_id)
    begins, ends = slot()
    wanted = Bookings((Booking(second.visit_ids[0], begins, ends),), run_id, release=True, without_stock=True)
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
    asked = Bookings((Booking(order.visit_ids[0], begins, ends),), run_id, release=True, without_stock=True)
    with pytest.raises(Refused) as refused:
        book_visits(call_as(county.scopes["desk"]), request=asked)
    assert codes(refused.value) == {"RUN_HAS_NO_DRIVER"}
    assert visit_row(county, order.visit_ids[0]).state == "UNBOOKED"


def test_what_is_not_in_stock_is_asked_about_when_it_is_booked_and_when_it_is_sent() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("BED-010", "MAT-010"))
    bed = order.lines[0].line_id
    request = BackOrder((bed,), "Two are expected on Friday")
    back_order_lines(call_as(county.scopes["depot"]), request=request)
    begins, ends = slot()
    run_id = a_run(county)
    booking = Booking(order.visit_ids[0], begins, ends)
    with pytest.raises(Refused) as refused:
        book_visits(call_as(county.scopes["desk"]), request=Bookings((booking,), run_id))
    assert codes(refused.value) == {"NOT_IN_STOCK"}
    assert "Profiling bed, standard" in str(refused.value.reasons[0].params)
    wanted = Bookings((booking,), run_id, without_stock=True)
    assert book_visits(call_as(county.scopes["desk"]), request=wanted).visits[0].state.value == "PLANNED"
    with pytest.raises(Refused) as kept_back:
        release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    assert codes(kept_back.value) == {"NOT_IN_STOCK", "NOTHING_KEPT"}
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id, without_stock=True))
    assert visit_row(county, order.visit_ids[0]).state == "RELEASED"


def test_a_run_with_everything_kept_is_sent_without_a_question() -> None:
    county = northdown()
    stop = a_stop(county, "BED-010", released=False)
    assert release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(stop.run_id)).stops == 1


def test_what_was_not_there_gets_its_own_visit_whatever_else_happened() -> None:
    county = northdown()
    stop = a_stop(county, "BED-010", "MAT-010", "BDA-010", loaded=False, by="therapist")
    with seen_by(county, "desk"):
        tasks = {task.line_id: task.id for task in VisitTask.objects.all()}
    bed, mattress, rails = (tasks[line.line_id] for line in stop.order.lines)
    done = recorded(
        county, stop.visit_id, by="desk",
        undone=(
            LeftUndone(rails, Outcome.NOT_DONE, "item_not_on_van"),
            LeftUndone(bed, Outcome.NOT_DONE, "room_not_cleared"),
            LeftUndone(mattress, Outcome.NOT_DONE, "item_not_on_van"),
        ),
    )  # fmt: skip
    # The reason that wants more than another visit decides the next step; what was only missing is brought again.
    assert (done.next_step, done.next_step_owner) == ("CALL_PERSON", "CONTROLLER")
    (again,) = done.follow_up_visit_ids
    with seen_by(county, "desk"):
        brought = set(VisitTask.objects.filter(visit_id=again).values_list("line_id", flat=True))
    assert brought == {stop.order.lines[1].line_id, stop.order.lines[2].line_id}
    assert visit_row(county, again).state == "UNBOOKED"


def test_a_visit_for_two_is_not_put_on_a_sent_run_of_one() -> None:
    county = northdown()
    run_id = run_of_one(county)
    first = placed(county, someone(county, name="Ann Wood"), *lines("TOI-030"))
    heavy = placed(county, someone(county, name="Bo Rix"), *lines("BED-010"))
    booked(county, *first.visit_ids, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id, without_stock=True))
    with pytest.raises(Refused) as refused:
        booked(county, *heavy.visit_ids, run_id=run_id)
    (reason,) = refused.value.reasons
    assert (reason.code.value, reason.field) == ("TWO_PEOPLE_NEEDED", "run_id")
    booked(county, *heavy.visit_ids)
    with pytest.raises(Refused, match="TWO_PEOPLE_NEEDED"):
        plan_visits(call_as(county.scopes["desk"]), request=RunStops(run_id, heavy.visit_ids))
    assert visit_row(county, heavy.visit_ids[0]).run_id is None


def test_some_of_the_stops_put_in_order_leave_each_its_own_place() -> None:
    county = northdown()
    run_id = a_run(county)
    orders = [
        placed(county, someone(county, name=name), *lines("TOI-030")) for name in ("Ann Wood", "Bo Rix", "Cy Peck")
    ]
    one, two, three = (order.visit_ids[0] for order in orders)
    booked(county, one, two, three, run_id=run_id)

    def stops() -> dict[UUID, int | None]:
        return {visit_id: visit_row(county, visit_id).stop for visit_id in (one, two, three)}

    plan_visits(call_as(county.scopes["desk"]), request=RunStops(run_id, (three,)))
    assert stops() == {three: 1, one: 2, two: 3}
    with seen_by(county, "desk"):
        planned = Audit.objects.filter(event="VISIT_PLANNED").latest("id")
        named = set(
            AuditSubject.objects.filter(audit=planned, subject__startswith="visit").values_list("subject", flat=True)
        )
    assert named == {f"visit:{visit_id}" for visit_id in (one, two, three)}
    plan_visits(call_as(county.scopes["desk"]), request=RunStops(run_id, (), (one,)))
    assert stops() == {three: 1, two: 2, one: None}


def test_a_visit_for_two_may_wait_on_a_run_that_is_not_sent() -> None:
    county = northdown()
    heavy = placed(county, someone(county), *lines("BED-010"))
    assert booked(county, *heavy.visit_ids, run_id=run_of_one(county)).visits[0].state.value == "PLANNED"


def run_of_one(county: County) -> UUID:
    """A run of today with a driver alone."""
    begins, _ = slot()
    wanted = RunWanted(main_depot(county), county.made.vans["Van 1"], begins.date(), driver_id=county.users["driver"])
    return make_run(call_as(county.scopes["desk"]), request=wanted).run_id


def test_a_stop_that_was_cancelled_meanwhile_is_refused_and_not_a_fault() -> None:
    county = northdown()
    run_id = a_run(county)
    first, second = (placed(county, someone(county, name=name), *lines("TOI-030")) for name in ("Ann Wood", "Bo Rix"))
    booked(county, *first.visit_ids, *second.visit_ids, run_id=run_id)
    cancelled(county, second.lines[0].line_id)
    with pytest.raises(Refused) as refused:
        plan_visits(call_as(county.scopes["desk"]), request=RunStops(run_id, (*second.visit_ids, *first.visit_ids)))
    assert codes(refused.value) == {"VISIT_OVER"}


def refused_codes(work: Callable[[], Any]) -> set[str]:
    with pytest.raises(Refused) as refused:
        work()
    return codes(refused.value)


def test_what_is_booked_is_booked_anew_only_when_that_is_said() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("MAT-010"))
    booked(county, *order.visit_ids)
    assert refused_codes(lambda: booked(county, *order.visit_ids)) == {BookingReason.BOOKED_ALREADY}
    assert booked(county, *order.visit_ids, days=1, again=True).visits[0].state.value == "BOOKED"


def test_a_visit_goes_on_no_run_of_another_depot_or_day_and_not_without_a_slot() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("MAT-010"))
    desk, (visit_id,) = county.scopes["desk"], order.visit_ids
    wanted = RunWanted(county.made.depots[SECOND_DEPOT], county.made.vans["Van 5"], now().date())
    elsewhere = make_run(call_as(desk), request=wanted).run_id
    assert refused_codes(lambda: booked(county, visit_id, run_id=elsewhere)) == {BookingReason.OTHER_DEPOT}

    def put_on(run_id: UUID) -> None:
        plan_visits(call_as(desk), request=RunStops(run_id, (visit_id,)))

    run_id = a_run(county)
    assert refused_codes(lambda: put_on(run_id)) == {BookingReason.NOT_BOOKED}
    booked(county, visit_id, days=1)
    assert refused_codes(lambda: put_on(run_id)) == {BookingReason.OTHER_DAY}
    assert visit_row(county, visit_id).run_id is None


def test_nobody_moves_a_visit_to_which_its_crew_is_under_way() -> None:
    county = northdown()
    stop = a_stop(county, "MAT-010")
    driver, desk = county.scopes["driver"], county.scopes["desk"]

    def step(taken: Step) -> None:
        start_visit(call_as(driver), request=StepTaken(stop.visit_id, taken))

    assert refused_codes(lambda: step(Step.TURNED_BACK)) == {BookingReason.STEP_NOT_NOW}
    step(Step.EN_ROUTE)
    assert refused_codes(lambda: booked(county, stop.visit_id, again=True)) == {BookingReason.VISIT_UNDER_WAY}
    take_off = RunStops(stop.run_id, take_off=(stop.visit_id,))
    assert refused_codes(lambda: plan_visits(call_as(desk), request=take_off)) == {BookingReason.VISIT_UNDER_WAY}
    assert visit_row(county, stop.visit_id).state == "EN_ROUTE"


def test_nobody_sets_off_to_a_visit_that_was_cancelled_meanwhile() -> None:
    county = northdown()
    stop = a_stop(county, "MAT-010")
    cancelled(county, stop.order.lines[0].line_id)
    step = StepTaken(stop.visit_id, Step.EN_ROUTE)
    refused = refused_codes(lambda: start_visit(call_as(county.scopes["driver"]), request=step))
    assert refused == {BookingReason.VISIT_CANCELLED}


def test_an_empty_run_is_not_sent() -> None:
    county = northdown()
    wanted = ReleaseWanted(a_run(county))
    refused = refused_codes(lambda: release_run(call_as(county.scopes["desk"]), request=wanted))
    assert refused == {BookingReason.RUN_HAS_NO_STOPS}


def test_a_run_of_yesterday_is_not_sent(clock: time_machine.Traveller) -> None:
    county = northdown()
    stop = a_stop(county, "MAT-010", released=False)
    clock.shift(timedelta(days=1))
    refused = refused_codes(lambda: release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(stop.run_id)))
    assert refused == {BookingReason.DAY_IS_OVER}


def test_the_next_step_after_a_failed_visit_is_taken_once_with_a_word_and_for_something() -> None:
    county = northdown()
    stop = a_stop(county, "MAT-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))

    def take(taken: Taken, note: str = "") -> None:
        take_next_step(call_as(county.scopes["desk"]), request=NextStepWanted(stop.visit_id, taken, note))

    assert refused_codes(lambda: take(Taken.SETTLED, " ")) == {BookingReason.NOTE_NEEDED}
    cancelled(county, stop.order.lines[0].line_id)
    assert refused_codes(lambda: take(Taken.VISIT_AGAIN)) == {BookingReason.NOTHING_LEFT_TO_DO}
    take(Taken.SETTLED, "She has bought one")
    assert refused_codes(lambda: take(Taken.SETTLED, "Once more")) == {BookingReason.STEP_TAKEN_ALREADY}


@pytest.mark.parametrize("both", [True, False])
def test_a_stop_is_put_on_or_taken_off_and_named_once(*, both: bool) -> None:
    """Named in both, a visit was taken off and kept its place; named twice, it got either place."""
    county = northdown()
    order = placed(county, someone(county), *lines("MAT-010"))
    run_id = a_run(county)
    booked(county, *order.visit_ids, run_id=run_id)
    twice = RunStops(run_id, order.visit_ids, order.visit_ids) if both else RunStops(run_id, order.visit_ids * 2)
    with pytest.raises(Refused, match="VISIT_NAMED_TWICE"):
        plan_visits(call_as(county.scopes["desk"]), request=twice)
    assert visit_row(county, order.visit_ids[0]).run_id == run_id
