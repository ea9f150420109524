"""How somebody communicates is told to the crew before it rings or knocks, on its list, and to the desk."""

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.ordering import someone
from tests.visiting import a_stop
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
NEEDS = ("Uses a hearing aid", "Needs time to speak and to answer", "Large print", "Interpreter needed (Polish)")


def test_needs_and_language_stand_before_ringing_and_knocking(county: County) -> None:
    who = someone(
        county, mobile="07700900123", communication_needs=["HEARING_AID", "SPEAK_SLOWLY", "LARGE_PRINT"],
        language="pl", interpreter_needed=True, communication_note="Likes the radio off",
    )  # fmt: skip
    stop = a_stop(county, "BED-010", who=who)
    driver = signed_in(county, "driver")
    before_ringing = driver.get(reverse("driver:stop", args=[stop.visit_id])).content.decode().split("tel:")[0]
    at_the_desk = signed_in(county, "desk").get(reverse("controller:visit", args=[stop.visit_id])).content.decode()
    on_the_list = driver.get(reverse("driver:run")).content.decode()
    for need in NEEDS:
        assert need in before_ringing
        assert need in at_the_desk
        assert need in on_the_list
    assert "Likes the radio off" in before_ringing
    assert "Likes the radio off" in at_the_desk
