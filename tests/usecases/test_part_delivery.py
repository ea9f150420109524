"""Some of a count are handed over: what the line, the stock, the next visit and the loans say at each moment."""

from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import Allocation, OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import StockCell
from handrail.stock.plans import ItemScan
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.complete_visit import VisitRecorded
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver, LeftUndone, TakenAway
from handrail.visits.states import VisitState
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.usecases.test_change_orders import amend, to
from tests.visiting import Stop, a_run, a_stop, booked, collection, recorded, seen_by, visit_row

pytestmark = pytest.mark.django_db


def task_of(county: County, visit_id: UUID) -> VisitTask:
    with seen_by(county, "desk"):
        return VisitTask.objects.get(visit=visit_id)


def line_now(county: County) -> tuple[str, int]:
    ((state, done),) = columns(county.scopes["desk"], OrderLine, "state", "quantity_delivered")
    return state, done


def cells(county: County, stop: Stop) -> dict[str, int]:
    found = columns(county.scopes["desk"], StockCell, "condition", "quantity")
    return {condition: count for condition, count in found if count}


def part(
    county: County, stop: Stop, done: int, *, reason: str = "", outcome: Outcome = Outcome.NOT_DONE
) -> VisitRecorded:
    undone = (LeftUndone(task_of(county, stop.visit_id).id, outcome, reason),) if reason else ()
    handed_over = (HandedOver(line_id=stop.order.lines[0].line_id, quantity=done),)
    return recorded(county, stop.visit_id, handed_over=handed_over, undone=undone)


def rest_on_run(county: County, visit_id: UUID, van: str) -> UUID:
    run_id = a_run(county, van=van)
    booked(county, visit_id, run_id=run_id)
    return run_id


def test_the_reason_for_the_rest_stands_beside_what_was_done(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    done = part(county, stop, 2, reason="out_of_time")
    task = task_of(county, stop.visit_id)
    assert (task.outcome, task.quantity_done, task.reason) == ("PART_DONE", 2, "out_of_time")
    assert line_now(county) == ("LOADED", 2)
    assert len(done.follow_up_visit_ids) == 1
    assert task_of(county, done.follow_up_visit_ids[0]).quantity == 1
    assert cells(county, stop) == {"LOADED": 1, "ON_LOAN": 2}


def test_a_refused_rest_waits_for_the_prescriber(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    part(county, stop, 2, reason="person_refused", outcome=Outcome.REFUSED)
    visit = visit_row(county, stop.visit_id)
    assert (visit.state, visit.next_step_owner, visit.next_step_done_at) == ("PART_COMPLETED", "PRESCRIBER", None)
    task = task_of(county, stop.visit_id)
    assert (task.outcome, task.quantity_done) == ("PART_DONE", 2)


def test_the_rest_is_kept_loaded_again_and_delivered(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    done = part(county, stop, 2, reason="out_of_time")
    (again,) = done.follow_up_visit_ids
    depot = county.scopes["depot"]
    unload_run(call_as(depot), request=Unloading(stop.run_id, main_depot(county)))
    assert line_now(county) == ("ALLOCATED", 2)
    run_id = rest_on_run(county, again, "Van 2")
    load_run(call_as(depot), request=Loading(run_id, (ItemScan("BDA-020", 1),)))
    last = recorded(county, again, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=1),))
    assert last.state is VisitState.COMPLETED
    assert line_now(county)[0] == "DELIVERED"
    assert cells(county, stop) == {"ON_LOAN": 3}
    assert sorted(columns(county.scopes["desk"], Loan, "quantity")) == [1, 2]
    assert columns(county.scopes["desk"], Allocation, "id", ended_at=None) == []


def test_a_rest_that_went_back_on_the_shelf_is_kept_anew_and_no_more_than_it(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    part(county, stop, 2, reason="out_of_time")
    depot = county.scopes["depot"]
    unload_run(call_as(depot), request=Unloading(stop.run_id, main_depot(county), keep=False))
    assert line_now(county) == ("AUTHORISED", 2)
    assert cells(county, stop) == {"READY": 1, "ON_LOAN": 2}
    kept = allocate_lines(
        call_as(depot), request=Wanted((LineWanted(stop.order.lines[0].line_id),), main_depot(county))
    )
    assert [item.quantity for item in kept.kept[0].items] == [1]


def test_one_line_named_twice_in_a_report_is_counted_together(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    one = HandedOver(line_id=stop.order.lines[0].line_id, quantity=1)
    recorded(county, stop.visit_id, handed_over=(one, one))
    assert line_now(county) == ("LOADED", 2)
    assert columns(county.scopes["desk"], Allocation, "quantity", ended_at=None) == [1]


def test_all_of_a_line_named_in_two_rows_is_delivered(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    line_id = stop.order.lines[0].line_id
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=line_id), HandedOver(line_id=line_id, quantity=2)))
    assert line_now(county)[0] == "DELIVERED"
    assert columns(county.scopes["desk"], Allocation, "quantity", ended_at=None) == []


def test_the_rest_of_a_collection_that_is_still_needed_stays_on_loan(county: County) -> None:
    _stop, (loan,), visit_id = collection(county, ("BDA-020", 3))
    task = task_of(county, visit_id)
    done = recorded(
        county,
        visit_id,
        taken_away=(TakenAway(loan_id=loan, quantity=2),),
        undone=(LeftUndone(task.id, Outcome.STILL_NEEDED, "still_in_use"),),
    )
    assert done.state is VisitState.COMPLETED
    assert columns(county.scopes["desk"], Loan, "state", "quantity_back") == [("ACTIVE", 2)]


def test_no_more_than_the_rest_goes_onto_the_van(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    done = part(county, stop, 2)
    (again,) = done.follow_up_visit_ids
    depot = county.scopes["depot"]
    unload_run(call_as(depot), request=Unloading(stop.run_id, main_depot(county)))
    run_id = rest_on_run(county, again, "Van 2")
    with pytest.raises(Refused):
        load_run(call_as(depot), request=Loading(run_id, (ItemScan("BDA-020", 3),)))


@pytest.mark.parametrize(
    ("asked", "left", "line"),
    [
        (2, 1, ("AUTHORISED", 1)),
        (2, 2, ("DELIVERED", 0)),
        (2, 3, ("DELIVERED", 0)),
        (5, 2, ("AUTHORISED", 2)),
        (5, 3, ("AUTHORISED", 3)),
        (5, 5, ("DELIVERED", 0)),
    ],
)
def test_what_a_crew_leaves_after_the_count_was_changed_is_held_against_the_order(
    county: County, asked: int, left: int, line: tuple[str, int]
) -> None:
    stop = a_stop(county, ("BDA-020", 3), loaded=False)
    goods(county, "BDA-020", 8)
    line_id = stop.order.lines[0].line_id
    amend(county, stop.order, changed={line_id: to("BDA-020", asked)})
    assert visit_row(county, stop.visit_id).state == "CANCELLED"
    done = recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=line_id, quantity=left),))
    assert line_now(county) == line
    assert done.follow_up_visit_ids == ()  # the visit of the change brings the rest, if there is one
    still = columns(county.scopes["desk"], VisitTask, "quantity", outcome="OPEN")
    assert still == ([] if line[0] == "DELIVERED" else [asked])
    assert columns(county.scopes["desk"], Loan, "quantity") == [left]
    assert not broken_in(county.scopes["desk"])
