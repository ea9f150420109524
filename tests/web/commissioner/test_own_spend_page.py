"""A new scenario begins with our own spend by one click, and says where each number comes from."""

import pytest
import time_machine
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.stock_situations import at_most
from tests.usecases.correcting import lent_and_back, stands
from tests.web.money.test_pool_pages import words_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
NEW = reverse("commissioner:scenario_new")


def test_our_own_spend_fills_the_boxes_and_each_number_says_where_it_comes_from(
    county: County, clock: time_machine.Traveller
) -> None:
    lent_and_back(county)
    spent = stands(county)
    clock.move_to("2026-04-09T09:00:00Z")
    client = signed_in(county, "commissioner")
    assert f"{NEW}?from=ledger" in client.get(reverse("commissioner:scenarios")).content.decode()
    with at_most(12):
        answer = client.get(NEW, {"from": "ledger"})
    shown, page = words_of(answer), answer.content.decode()
    gross = spent["pool", "EQUIPMENT"] + spent["pool", "ACTIVITY"]
    for name, value in (
        ("y0-gross_spend", f"{gross / 100:,.2f}"), ("reuse_rate", "100"), ("credit_rate", "85"),
        ("equipment_share", f"{spent['pool', 'EQUIPMENT'] / gross:.2%}".rstrip("%")), ("old_credit_rate", "85"),
        ("y0-label", "2027/28"),
    ):  # fmt: skip
        assert f'name="{name}"' in page
        assert f'value="{value}"' in page, (name, value)
    assert "From the ledger, 1 Apr 2025 to 31 Mar 2026" in shown
    assert "£590.75 was credited for what had cost £695.00" in shown
    # One quarter is no year, and nobody is left to take it for one.
    quiet = "April to June 2025, July to September 2025, October to December 2025"
    assert f"Nothing was spent in these quarters: {quiet}. So this is less than a whole year." in shown
    assert f"{reverse('spending:spending')}?period=2025-04&amp;money=gross" in page


def test_where_nothing_was_spent_it_says_so(county: County) -> None:
    shown = words_of(signed_in(county, "commissioner").get(NEW, {"from": "ledger"}))
    assert "Nothing was spent from 1 Jan 2025 to 31 Dec 2025, so there is nothing to begin with." in shown
