"""What changes while a phone lies open: the page says so by itself, and a step on a stale page says what to do."""

import pytest
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.models import Visit
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import a_stop, cancelled, seen_by
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import photo, signed_in

pytestmark = pytest.mark.django_db


def asks(client: Client, url: str) -> str:
    """What the open page asks every few seconds."""
    html = client.get(url).content.decode()
    return html.split('data-live="')[1].split('"')[0].replace("&amp;", "&")


@pytest.mark.parametrize("page", ["stop", "complete_visit", "run"])
def test_an_open_page_says_that_its_stop_was_cancelled(county: County, page: str) -> None:
    stop = a_stop(county, "BED-010")
    driver = signed_in(county, "driver")
    url = reverse(f"driver:{page}", args=[] if page == "run" else [stop.visit_id])
    asked = asks(driver, url)
    before = driver.get(asked)
    assert before.content.decode().strip() == ""
    assert driver.get(asked, headers={"If-None-Match": before["ETag"]}).status_code == 304
    cancelled(county, stop.order.lines[0].line_id)
    after = driver.get(asked, headers={"If-None-Match": before["ETag"]})
    said = "Your run has changed" if page == "run" else "This stop is cancelled now"
    assert said in after.content.decode()
    assert "Harker" not in after.content.decode()
    assert driver.get(asks(driver, url)).content.decode().strip() == ""


def test_another_crew_is_told_nothing_of_the_stop(county: County) -> None:
    stop = a_stop(county, "BED-010")
    asked = asks(signed_in(county, "driver"), reverse("driver:stop", args=[stop.visit_id]))
    said = signed_in(county, "driver2").get(asked).content.decode()
    assert "not on your run any more" in said
    assert "It is not yours to do now" in said, "whatever the reason, it is right"


@pytest.mark.parametrize("page", ["stop", "complete_visit", "fail_visit"])
def test_a_stop_that_was_taken_off_says_so_and_leads_to_the_run(county: County, page: str) -> None:
    stop = a_stop(county, "BED-010")
    plan_visits(call_as(county.scopes["desk"]), request=RunStops(stop.run_id, (), (stop.visit_id,)))
    answer = signed_in(county, "driver").get(reverse(f"driver:{page}", args=[stop.visit_id]))
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "This stop is not on your run any more" in html
    assert f'href="{reverse("driver:run")}">Show my run' in html
    assert "Harker" not in html


def test_what_was_written_about_a_stop_that_was_taken_off_is_shown_for_the_desk(county: County) -> None:
    """Given a report that is filled in, when the stop is taken off the run before it is sent, then nothing is recorded
    and the page gives all of it back, with whom to ring."""
    stop = a_stop(county, "BED-010")
    driver = signed_in(county, "driver")
    plan_visits(call_as(county.scopes["desk"]), request=RunStops(stop.run_id, (), (stop.visit_id,)))
    wrote = {"received_by": "Joan Harker", "demonstrated": "NOT_NEEDED", "count_1": "3", "left_0": "no_answer"}
    sent = {**report(stop, *stop.numbers), **wrote, "note": "By the window\nof the back room"}
    whose = {"stop": "Ivy Harker, visit 801150", "what_0": "Profiling bed", "photo": photo()}
    html = driver.post(record_url(stop), {**sent, **whose}).content.decode()
    assert "Nothing was recorded." in html
    assert "ring the service desk on 01" in html
    assert 'href="tel:01' in html
    for said in ("For: Ivy Harker, visit 801150", "Who received it: Joan Harker", "Shown how to use it: not needed"):
        assert said in html
    assert "Thing 2, how many: 3" in html
    assert "Photo: door.jpg. Keep it on the phone" in html
    assert stop.numbers[0] in html
    assert "of the back room" in html
    assert "Profiling bed, why it was not done: Nobody answered" in html


def test_setting_off_to_a_cancelled_stop_says_what_to_do(county: County) -> None:
    stop = a_stop(county, "BED-010")
    cancelled(county, stop.order.lines[0].line_id)
    sent = {"idempotency_key": str(fresh_id()), "step": "EN_ROUTE"}
    url = reverse("driver:start_visit", args=[stop.visit_id])
    html = signed_in(county, "driver").post(url, sent).content.decode()
    assert "was cancelled. Do not go there, and hand nothing over" in html


def test_a_cancelled_stop_asks_for_nothing_that_the_depot_has_taken_off(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    cancelled(county, stop.order.lines[0].line_id)
    driver = signed_in(county, "driver")
    for url in (reverse("driver:run"), reverse("driver:stop", args=[stop.visit_id])):
        assert "Bring back what is on the van for it" in driver.get(url).content.decode()
    unload_run(call_as(county.scopes["depot"]), request=Unloading(stop.run_id, main_depot(county)))
    for url in (reverse("driver:run"), reverse("driver:stop", args=[stop.visit_id])):
        html = driver.get(url).content.decode()
        assert "Nothing is on the van for it" in html
        assert "Bring back" not in html


def test_the_visit_that_follows_is_named(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    driver = signed_in(county, "driver")
    sent = report(stop, count_0="2", left_0="out_of_time")
    html = driver.post(record_url(stop), sent, follow=True).content.decode()
    with seen_by(county, "desk"):
        number = Visit.objects.get(state="UNBOOKED").number
    assert f"Another visit was asked for: visit {number}" in html
