"""A crew is told that somebody has died before it rings or knocks, and whom of the family to ring instead."""

from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import ContactDetails
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.change_contact import ContactToChange, change_contact
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from tests.ordering import someone
from tests.situations import call_as
from tests.visiting import a_run, a_stop, asked, booked, handed, received, recorded
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
DIED = "Winifred Harker died on Tuesday 3 March 2026. Speak with the family."


def dies(county: County, person_id: UUID) -> None:
    wanted = LifeEventWanted(person_id, LifeEventKind.DEATH, on=date(2026, 3, 3), told_by="Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=wanted)


def test_a_collection_after_a_death_rings_the_family(county: County) -> None:
    stop = a_stop(county, "BED-010", who=someone(county, mobile="07700900123"))
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    visit_id = asked(county, done.loans[0].loan_id).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    client = signed_in(county, "driver")
    url = reverse("driver:stop", args=[visit_id])
    living = client.get(url).content.decode()
    assert "Ring Winifred Harker" in living
    assert "died on" not in living
    dies(county, stop.who.id)
    # The death takes the visit off the run; the family agreed that it comes all the same.
    booked(county, visit_id, run_id=run_id)
    alone = client.get(url).content.decode()
    assert DIED in alone
    assert "Ring Winifred Harker" not in alone
    assert "No number of the family is on record. Ask the service desk before you go" in alone
    who = ContactDetails("Ivy Harker", "daughter", phone="01632960123")
    change_contact(call_as(county.scopes["desk"]), request=ContactToChange(stop.who.id, details=who))
    page = client.get(url).content.decode()
    assert "Ring Ivy Harker, daughter" in page
    assert "No number of the family" not in page
    assert DIED in client.get(reverse("driver:run")).content.decode()


def test_a_stop_that_a_death_cancelled_says_why(county: County) -> None:
    stop = a_stop(county, "BED-010")
    dies(county, stop.who.id)
    client = signed_in(county, "driver")
    page = client.get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert "This stop is cancelled" in page
    assert DIED in page
    listed = client.get(reverse("driver:run")).content.decode()
    assert DIED in listed
    assert "Cancelled. Bring back" in listed
