"""A visit that did not find a thing says that it came back since, and waits for nobody any more."""

import re

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import LeftUndone
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import collection, recorded, seen_by
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_what_was_not_found_and_came_back_is_looked_for_by_nobody(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=visit_id)
    recorded(county, visit_id, undone=(LeftUndone(task.pk, Outcome.MISSING, "item_not_found"),))
    client = signed_in(county, "desk")
    address = reverse("controller:visit", args=[visit_id])
    before = client.get(address).content.decode()
    assert "Next step: Look for the item" in before
    assert "Came back" not in before
    request = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    receive_returns(call_as(county.scopes["depot"]), request=request)
    after = client.get(address).content.decode()
    assert "Next step: Look for the item" not in after
    assert "Take the next step" not in after
    assert "What was to be fetched came back to the store" in after
    assert re.search(r"Came back \d+ \w+ \d{4}", after)
    assert re.search(r"Look for the item.{0,200}Done \d+ \w+ \d{4}", after, re.DOTALL)
    listed = client.get(reverse("controller:next_steps")).content.decode()
    assert address not in listed
