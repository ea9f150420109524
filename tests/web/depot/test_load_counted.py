"""Counted things are loaded as they are scanned everywhere else: with how many, and with a word where none is kept."""

import pytest
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from tests.stock_situations import goods
from tests.supplying import allocated
from tests.visiting import Stop, a_stop
from tests.web.depot.conftest import SignedIn

pytestmark = pytest.mark.django_db

SEAT = "BDA-020"


def scan(client: Client, stop: Stop, code: str) -> str:
    sent = {"idempotency_key": str(fresh_id()), "code": code}
    return client.post(reverse("depot:load", args=[stop.run_id]), sent).content.decode()


def test_a_count_is_read_at_the_van(signed_in: SignedIn, county: County) -> None:
    goods(county, SEAT, 5)
    stop = a_stop(county, (SEAT, 2), loaded=False, released=False)
    allocated(county, stop.order.lines[0].line_id)
    assert "Do not load" in scan(signed_in("depot"), stop, f"{SEAT} x 3")
    html = scan(signed_in("depot"), stop, f"{SEAT} x 2")
    assert "Right:" in html
    assert "Everything is on the van" in html


def test_what_is_on_the_list_and_not_reserved_is_said_so(signed_in: SignedIn, county: County) -> None:
    goods(county, SEAT, 5)
    stop = a_stop(county, (SEAT, 2), loaded=False, released=False)
    html = scan(signed_in("depot"), stop, SEAT)
    assert "is on this list, but nothing is reserved for it yet" in html
    assert "is not on this list" in scan(signed_in("depot"), stop, "BTH-010")
