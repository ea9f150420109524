"""The list of what waits for a price or a fund: what each row says, the pool's notice of it, its file."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.ledger.test_lines import end_rules
from tests.situations import call_as
from tests.stock_situations import at_most
from tests.usecases.terms import with_vat_before
from tests.visiting import Stop, a_stop, handed, received, recorded
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def unpaid(county: County) -> tuple[County, Stop]:
    """A delivery that no fund pays for."""
    stop = a_stop(county, "MAT-012")
    end_rules(call_as(county.scopes["admin"]))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    return county, stop


def words(client: Client, name: str, **asked: str) -> str:
    """The page in words, on one line."""
    answer = client.get(reverse(f"money:{name}"), asked)
    assert answer.status_code == 200
    html = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", html.replace("&#39;", "'")).split())


def test_what_waits_says_what_it_is_how_much_and_who_can_mend_it(unpaid: tuple[County, Stop]) -> None:
    county, stop = unpaid
    client = signed_in(county, "commissioner")
    with at_most(14):
        shown = words(client, "suspense", sort="-pence")
    for said in (
        "Delivery",
        "£24.50",
        f"Order {stop.order.number}",
        "3 Mar 2026",
        "The pool manager: add a rule under Who pays",
    ):
        assert said in shown, said
    assert words(client, "suspense", waits_for="PRICE").count("Nothing waits") == 1
    file = b"".join(client.get(reverse("money:suspense"), {"format": "csv"})).decode()
    assert f"24.50,Order {stop.order.number}," in file


def test_a_contract_with_vat_says_that_what_waits_has_none_yet(unpaid: tuple[County, Stop]) -> None:
    county, _ = unpaid
    assert "No VAT is in these amounts" not in words(signed_in(county, "money"), "suspense")
    with_vat_before(county)
    assert "No VAT is in these amounts" in words(signed_in(county, "money"), "suspense")


def test_the_pool_tells_that_something_waits_and_leads_there(unpaid: tuple[County, Stop]) -> None:
    county, _ = unpaid
    assert "2 wait for a price or a fund Without a fund: 2," in words(signed_in(county, "money"), "pool")
    # The pool manager sees the numbers of orders, but no order: there is no link.
    assert "/orders/" not in signed_in(county, "money").get(reverse("money:suspense")).content.decode()


def test_where_nothing_waits_the_page_says_so(county: County) -> None:
    assert "Nothing waits" in words(signed_in(county, "money"), "suspense")
    assert "wait for a price or a fund Without" not in words(signed_in(county, "money"), "pool")
