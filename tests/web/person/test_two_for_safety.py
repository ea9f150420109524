"""Whoever notes that nobody goes to a home alone reads what that does to visits to come."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.people.models import Note
from handrail.simulation.set_up import County
from handrail.usecases.change_crew import CrewWanted, change_crew
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import a_stop, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_whoever_sets_the_note_reads_what_it_does(county: County) -> None:
    stop = a_stop(county, "BDA-020")
    change_crew(call_as(county.scopes["desk"]), request=CrewWanted(stop.run_id, county.users["driver"]))
    url = reverse("person:change_notes", args=[stop.who.id])
    sent = {"idempotency_key": str(fresh_id()), "person_id": str(stop.who.id), "hazards": "two_people_for_safety"}
    page = signed_in(county, "desk").post(url, sent, follow=True).content.decode()
    assert "1 visit to come needs two people, 1 of them off a run that was sent with one." in " ".join(page.split())


def test_whoever_ends_the_note_reads_that_two_still_go_and_says_for_which_visit_one_is_enough(county: County) -> None:
    stop = a_stop(county, "BDA-020", released=False)
    client, url = signed_in(county, "desk"), reverse("person:change_notes", args=[stop.who.id])
    sent = {"person_id": str(stop.who.id)}
    client.post(url, {**sent, "idempotency_key": str(fresh_id()), "hazards": "two_people_for_safety"})
    (note_id,) = columns(county.scopes["desk"], Note, "id", code="two_people_for_safety")
    number = visit_row(county, stop.visit_id).number
    ended = {**sent, "idempotency_key": str(fresh_id()), "end": str(note_id)}
    page = client.post(url, ended, follow=True).content.decode()
    assert f"Visit {number} still keeps two people: say below if one is enough." in " ".join(page.split())
    assert f'value="{stop.visit_id}"' in page
    one = {**sent, "idempotency_key": str(fresh_id()), "for_one": str(stop.visit_id)}
    assert client.post(url, one).status_code == 302
    assert visit_row(county, stop.visit_id).crew == 1
