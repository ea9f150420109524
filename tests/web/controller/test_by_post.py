"""The post on the pages of desk and depot: offered where things may go so, without a driver; and what came of it."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.visits.models import Run, Van
from handrail.visits.rules.by_post import PostReason
from tests.ordering import lines, placed, someone
from tests.posting import REACHER, post_run, sent, the_post
from tests.stock_situations import at_most, columns, goods, main_depot
from tests.supplying import allocated
from tests.usecases.measuring import measuring_asked
from tests.visiting import booked, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def errors_of(answer: Any) -> list[str]:
    """What the page says is wrong."""
    text = answer.content.decode()
    at = text.find("error-summary")
    return [words for one in re.findall(r">([^<>]+)<", text[at : at + 1_500]) if (words := one.strip())]


def keyed(**given: str) -> dict[str, str]:
    """A form as it is sent."""
    return {"idempotency_key": str(fresh_id()), **given}


def page(client: Client, name: str, *args: object, **asked: str) -> str:
    with at_most(20):
        answer = client.get(reverse(name, args=list(args)), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_post_is_offered_for_what_may_go_and_for_nothing_else(county: County) -> None:
    desk = signed_in(county, "desk")
    light, heavy = (
        placed(county, someone(county, name=name), *lines(code), by="nurse").visit_ids[0]
        for name, code in (("Ada Low", REACHER), ("Ida High", "BDA-020"))
    )
    assert "These can go by post: make a run of the post first" in page(desk, "controller:book_visits", light)
    post_run(county, the_post(county))
    shown = page(desk, "controller:book_visits", light)
    assert "These can go by post: choose a run of the post" in shown
    assert "By post, 0 stops" in shown
    assert "can go by post" not in page(desk, "controller:book_visits", heavy)


def test_a_visit_that_measures_is_booked_like_any_other_and_not_by_post(county: County) -> None:
    asked = measuring_asked(county, someone(county))
    run_id = post_run(county, the_post(county))
    shown = page(signed_in(county, "desk"), "controller:book_visits", asked.visit_id)
    assert "can go by post" not in shown
    with pytest.raises(Refused) as refused:
        booked(county, asked.visit_id, run_id=run_id)
    assert PostReason.NOT_ONLY_BROUGHT in {reason.code for reason in refused.value.reasons}


def test_its_run_is_made_without_a_driver_and_a_vans_is_not(county: County) -> None:
    post_id, desk = the_post(county), signed_in(county, "desk")
    form = {"shift": "day", "driver_id": "", "second_id": ""}
    wrong = desk.post(reverse("controller:runs"), keyed(**form, van_id=str(county.made.vans["Van 1"])))
    assert "Choose who drives" in wrong.content.decode()
    made = desk.post(reverse("controller:runs"), keyed(**form, van_id=str(post_id)))
    assert made.status_code == 302, errors_of(made)
    (run_id,) = columns(county.scopes["desk"], Run, "id")
    shown = page(desk, "controller:run", run_id)
    assert "Nobody goes along" in shown
    assert "It is ready to be sent" in shown
    assert reverse("controller:change_crew", args=[run_id]) not in shown
    depot = signed_in(county, "depot")
    assert "No driver yet" not in page(depot, "depot:pick")
    assert "No driver yet" not in page(depot, "depot:run_list", run_id)


def test_the_depot_hands_it_over_with_the_carriers_number(county: County) -> None:
    order = placed(county, someone(county), *lines(REACHER), by="nurse")
    run_id = post_run(county, the_post(county))
    booked(county, *order.visit_ids, run_id=run_id)
    goods(county, REACHER)
    allocated(county, order.lines[0].line_id)
    depot = signed_in(county, "depot")
    assert "The carrier&#39;s number of this parcel" in page(depot, "depot:load", run_id)
    given = {"code": REACHER, "carrier_reference": "GB 123 456"}
    wrong = depot.post(reverse("depot:load", args=[run_id]), keyed(**given | {"carrier_reference": "9" * 61}))
    assert "must be 60 characters or fewer. You typed 61" in wrong.content.decode()
    answer = depot.post(reverse("depot:load", args=[run_id]), keyed(**given))
    assert answer.status_code == 200
    assert visit_row(county, order.visit_ids[0]).parcel_reference == "GB 123 456"
    desk = page(signed_in(county, "desk"), "controller:visit", order.visit_ids[0])
    assert "GB 123 456" in desk
    assert "Nobody goes along: it is sent by post" in desk


def test_the_desk_records_on_which_day_it_came_and_who_says_so(county: County, clock: time_machine.Traveller) -> None:
    parcel = sent(county, REACHER)
    clock.move_to("2026-03-06T09:00:00Z")
    desk = signed_in(county, "desk")
    shown = page(desk, "controller:record_visit", parcel.visit_id)
    assert "Who says so?" in shown
    assert "the carrier&#39;s tracking" in shown
    assert "Who received it" not in shown
    assert "Parcel came back" in shown
    assert "Nobody answered" not in shown
    form = {
        "do": "record", "count_0": "1", "happened_on-day": "5", "happened_on-month": "3", "happened_on-year": "2026",
        "happened_time": "11:00", "why": "The carrier's tracking",
    }  # fmt: skip
    answer = desk.post(reverse("controller:record_visit", args=[parcel.visit_id]), keyed(**form))
    assert answer.status_code == 302, errors_of(answer)
    visit = visit_row(county, parcel.visit_id)
    assert visit.finished_at
    assert (visit.state, visit.finished_at.date().isoformat()) == ("COMPLETED", "2026-03-05")


def test_the_desk_records_that_it_was_lost(county: County) -> None:
    parcel = sent(county, REACHER)
    form = {
        "do": "record", "count_0": "0", "left_0": "parcel_lost", "happened_on-day": "3", "happened_on-month": "3",
        "happened_on-year": "2026", "happened_time": "10:00", "why": "The person told us",
    }  # fmt: skip
    answer = signed_in(county, "desk").post(reverse("controller:record_visit", args=[parcel.visit_id]), keyed(**form))
    assert answer.status_code == 302, errors_of(answer)
    visit = visit_row(county, parcel.visit_id)
    assert (visit.state, visit.fail_code, visit.next_step) == ("FAILED", "parcel_lost", "VISIT_AGAIN")


def test_what_was_lost_is_not_recorded_as_come_because_its_count_is_filled_in(county: County) -> None:
    parcel = sent(county, REACHER)
    desk = signed_in(county, "desk")
    form = {
        "do": "record", "count_0": "1", "left_0": "parcel_lost", "happened_on-day": "3", "happened_on-month": "3",
        "happened_on-year": "2026", "happened_time": "10:00", "why": "The person told us",
    }  # fmt: skip
    answer = desk.post(reverse("controller:record_visit", args=[parcel.visit_id]), keyed(**form))
    assert answer.status_code == 422
    assert "Reacher: 1 of 1 were handed over, and a reason why not is chosen" in answer.content.decode()
    assert visit_row(county, parcel.visit_id).finished_at is None


def test_the_next_parcel_does_not_get_the_number_of_the_one_that_is_done(county: County) -> None:
    run_id = post_run(county, the_post(county))
    first = placed(county, someone(county), *lines(REACHER, "TOI-050"), by="nurse")
    other = placed(county, someone(county, name="Ida High"), *lines("TOI-050"), by="nurse")
    booked(county, *first.visit_ids, *other.visit_ids, run_id=run_id)
    for code in (REACHER, "TOI-050", "TOI-050"):
        goods(county, code)
    allocated(county, *(line.line_id for order in (first, other) for line in order.lines))
    depot, kept = signed_in(county, "depot"), 'value="GB 123 456"'

    def loaded(code: str) -> str:
        given = keyed(code=code, carrier_reference="GB 123 456")
        return depot.post(reverse("depot:load", args=[run_id]), given).content.decode()

    assert kept in loaded(REACHER)
    assert kept in loaded("NOBODY-KNOWS-IT")
    assert kept not in loaded("TOI-050")


def test_its_pages_speak_of_no_driver_and_no_door_and_offer_nobody_who_comes_along(county: County) -> None:
    parcel = sent(county, REACHER)
    heavy = placed(county, someone(county, name="Ida High"), *lines("BDA-020"), by="nurse").visit_ids[0]
    light = placed(county, someone(county, name="Ada Low"), *lines(REACHER), by="nurse").visit_ids[0]
    booked(county, heavy)
    booked(county, light)
    desk, depot = signed_in(county, "desk"), signed_in(county, "depot")
    run = page(desk, "controller:run", parcel.run_id)
    visit = page(desk, "controller:visit", parcel.visit_id)
    shown = [run, visit, page(desk, "controller:runs"), page(depot, "depot:pick"), page(desk, "controller:visits")]
    order = signed_in(county, "nurse").get(reverse("prescriber:order", args=[parcel.order_id]))
    person = desk.get(reverse("person:person", args=[parcel.who.id]))
    shown += [order.content.decode(), person.content.decode()]
    for one in shown:
        assert ">Sent to the driver</strong>" not in one
        assert "Ready to be sent" in one
    assert not any(words in run for words in ("Time at doors", "Save the order", "Earlier", "Later", "1 person"))
    assert f"on_{light}" in run
    assert f"on_{heavy}" not in run
    assert "comes along" not in visit
    assert "Agree miles" not in page(signed_in(county, "senior"), "controller:visit", parcel.visit_id)


def test_the_depot_hands_it_to_the_carrier_and_takes_in_what_came_back(county: County) -> None:
    parcel, depot = sent(county, REACHER), signed_in(county, "depot")
    took = page(depot, "depot:load", parcel.run_id)
    back = page(depot, "depot:unload", parcel.run_id)
    assert "By post: hand to the carrier" in took
    assert "Parcel 1, visit" in back
    for one in (took, back, page(depot, "depot:run_list", parcel.run_id)):
        assert "the van" not in one.lower()


def test_an_administrator_adds_the_post_among_the_vans(county: County) -> None:
    admin, depot_id = signed_in(county, "admin"), str(main_depot(county))
    given = {
        "name": "By post",
        "registration": "Royal Mail",
        "depot_id": depot_id,
        "capacity_kg": "99",
        "by_post": "on",
    }
    assert admin.post(reverse("admin:van_new"), keyed(**given, capacity_l="99")).status_code == 302
    ((post_id, by_post),) = columns(county.scopes["desk"], Van, "id", "by_post", name="By post")
    assert by_post
    assert 'name="by_post"' not in page(admin, "admin:van", post_id)
    renamed = given | {"name": "Parcels", "by_post": ""}
    assert admin.post(reverse("admin:van", args=[post_id]), keyed(**renamed, capacity_l="99")).status_code == 302
    assert columns(county.scopes["desk"], Van, "by_post", id=post_id) == [True]
