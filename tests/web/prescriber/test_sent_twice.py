"""An order that is sent twice by the same button is one order, and both times the page that follows is the order's."""

import pytest

from handrail.orders.models import Order
from handrail.simulation.set_up import County
from tests.ordering import seen_by, someone
from tests.web.pages import signed_in
from tests.web.prescriber.test_draft_meanwhile import drafted
from tests.web.prescriber.test_seen_order import hidden

pytestmark = pytest.mark.django_db


def test_an_order_sent_twice_by_one_button_leads_to_the_order_both_times(county: County) -> None:
    nurse, path = drafted(county, someone(county))
    sent = hidden(nurse.get(f"{path}review/").content.decode())
    first, second = (nurse.post(f"{path}review/", sent) for _ in range(2))
    assert first.status_code == 302
    assert (second.status_code, second.get("Location")) == (302, first["Location"])
    with seen_by(county, "nurse"):
        assert Order.objects.count() == 1


def test_whoever_goes_back_to_a_draft_that_was_sent_is_led_to_the_order(county: County) -> None:
    nurse, path = drafted(county, someone(county))
    sent = hidden(nurse.get(f"{path}review/").content.decode())
    order = nurse.post(f"{path}review/", sent)["Location"]
    for key in ("another", "", "\x00"):
        assert nurse.post(f"{path}review/", {**sent, "idempotency_key": key})["Location"] == order
    for back in (path, f"{path}review/"):
        answer = nurse.get(back, follow=True)
        assert answer.redirect_chain == [(order, 302)]
        assert "This draft was sent. It is order" in answer.content.decode()
    assert nurse.post(path, {"do": "save"}, headers={"HX-Request": "true"}).status_code == 404
    assert signed_in(county, "therapist").post(f"{path}review/", sent).status_code == 404


def test_whoever_goes_back_to_a_draft_that_was_thrown_away_is_told_so(county: County) -> None:
    nurse, path = drafted(county, someone(county))
    sent = hidden(nurse.get(f"{path}drop/").content.decode())
    nurse.post(f"{path}drop/", sent)
    again = nurse.post(f"{path}drop/", sent, follow=True)
    for answer in (again, *(nurse.get(back, follow=True) for back in (path, f"{path}review/", f"{path}drop/"))):
        assert answer.status_code == 200
        assert "This draft was thrown away already" in answer.content.decode()
    therapist = signed_in(county, "therapist")
    assert [therapist.get(f"{path}{part}").status_code for part in ("", "drop/")] == [404, 404]


def test_a_draft_that_was_sent_is_not_thrown_away_any_more(county: County) -> None:
    nurse, path = drafted(county, someone(county))
    order = nurse.post(f"{path}review/", hidden(nurse.get(f"{path}review/").content.decode()))["Location"]
    assert nurse.get(f"{path}drop/")["Location"] == order
