"""What lies on a van belongs to the run that it was loaded for: lists, closing and unloading say the same of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.queries.depot import depot_runs, pick_list
from handrail.visits.queries.driver import my_stop, my_stops
from handrail.visits.queries.left_on_vans import left_on_vans
from handrail.visits.queries.on_van import left_on_van, not_going
from handrail.visits.queries.planning import count_on_van
from handrail.visits.queries.runs import run_row, runs_of, stops_of
from handrail.visits.queries.shortages import shortages
from handrail.visits.queries.unloading import at_doors
from handrail.visits.queries.visit import visit_seen
from handrail.visits.rules.booking import BookingReason
from handrail.web.driver.stop import stop_shortage
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import Stop, a_run, a_stop, booked, cancelled, load, on_loan

pytestmark = pytest.mark.django_db


def lying(county: County, stop: Stop) -> tuple[list[str], list[str], int]:
    """The numbers to unload with a run, those that do not go with it, and how many things hold up its closing."""
    scope = county.scopes["desk"]
    with reading(scope):
        there = left_on_van(scope, stop.run_id, lock=False)
        off = not_going(scope, [stop.run_id])
        return [row.number for row in there], [row.number for row in off], count_on_van(scope, stop.run_id)


def test_what_was_loaded_for_tomorrow_and_cancelled_is_taken_off_with_tomorrows_run(county: County) -> None:
    today, _ = on_loan(county, "BED-010")
    tomorrow = a_stop(county, "MAT-012", "MAT-010", days=1)
    cancelled(county, tomorrow.order.lines[0].line_id)
    assert lying(county, today) == ([], [], 0)
    numbers, off, count = lying(county, tomorrow)
    assert (sorted(numbers), off, count) == (sorted(tomorrow.numbers), [tomorrow.numbers[0]], 2)
    scope = county.scopes["depot"]
    with reading(scope):
        (left,) = left_on_vans(scope, today=now().date())
    assert (left.run_id, left.number) == (tomorrow.run_id, tomorrow.numbers[0])


def test_a_closed_run_offers_nothing_that_its_line_got_for_another_run(
    county: County, clock: time_machine.Traveller
) -> None:
    """The first thing failed at its door today; another is kept for the same line and loaded for tomorrow."""
    today = a_stop(county, "MAT-012")
    (again,) = fail_visit(
        call_as(county.scopes["driver"]), request=VisitFailure(today.visit_id, "item_not_on_van")
    ).follow_up_visit_ids
    depot = county.scopes["depot"]
    unload_run(call_as(depot), request=Unloading(today.run_id, main_depot(county), keep=False))
    clock.shift(timedelta(minutes=5))
    run_id = a_run(county, days=1)
    booked(county, again, run_id=run_id, days=1)
    (number,) = load(county, run_id, today.order.lines[0].line_id, "MAT-012", 1)
    tomorrow = Stop(county, today.who, today.order, again, run_id, (number,))
    assert lying(county, tomorrow) == ([number], [], 1)
    assert lying(county, today) == ([], [], 0)
    with reading(depot):
        assert at_doors(depot, today.run_id) == {}
    close_run(call_as(county.scopes["desk"]), request=CloseWanted(today.run_id))
    with pytest.raises(Refused) as refused:
        unload_run(call_as(depot), request=Unloading(today.run_id, main_depot(county)))
    assert [reason.code for reason in refused.value.reasons] == [StockReason.NOTHING_SCANNED]


def test_what_stays_on_one_van_while_its_visit_goes_with_another_is_taken_off_the_first(county: County) -> None:
    desk = county.scopes["desk"]
    first = a_stop(county, "MAT-012", released=False)
    second = a_stop(
        county, "MAT-010", van="Van 2", driver="driver2", who=someone(county, name="Bert Olley"), released=False
    )
    for moved in (RunStops(first.run_id, (), (first.visit_id,)), RunStops(second.run_id, (first.visit_id,))):
        plan_visits(call_as(county.scopes["desk"]), request=moved)
    assert lying(county, first) == ([first.numbers[0]], [first.numbers[0]], 1)
    assert lying(county, second) == ([second.numbers[0]], [], 1)
    depot = county.scopes["depot"]
    with reading(depot):
        assert [row.elsewhere for row in pick_list(depot, second.run_id) if row.visit_id == first.visit_id] == ["Van 1"]
    send = ReleaseWanted(second.run_id)
    with pytest.raises(Refused) as unsent:
        release_run(call_as(county.scopes["desk"]), request=send)
    # It is set aside, and lies on the other van: the page that sends the run says so beside its tick.
    (reason,) = unsent.value.reasons
    assert (reason.code, reason.field) == (BookingReason.ON_OTHER_VAN, "without_stock")
    assert str(dict(reason.params)["things"]).endswith(" (Van 1)")
    with reading(desk):
        short = shortages(desk, [first.visit_id, second.visit_id])
    assert {visit_id: one.elsewhere for visit_id, one in short.items()} == {
        first.visit_id: (dict(reason.params)["things"],)
    }
    with pytest.raises(Refused) as refused:
        load_run(call_as(depot), request=Loading(second.run_id, (ItemScan(first.numbers[0]),)))
    assert [reason.code for reason in refused.value.reasons] == [StockReason.LOADED_ELSEWHERE]
    release_run(call_as(county.scopes["desk"]), request=replace(send, without_stock=True))
    crew = county.scopes["driver2"]
    with reading(crew):
        found = my_stop(crew, first.visit_id, now().date())
        assert [row.missing for row in my_stops(crew, now().date()) if row.visit_id == first.visit_id] == [1]
    assert stop_shortage(found.tasks).elsewhere == (f"{found.tasks[0].product_name} (Van 1)",)
    with reading(county.scopes["desk"]):
        run, seen = run_row(desk, second.run_id), visit_seen(desk, first.visit_id, now().date())
        stops = {stop.visit_id: (stop.kg, stop.kg_to_come) for stop in stops_of(desk, second.run_id)}
    assert [task.elsewhere for task in seen.tasks] == ["Van 1"]
    (heavy, none), (none_here, stays) = stops[second.visit_id], stops[first.visit_id]
    assert (run.kg, run.kg_to_come) == (heavy, stays)
    assert not none_here + none
    assert heavy > 0 < stays


@pytest.mark.parametrize("days", [1, 3])
def test_a_crew_keeps_a_run_that_was_sent_until_it_is_closed_or_recorded(
    county: County, clock: time_machine.Traveller, days: int
) -> None:
    sent = a_stop(county, "MAT-012")
    planned = a_stop(county, "TOI-030", van="Van 2", who=someone(county, name="Bert Olley"), released=False)
    clock.shift(timedelta(days=days))
    crew, today = county.scopes["driver"], now().date()
    with reading(crew):
        assert [row.visit_id for row in my_stops(crew, today)] == [sent.visit_id]
        assert my_stop(crew, sent.visit_id, today).run_id == sent.run_id
        with pytest.raises(Refused):
            my_stop(crew, planned.visit_id, today)
        # The day's runs and the depot's name it; other days are not mixed in.
        assert [run.id for run in runs_of(crew, today, and_still_sent=True)] == [sent.run_id]
        assert runs_of(crew, today) == ()
        assert [run.run_id for run in depot_runs(crew, from_on=today, until_on=today)] == [sent.run_id]
    fail_visit(call_as(crew), request=VisitFailure(sent.visit_id, "no_answer"))
    with reading(crew):
        assert my_stops(crew, today) == ()
