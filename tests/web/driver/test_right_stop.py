"""Which stop a thing belongs to: after a change of an order, and where a crew comes to mend what is there already."""

import pytest
from django.urls import reverse

from handrail.loans.models import Loan
from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy, Repair
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import VisitTask
from handrail.visits.rules.asking import AskedFor
from tests.situations import call_as
from tests.stock_situations import goods
from tests.supplying import allocated
from tests.usecases.test_change_orders import amend, to
from tests.visiting import Stop, a_run, a_stop, asked, booked, load, on_loan, seen_by, visit_row
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def changed_stops(county: County) -> tuple[Stop, Stop]:
    """A bed that was changed for another one after it was set aside: the stop it left, and its new one."""
    old = a_stop(county, "BED-010", "TOI-030", loaded=False)
    line_id = old.order.lines[0].line_id
    goods(county, "BED-010")
    allocated(county, line_id)
    (new_visit,) = amend(county, old.order, changed={line_id: to("BED-020")}).visit_ids
    # The run is sent, so the change comes apart: on a run of its own.
    run_id = a_run(county, van="Van 2")
    booked(county, new_visit, run_id=run_id)
    numbers = tuple(load(county, run_id, line_id, "BED-020", 1))
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    return old, Stop(county, old.who, old.order, new_visit, run_id, numbers)


def test_a_cancelled_task_never_names_what_another_stop_brings(county: County) -> None:
    old, new = changed_stops(county)
    driver = signed_in(county, "driver")
    html = driver.get(reverse("driver:stop", args=[old.visit_id])).content.decode()
    assert "Do not hand it over" in html
    assert new.numbers[0] not in html
    assert f"Scan {new.numbers[0]}" in driver.get(reverse("driver:stop", args=[new.visit_id])).content.decode()


def test_what_belongs_to_another_stop_is_said_when_it_is_scanned(county: County) -> None:
    old, new = changed_stops(county)
    driver = signed_in(county, "driver")
    left = {"count_0": "0", "left_0": "out_of_time"}
    sent = report(old, *new.numbers, **left)
    asked_first = driver.post(record_url(old), sent)
    assert asked_first.status_code == 422
    number = visit_row(county, new.visit_id).number
    assert f"Not for this stop: visit {number} is to bring it" in asked_first.content.decode()
    done = driver.post(record_url(old), {**sent, "sure": "on"})
    assert done.status_code == 302, done.content.decode()
    with seen_by(county, "desk"):
        tasks = {(t.visit_id, t.product.code): t.outcome for t in VisitTask.objects.select_related("product")}
        assert not Discrepancy.objects.exists()
    # What was to be brought before the change was never brought.
    assert tasks[old.visit_id, "BED-010"] == "CANCELLED"
    assert "handed over at another stop" in driver.get(reverse("driver:stop", args=[new.visit_id])).content.decode()


def a_repair(county: County) -> tuple[Stop, str]:
    """A stop that mends what was delivered: the stop and the number of the thing."""
    stop, done = on_loan(county, "BED-010", "MAT-010")
    wanted = {"asked_for": AskedFor.REPAIR, "fault": "handset_fault", "speed_code": "repair_4h"}
    with seen_by(county, "desk"):
        asset = Loan.objects.select_related("asset").get(pk=done.loans[0].loan_id).asset
    assert asset is not None
    number = asset.number
    visit_id = asked(county, done.loans[0].loan_id, **wanted).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    return Stop(county, stop.who, stop.order, visit_id, run_id, stop.numbers), number


def test_scanning_what_is_mended_says_that_it_is_the_right_one(county: County) -> None:
    stop, number = a_repair(county)
    driver = signed_in(county, "driver")
    shown = driver.get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert "Fault: Handset does not work. Bring a spare handset" in shown
    undone = driver.post(record_url(stop), report(stop, number))
    html = undone.content.decode()
    assert "Handset replaced" in html
    assert "Pump swapped" not in html
    assert undone.status_code == 422
    assert f"{number}, seen to" in html
    assert "Left with the person" not in html
    assert "say what was done, or say why it was not done" in html
    done = driver.post(record_url(stop), report(stop, number, action_0="mended_in_home", minutes_0="20"))
    assert done.status_code == 302, done.content.decode()
    with seen_by(county, "desk"):
        assert Repair.objects.count() == 1
        assert not Discrepancy.objects.exists()


def test_scanning_something_else_of_theirs_at_a_repair_is_no_hand_over(county: County) -> None:
    stop, number = a_repair(county)
    other = next(one for one in stop.numbers if one != number)
    html = signed_in(county, "driver").post(record_url(stop), report(stop, other)).content.decode()
    assert "This is not what the visit is for" in html
    assert "Left with the person" not in html


def test_a_counted_thing_is_scanned_as_the_depot_scans_it(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    driver = signed_in(county, "driver")
    part = driver.post(record_url(stop), report(stop, "BDA-020 x 2"))
    assert part.status_code == 422
    assert "2 of 3 were handed over. Say why the rest was not" in part.content.decode()
    done = driver.post(record_url(stop), {**report(stop), "scanned": '["BDA-020 x 2"]', "left_0": "out_of_time"})
    assert done.status_code == 302, done.content.decode()
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=stop.visit_id)
        assert (task.outcome, task.quantity_done) == ("PART_DONE", 2)
        assert not Discrepancy.objects.exists()


def test_the_code_of_a_counted_thing_alone_means_all_of_it(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    done = signed_in(county, "driver").post(record_url(stop), report(stop, "BDA-020"))
    assert done.status_code == 302, done.content.decode()
    assert visit_row(county, stop.visit_id).state == "COMPLETED"
