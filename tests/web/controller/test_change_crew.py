"""The desk changes the crew of a run that was sent; too few for a stop is said at the field."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.visits.models import Run
from tests.ordering import hazard, someone
from tests.stock_situations import columns
from tests.visiting import a_stop
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_the_desk_changes_a_crew_on_its_page(county: County) -> None:
    who = someone(county)
    hazard(county, who, "two_people_for_safety")
    stop = a_stop(county, "MAT-010", who=who)
    desk = signed_in(county, "desk")
    url = reverse("controller:change_crew", args=[stop.run_id])
    assert url in desk.get(reverse("controller:run", args=[stop.run_id])).content.decode()
    assert desk.get(url).status_code == 200
    alone = {"idempotency_key": str(fresh_id()), "driver_id": str(county.users["driver"]), "second_id": ""}
    refused = desk.post(url, alone)
    assert refused.status_code == 422
    assert "needs two people, and the crew is one" in refused.content.decode()
    two = alone | {"idempotency_key": str(fresh_id()), "second_id": str(county.users["driver5"])}
    assert desk.post(url, two).status_code == 302
    assert columns(county.scopes["desk"], Run, "driver_id", "second_id") == [
        (county.users["driver"], county.users["driver5"])
    ]
