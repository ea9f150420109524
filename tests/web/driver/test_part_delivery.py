"""A part of a count at the door: a reason is asked for, and the order's page tells what is where."""

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.usecases.unload_run import Unloading, unload_run
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import a_stop, visit_row
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_part_asks_why_and_the_order_tells_of_it(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    driver = signed_in(county, "driver")
    asked = driver.post(record_url(stop), report(stop, count_0="2"))
    assert asked.status_code == 422
    assert "2 of 3 were handed over. Say why the rest was not" in asked.content.decode()
    assert visit_row(county, stop.visit_id).state == "RELEASED"
    done = driver.post(record_url(stop), report(stop, count_0="2", left_0="out_of_time"))
    assert done.status_code == 302, done.content.decode()
    url = reverse("prescriber:order", args=[stop.order.order_id])
    nurse = signed_in(county, "nurse")
    html = nurse.get(url).content.decode()
    assert "2 of 3 handed over, 1 on the van" in html
    assert "Handed over in part" in html
    assert "2 handed over, 1 not" in html
    unload_run(call_as(county.scopes["depot"]), request=Unloading(stop.run_id, main_depot(county)))
    assert "2 of 3 handed over, 1 kept at the depot" in nurse.get(url).content.decode()


def test_all_of_a_count_asks_for_no_reason(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    done = signed_in(county, "driver").post(record_url(stop), report(stop, count_0="3"))
    assert done.status_code == 302
    assert visit_row(county, stop.visit_id).state == "COMPLETED"


def test_more_than_was_asked_for_is_asked_about_once(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 1))
    driver = signed_in(county, "driver")
    asked = driver.post(record_url(stop), report(stop, count_0="3"))
    assert "3 were handed over, and 1 asked for. Tick if it has happened already" in asked.content.decode()
    assert visit_row(county, stop.visit_id).state != "COMPLETED"
    assert driver.post(record_url(stop), report(stop, count_0="3", sure="yes")).status_code == 302
