"""What a run carries at its most, the place of a stop that is done, and the steps of a visit that somebody took."""

import re

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from tests.situations import call_as
from tests.visiting import a_stop, asked, booked, handed, on_loan, received, recorded, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_what_is_fetched_takes_the_room_of_what_was_brought(county: County) -> None:
    _, lent = on_loan(county, "BED-010")
    fetch = asked(county, lent.loans[0].loan_id).visits[0].visit_id
    stop = a_stop(county, "BED-010", van="Van 3", released=False)
    booked(county, fetch, run_id=stop.run_id)
    client = signed_in(county, "desk")
    page = reverse("controller:run", args=[stop.run_id])
    # One bed goes, then another comes: never both.
    assert "96 of 900 kg, 760 of" in client.get(page).content.decode()
    assert "96 of 900 kg" in client.get(reverse("controller:runs")).content.decode()
    # The other way round both are on the van at once.
    places = {f"place_{stop.visit_id}": "2", f"place_{fetch}": "1", "idempotency_key": str(fresh_id())}
    assert client.post(page, places).status_code == 302
    assert "192 of 900 kg, 1520 of" in client.get(page).content.decode()


def test_a_stop_that_is_done_has_no_box_and_keeps_its_place(county: County) -> None:
    _, lent = on_loan(county, "BED-010")
    fetch = asked(county, lent.loans[0].loan_id).visits[0].visit_id
    stop = a_stop(county, "BED-010", van="Van 3")
    booked(county, fetch, run_id=stop.run_id)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    client = signed_in(county, "desk")
    page = reverse("controller:run", args=[stop.run_id])
    html = client.get(page).content.decode()
    assert f"Place of visit {visit_row(county, stop.visit_id).number}" not in html
    assert f"Place of visit {visit_row(county, fetch).number}" in html
    sent = client.post(page, {f"place_{fetch}": "2", "idempotency_key": str(fresh_id())})
    assert sent.status_code == 302
    assert [visit_row(county, one).stop for one in (stop.visit_id, fetch)] == [1, 2]


def test_only_the_steps_that_somebody_took_are_told(county: County) -> None:
    stop = a_stop(county, "BED-010")
    start_visit(call_as(county.scopes["driver"]), request=StepTaken(stop.visit_id, Step.ARRIVED))
    html = signed_in(county, "desk").get(reverse("controller:visit", args=[stop.visit_id])).content.decode()
    told = re.sub(r"<[^>]+>", " ", html.partition("What happened</h2>")[2])
    assert "At the door" in told
    assert "On the way" not in told
