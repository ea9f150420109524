"""A visit while the person is in hospital: the crew is told so, and that somebody else lets it in."""

from datetime import date

import pytest
from django.urls import reverse

from handrail.core.clock import now
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from tests.situations import call_as
from tests.visiting import a_run, a_stop, booked
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_the_stop_says_that_the_person_is_in_hospital(county: County) -> None:
    stop = a_stop(county, "MAT-010")
    address, said = reverse("driver:stop", args=[stop.visit_id]), "Somebody else is to let you in"
    assert said not in signed_in(county, "driver").get(address).content.decode()
    desk = county.scopes["desk"]
    stay = LifeEventWanted(
        stop.who.id, LifeEventKind.ADMISSION, now().date(), "Her daughter", home_again_on=date(2026, 3, 20)
    )
    record_life_event(call_as(desk), request=stay)
    run_id = a_run(county, days=1)
    booked(county, stop.visit_id, run_id=run_id, days=1, in_hospital=True)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    html = signed_in(county, "driver").get(address).content.decode()
    assert "In hospital since" in html
    assert said in html
