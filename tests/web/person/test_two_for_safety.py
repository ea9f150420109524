"""Whoever notes that nobody goes to a home alone reads what that does to visits to come."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.change_crew import CrewWanted, change_crew
from tests.situations import call_as
from tests.visiting import a_stop
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_whoever_sets_the_note_reads_what_it_does(county: County) -> None:
    stop = a_stop(county, "BDA-020")
    change_crew(call_as(county.scopes["desk"]), request=CrewWanted(stop.run_id, county.users["driver"]))
    url = reverse("person:change_notes", args=[stop.who.id])
    sent = {"idempotency_key": str(fresh_id()), "person_id": str(stop.who.id), "hazards": "two_people_for_safety"}
    page = signed_in(county, "desk").post(url, sent, follow=True).content.decode()
    assert "1 visit to come needs two people, 1 of them off a run that was sent with one." in " ".join(page.split())
