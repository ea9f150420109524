"""What a crew is to do stands first, the heaviest first and with its weight; nothing undone is taken for done."""

import re

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.visiting import a_stop
from tests.web.driver.test_driver_pages import record_url
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_bed_stands_before_its_mattress_with_its_weight_above_the_rest(county: County) -> None:
    stop = a_stop(county, "MAT-010", "BED-010")
    html = signed_in(county, "driver").get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    tasks = html.split("What to do</h2>")[1].split("</ul>")[0]
    assert tasks.index("Profiling bed") < tasks.lower().index("mattress")
    assert re.search(r"Scan A\d+\. \d+(\.\d+)? kg", tasks)
    # On a phone the buttons would push it below the first screen.
    assert html.index("What to do</h2>") < html.index("Open the map") < html.index("Before you knock</h2>")


def test_what_was_not_scanned_is_not_taken_for_done(county: County) -> None:
    html = signed_in(county, "driver").get(record_url(a_stop(county, "BED-010"))).content.decode()
    chosen = html.split('name="left_0"')[1].split("</select>")[0]
    assert "Scan it, or choose why not" in chosen
    assert "It was done" not in chosen


def test_who_was_let_in_is_offered_no_reason_from_before_the_door(county: County) -> None:
    stop = a_stop(county, "BED-010")
    driver = signed_in(county, "driver")
    inside = driver.get(record_url(stop)).content.decode()
    outside = driver.get(reverse("driver:fail_visit", args=[stop.visit_id])).content.decode()
    for reason in ("Crew member absent", "Van off the road", "No way in to the building"):
        assert reason not in inside
        assert reason in outside
