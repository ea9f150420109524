"""From an order to the person's own record and back: access notes, how to speak with them, another address."""

import pytest
from django.test import Client

from handrail.core.ids import fresh_id
from handrail.people.queries import person_file
from handrail.simulation.set_up import County
from tests.ordering import Someone, seen_by, someone
from tests.web.pages import signed_in
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db

GOAL = "To get to the toilet at night"


def pressed(client: Client, who: Someone, do: str) -> str:
    """Begin an order, type what it is for, and press a button of it: where it leads."""
    typed = {"do": do, "idempotency_key": str(fresh_id()), "goal": GOAL}
    answer = client.post(f"/prescribing/people/{who.id}/order/", typed)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_note_for_the_crew_is_given_while_ordering_and_nothing_typed_is_lost(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    html = nurse.get(f"/prescribing/people/{who.id}/order/").content.decode()
    assert "What the crew is told" in html
    page = pressed(nurse, who, "notes")
    assert page.startswith(f"/people/{who.id}/notes/?draft=")
    html = nurse.get(page).content.decode()
    assert "Go back to the order" in html
    note = {"access": "narrow_doors", "detail": "Seventy cm at the bend", "person_id": str(who.id)}
    answer = nurse.post(page, {**note, "idempotency_key": key_of(html)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    html = nurse.get(answer["Location"]).content.decode()
    assert "<title>Order for Winifred Harker" in html
    assert "Seventy cm at the bend" in html
    assert GOAL in html


def test_communication_needs_are_given_while_ordering_and_shown_there(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    page = pressed(nurse, who, "details")
    assert page.startswith(f"/people/{who.id}/details/?draft=")
    html = nurse.get(page).content.decode()
    with seen_by(county, "nurse"):
        file = person_file(county.scopes["nurse"], who.id, on=county.at.date())
    form = {
        "person_id": str(who.id),
        "record_id": str(who.id),
        "given_name": file.person.details.given_name,
        "family_name": file.person.details.family_name,
        "birth_on-day": str(file.person.details.birth_on.day),
        "birth_on-month": str(file.person.details.birth_on.month),
        "birth_on-year": str(file.person.details.birth_on.year),
        "mobile": "07700 900123",
        "contact_by": "text",
        "language": "en",
        "care_route": "STANDARD",
        "communication_note": "Speak to her left ear",
        "seen_version": str(file.person.version),
        "idempotency_key": key_of(html),
    }
    answer = nurse.post(page, form)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    html = nurse.get(answer["Location"]).content.decode()
    assert "<li>Speak to her left ear</li>" in html
    assert GOAL in html


def test_another_address_is_added_while_ordering_and_offered_there(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    page = pressed(nurse, who, "address")
    html = nurse.get(page).content.decode()
    address = {
        "person_id": str(who.id),
        "record_id": str(who.id),
        "kind": "RELATIVE",
        "address_name": "Her sister",
        "lines": "3 Mill Row",
        "postcode": "PE29 3QR",
        "keep_unknown": "yes",
        "idempotency_key": key_of(html),
    }
    answer = nurse.post(page, address)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert "3 Mill Row" in nurse.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("draft", ["", "https://elsewhere.example/", "1", "//elsewhere.example"])
def test_what_is_no_draft_leads_to_the_person(county: County, draft: str) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    page = f"/people/{who.id}/notes/?draft={draft}"
    html = nurse.get(page).content.decode()
    assert "Go back to the order" not in html
    note = {"hazards": "oxygen_in_use", "person_id": str(who.id), "idempotency_key": key_of(html)}
    assert nurse.post(page, note)["Location"] == f"/people/{who.id}/"
