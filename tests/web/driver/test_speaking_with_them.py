"""How somebody communicates is told to the crew before it rings or knocks, on its list, and to the desk."""

import pytest
from django.urls import reverse

from handrail.core.clock import now
from handrail.people.queries.reaching import reachable
from handrail.people.states import NoteList
from handrail.simulation.set_up import County
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.join_people import PeopleToJoin, join_people
from tests.ordering import someone
from tests.situations import call_as
from tests.visiting import a_stop, seen_by
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
    assert "Likes the radio off" in before_ringing
    assert "Likes the radio off" in at_the_desk


def test_a_join_keeps_the_needs_of_the_record_behind_for_crew_desk_call_and_person_page(county: County) -> None:
    """They are shown before the records are joined, and decide how the person is told."""
    behind = someone(
        county, communication_needs=["LIP_READING", "NO_PHONE"], interpreter_needed=True, language="bfi",
        communication_note="Face her",
    )  # fmt: skip
    front = someone(county, name="Winnie Harker", phone="01632 960001", contact_by="phone", language="pl")
    desk, driver, scope = signed_in(county, "desk"), signed_in(county, "driver"), county.scopes["desk"]
    side_by_side = desk.get(reverse("person:join_people", args=[front.id, behind.id])).content.decode()
    needs = ("Reads lips", "Cannot use the phone", "Interpreter needed (British Sign Language)", "Face her")
    assert [need for need in needs if need not in side_by_side] == []
    join_people(call_as(scope), request=PeopleToJoin(front.id, behind.id, "One person, her daughter says"))
    stop = a_stop(county, "BED-010", who=front)
    pages = (
        driver.get(reverse("driver:stop", args=[stop.visit_id])),
        driver.get(reverse("driver:run")),
        desk.get(reverse("controller:visit", args=[stop.visit_id])),
        desk.get(reverse("person:person", args=[behind.id])),
    )
    told = [page.content.decode() for page in pages]
    missing = [(n, need) for n, html in enumerate(told) for need in (*needs, "Polish") if need not in html]
    assert missing == []
    with seen_by(county, "desk"):
        known = reachable(scope, [front.id], today=now().date())[front.id]
    assert (set(known.needs), known.interpreter_needed) == ({"LIP_READING", "NO_PHONE"}, True)


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
