"""What a satellite store gave something out for, and why a replacement came, are told in words."""

import pytest
from django.urls import reverse

from handrail.orders.models import Order
from handrail.simulation.set_up import County
from handrail.stock.plans import ItemScan
from tests.ordering import someone
from tests.stock_situations import columns
from tests.usecases.test_already_taken import set_apart
from tests.usecases.test_satellite import issued
from tests.web.person.conftest import As

pytestmark = pytest.mark.django_db


def test_an_issue_and_its_swap_are_told_in_words(signed_in: As, county: County) -> None:
    who = someone(county)
    done = issued(county, who, ItemScan(set_apart(county)), taken=True)
    client = signed_in("ward")
    page = client.get(reverse("person:person", args=[who.id])).content.decode()
    assert "Go home today" in page
    assert "Swap now" in page
    assert "SWAP_NOW" not in page
    order = client.get(reverse("prescriber:order", args=[done.order_id])).content.decode()
    assert "Go home today" in order
    assert len(columns(county.scopes["desk"], Order, "id")) == 2
