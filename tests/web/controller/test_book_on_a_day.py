"""Runs of the day that is wanted are offered first, those of other days say so, and a mismatch is said at the run."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.release_run import ReleaseWanted, release_run
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import a_run, booked, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_runs_of_the_day_of_the_slot_come_first(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-010"))
    tomorrow, later = a_run(county, days=1), a_run(county, van="Van 2", driver="driver2", days=2)
    url = reverse("controller:book_visits", args=order.visit_ids)
    client = signed_in(county, "desk")
    assert "Another day" not in client.get(url).content.decode()
    booked(county, *order.visit_ids, days=2)
    html = client.get(url).content.decode()
    assert html.index(str(later)) < html.index(str(tomorrow))
    assert "Another day: Wednesday 4 March 2026" in html
    assert "Another day: Thursday 5 March 2026" not in html


def test_a_run_of_another_day_is_said_at_the_run_and_nothing_is_lost(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-010"))
    tomorrow, later = a_run(county, days=1), a_run(county, van="Van 2", driver="driver2", days=2)
    slot = "2026-03-04T12:00:00+00:00/2026-03-04T16:00:00+00:00"
    sent = {"idempotency_key": str(fresh_id()), "slot": slot, "run_id": str(later), "told": "on"}
    answer = signed_in(county, "desk").post(reverse("controller:book_visits", args=order.visit_ids), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This run goes on Thursday 5 March 2026. Choose a run of Wednesday 4 March 2026" in html
    assert f'value="{slot}" selected' in html
    assert html.index(str(tomorrow)) < html.index(str(later))
    assert visit_row(county, order.visit_ids[0]).state == "UNBOOKED"


def test_a_time_that_has_begun_says_so_and_the_number_can_be_rung(county: County) -> None:
    order = placed(county, someone(county, mobile="+447700900123"), *lines("MAT-010"))
    url = reverse("controller:book_visits", args=order.visit_ids)
    with time_machine.travel(datetime(2026, 3, 4, 10, 52, tzinfo=UTC), tick=False):
        html = signed_in(county, "desk").get(url).content.decode()
    assert "Wednesday 4 March 2026, 8am to midday (has begun)" in html
    assert "Thursday 5 March 2026, 8am to midday<" in html
    assert 'href="tel:+447700900123"' in html


def test_the_day_that_was_asked_for_is_offered(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-010", speed="deliver_chosen_date", chosen_on=date(2026, 3, 9)))
    later, asked = a_run(county, days=2), a_run(county, van="Van 2", driver="driver2", days=6)
    html = signed_in(county, "desk").get(reverse("controller:book_visits", args=order.visit_ids)).content.decode()
    assert "Asked for Monday 9 March 2026" in html
    assert html.index(str(asked)) < html.index(str(later))
    assert 'value="2026-03-09T08:00:00+00:00/2026-03-09T12:00:00+00:00" selected' in html


def test_a_visit_for_two_warns_on_a_run_of_one_and_is_refused_once_it_is_sent(county: County) -> None:
    first, second = (placed(county, someone(county, name=name), *lines("BED-010")) for name in ("Ann Wood", "Bo Rix"))
    light = placed(county, someone(county), *lines("TOI-030"))
    desk = call_as(county.scopes["desk"])
    wanted = RunWanted(
        main_depot(county), county.made.vans["Van 1"], date(2026, 3, 4), driver_id=county.users["driver"]
    )
    run_id = make_run(desk, request=wanted).run_id
    client = signed_in(county, "desk")
    url = reverse("controller:book_visits", args=first.visit_ids)
    assert "One person, two are needed" in client.get(url).content.decode()
    slot = "2026-03-04T12:00:00+00:00/2026-03-04T16:00:00+00:00"
    sent = {"slot": slot, "run_id": str(run_id)}
    done = client.post(url, {"idempotency_key": str(fresh_id()), **sent}, follow=True).content.decode()
    number = visit_row(county, first.visit_ids[0]).number
    assert f"Two people are needed for visit {number}, and Van 1 has a crew of one: add the second." in done
    booked(county, *first.visit_ids, days=1, again=True)
    booked(county, *light.visit_ids, run_id=run_id, days=1)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id, without_stock=True))
    url = reverse("controller:book_visits", args=second.visit_ids)
    answer = client.post(url, {"idempotency_key": str(fresh_id()), **sent})
    number = visit_row(county, second.visit_ids[0]).number
    assert answer.status_code == 422
    assert f"Visit {number} needs two people, and the crew is one" in answer.content.decode()


def test_a_visit_to_the_same_door_is_named_so_that_one_call_does_for_both(county: County) -> None:
    who = someone(county)
    first = placed(county, who, *lines("MAT-010"))
    run_id = a_run(county, days=1)
    booked(county, *first.visit_ids, days=1, run_id=run_id)
    second = placed(county, who, *lines("TOI-030"))
    elsewhere = placed(county, someone(county, name="Olive Branch"), *lines("TOI-030"))
    desk, told = signed_in(county, "desk"), "One call would do for both"
    html = desk.get(reverse("controller:book_visits", args=second.visit_ids)).content.decode()
    assert told in html
    number = visit_row(county, first.visit_ids[0]).number
    assert f"Visit {number} goes there on " in html
    assert "with Van 1" in html
    for other in (elsewhere.visit_ids, first.visit_ids):
        assert told not in desk.get(reverse("controller:book_visits", args=other)).content.decode()
