"""How somebody communicates is told to the crew before it rings or knocks, on its list, and to the desk."""

import pytest
from django.urls import reverse

from handrail.people.states import NoteList
from handrail.simulation.set_up import County
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from tests.ordering import someone
from tests.situations import call_as
from tests.visiting import a_stop
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
NEEDS = (
    "Likes the radio off",
    "Uses a hearing aid",
    "Needs time to speak and to answer",
    "Large print",
    "Interpreter needed (Polish)",
)


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
    booking = reverse("controller:book_visits", args=[stop.visit_id])
    shown = signed_in(county, "desk").get(booking).content.decode()
    beside_the_number = shown.split("tel:07700900123")[1].split("</td>")[0]
    for need in NEEDS:
        assert need in beside_the_number
        assert need in before_ringing
        assert need in at_the_desk
        assert need in on_the_list


def test_the_desk_reads_at_the_visit_what_the_crew_reads_at_the_door(county: County) -> None:
    stop = a_stop(county, "BED-010")
    told = (
        NoteWanted(NoteList.HAZARD, "dog_or_animal", "Shut in the kitchen if you ring"),
        NoteWanted(NoteList.ACCESS, "key_safe", "Left of the door", secret="4711"),
    )
    change_notes(call_as(county.scopes["desk"]), request=NotesToChange(stop.who.id, told))
    for by, page in (("driver", "driver:stop"), ("desk", "controller:visit")):
        shown = signed_in(county, by).get(reverse(page, args=[stop.visit_id])).content.decode()
        assert ": Shut in the kitchen if you ring" in shown
        assert "Left of the door" in shown
        assert "4711" not in shown
