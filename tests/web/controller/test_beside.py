"""What is arranged beside a visit stands on every page that needs it: the desk's, the crew's, the depot's, the
prescriber's own; and each form says at its field what it does not take."""

from typing import Any

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.visits.models import AgreedDistance, JointVisit
from tests.api.api_calls import caller
from tests.ordering import lines, placed, someone
from tests.stock_situations import columns
from tests.visiting import Stop, a_stop
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
MATTRESS = "MAT-010"


def key() -> dict[str, str]:
    return {"idempotency_key": str(fresh_id())}


def text(county: County, who: str, name: str, *args: Any) -> str:
    return " ".join(signed_in(county, who).get(reverse(name, args=args)).content.decode().split())


def arranged(county: County, stop: Stop, by: str = "desk", **typed: str) -> Any:
    said = {"who": "user", "user_id": str(county.users["nurse"]), "meet_time": "12:30", **typed}
    url = reverse("controller:comes_along", args=[stop.visit_id])
    return signed_in(county, by).post(url, {**key(), **said}, follow=True)


def test_who_comes_along_is_said_wherever_somebody_needs_it(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    shown = " ".join(arranged(county, stop).content.decode().split())
    assert "Grace Adeyemi comes along. They are told of the time by e-mail." in shown
    assert "Meets the crew at 12:30pm. Not told of this time yet: they are told by e-mail" in shown
    meet = "Meet Grace Adeyemi at the door at 12:30pm"
    assert meet in text(county, "driver", "driver:run")
    assert meet in text(county, "driver", "driver:stop", stop.visit_id)
    assert f"Stop 1: {meet}" in text(county, "depot", "depot:run_list", stop.run_id)
    mine = text(county, "nurse", "prescriber:orders")
    assert "Visits to which you come along" in mine
    assert "at 12:30pm" in mine
    assert "Visits to which you come along" not in text(county, "therapist", "prescriber:orders")


def test_of_a_visit_without_a_time_it_is_said_that_it_is_not_booked(county: County) -> None:
    order = placed(county, someone(county), *lines(MATTRESS), by="nurse")
    shown = text(county, "desk", "controller:comes_along", order.visit_ids[0])
    assert "The visit is not booked yet." in shown
    assert "booked for" not in shown


def test_when_it_suits_them_is_read_where_the_visit_is_booked_and_by_the_api(county: County) -> None:
    order = placed(county, someone(county), *lines("BDA-020"), by="nurse", joint_suits="Mornings, half an hour")
    (visit_id,), suits = order.visit_ids, "It suits them: Mornings, half an hour"
    assert suits in text(county, "desk", "controller:book_visits", visit_id)
    assert suits in text(county, "desk", "controller:visit", visit_id)
    assert 'value="Mornings, half an hour"' in text(county, "nurse", "controller:comes_along", visit_id)
    assert "Comes along when it is brought" in text(county, "nurse", "prescriber:order", order.order_id)
    shown = caller(county, "nurse").get(f"/orders/{order.order_id}").body["order"]
    assert shown["joint_suits"] == "Mornings, half an hour"
    assert caller(county, "desk").get(f"/visits/{visit_id}").body["joint"]["suits"] == "Mornings, half an hour"


def test_the_crew_says_whether_they_came_and_for_how_long(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    assert "joint_came" not in text(county, "driver", "driver:complete_visit", stop.visit_id)
    arranged(county, stop)
    asks = text(county, "driver", "driver:complete_visit", stop.visit_id)
    assert "Did Grace Adeyemi come?" in asks
    assert "did you work together? (optional)" not in asks
    client, said = signed_in(county, "driver"), report(stop, *stop.numbers)
    assert "Say whether Grace Adeyemi came" in client.post(record_url(stop), said).content.decode()
    asked = client.post(record_url(stop), {**said, "joint_came": "yes"})
    assert "Enter the minutes, from 1 to 600" in asked.content.decode()
    done = client.post(record_url(stop), {**said, "joint_came": "yes", "joint_minutes": "45"})
    assert done.status_code == 302, done.content.decode()
    assert columns(county.scopes["desk"], JointVisit, "came", "minutes") == [(True, 45)]
    assert "Came, and worked with the crew for 45 minutes" in text(county, "desk", "controller:visit", stop.visit_id)
    mended = signed_in(county, "desk").post(
        reverse("controller:mend_came", args=[stop.visit_id]),
        {**key(), "came": "no", "minutes": "45", "why": "It was another nurse"}, follow=True,
    )  # fmt: skip
    assert "It is put right, and so is what it costs." in mended.content.decode()
    assert "Did not come. Put right: It was another nurse" in text(county, "desk", "controller:visit", stop.visit_id)


def test_each_form_says_at_its_field_what_it_does_not_take(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    for typed, said in (
        ({"meet_time": "9am"}, "Choose a time between the start and the end of the visit"),
        ({"user_id": ""}, "Choose a prescriber"),
        ({"who": "other", "name": "Sam", "phone": ""}, "Enter their number"),
        ({"who": ""}, "Say who comes along"),
    ):
        answer = arranged(county, stop, **typed)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not columns(county.scopes["desk"], JointVisit, "id")


def test_a_prescriber_comes_along_by_one_choice_and_stays_away_by_another(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    form = text(county, "nurse", "controller:comes_along", stop.visit_id)
    assert "I come along" in form
    assert 'name="user_id"' not in form
    arranged(county, stop, "nurse", meet_time="")
    assert "I do not come after all" in text(county, "nurse", "controller:comes_along", stop.visit_id)
    arranged(county, stop, "nurse", who="nobody")
    assert "Visits to which you come along" not in text(county, "nurse", "prescriber:orders")


def test_miles_are_agreed_and_taken_back_by_who_approves_orders(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    url = reverse("controller:miles", args=[stop.visit_id])
    client = signed_in(county, "senior")
    day = {"agreed_on_0": "2", "agreed_on_1": "3", "agreed_on_2": "2026", "agreed_on": "2026-03-02"}
    said = {"agreed_with": "Ian Farrow", "why": "Over the border", **day}
    assert client.post(url, {**key(), **said, "miles": "0"}).status_code == 422
    done = client.post(url, {**key(), **said, "miles": "12"}, follow=True).content.decode()
    assert "The miles are agreed." in done
    shown = text(county, "desk", "controller:visit", stop.visit_id)
    assert "12 miles" in shown
    assert "Over the border. Ruth Calder agreed it with Ian Farrow on" in shown
    assert "Agree miles" not in shown
    assert "12 miles are agreed." in client.get(url).content.decode()
    client.post(url, {**key(), "take_back": "yes", "why": "They go there anyway"})
    assert "Taken back" in text(county, "desk", "controller:visit", stop.visit_id)
    assert len(columns(county.scopes["desk"], AgreedDistance, "id", ended_at__isnull=False)) == 1
    assert signed_in(county, "desk").get(url).status_code in {403, 404}


def test_who_came_unannounced_is_added_on_the_page(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    assert signed_in(county, "driver").post(record_url(stop), report(stop, *stop.numbers)).status_code == 302
    assert "Somebody came along" in text(county, "desk", "controller:visit", stop.visit_id)
    url = reverse("controller:mend_came", args=[stop.visit_id])
    assert "Did they come?" not in text(county, "desk", "controller:mend_came", stop.visit_id)
    said = {**key(), "unannounced": "yes", "user_id": "", "name": "", "minutes": "30", "why": "The crew rang"}
    desk = signed_in(county, "desk")
    assert "Choose a prescriber, or give a name" in desk.post(url, said).content.decode()
    for _ in range(2):
        added = desk.post(url, {**said, "user_id": str(county.users["nurse"])}, follow=True)
        assert "worked with the crew for 30 minutes" in " ".join(added.content.decode().split())
    other = {**key(), "came": "other", "name": "Sam Okoro", "minutes": "30", "why": "It was Sam"}
    assert "Sam Okoro" in desk.post(url, other, follow=True).content.decode()
    body = {"came": True, "minutes": 20, "who": {"name": "Ida High"}, "why_wrong": "It was Ida"}
    assert caller(county, "desk").post(f"/visits/{stop.visit_id}/joint-visit/mend", body).status == 200
    assert "Ida High" in text(county, "desk", "controller:visit", stop.visit_id)
