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


def test_a_draft_that_is_gone_for_another_reason_is_not_found(county: County) -> None:
    nurse, path = drafted(county, someone(county))
    sent = hidden(nurse.get(f"{path}review/").content.decode())
    nurse.post(f"{path}review/", sent)
    for key in ("another", "", "\x00"):
        assert nurse.post(f"{path}review/", {**sent, "idempotency_key": key}).status_code == 404
    assert nurse.get(f"{path}review/").status_code == 404
    assert signed_in(county, "therapist").post(f"{path}review/", sent).status_code == 404
