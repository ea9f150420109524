"""From an order to the person's own record and back: access notes, how to speak with them, another address,
and asking for what the order brought to be collected."""

import re

import pytest
from django.test import Client

from handrail.core.ids import fresh_id
from handrail.loans.models import Loan
from handrail.people.queries import person_file
from handrail.simulation.set_up import County
from tests.ordering import Someone, seen_by, someone
from tests.stock_situations import columns
from tests.visiting import a_stop, handed, on_loan, received, recorded
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


def test_a_collection_is_asked_for_with_the_things_of_the_order_chosen(county: County) -> None:
    """Two orders of one person: of the first the bed is chosen, and the other's is not."""
    stop, _ = on_loan(county, "BED-010")
    other = a_stop(county, "MAT-010", who=stop.who, van="Van 2", driver="driver2")
    recorded(county, other.visit_id, by="driver2", handed_over=handed(*other.numbers), received=received())
    nurse = signed_in(county, "nurse")
    html = nurse.get(f"/prescribing/orders/{stop.order.order_id}/").content.decode()
    (href,) = re.findall(r'href="([^"]+)"[^>]*>\s*Ask for a collection', html)
    form = nurse.get(href.replace("&amp;", "&")).content.decode()
    boxes = re.findall(r'<input[^>]*name="loans"[^>]*>', form)
    assert len(boxes) == 2
    assert ["checked" in box for box in boxes].count(True) == 1
    (chosen,) = [box for box in boxes if "checked" in box]
    assert str(columns(county.scopes["desk"], Loan, "id", line_id=stop.order.lines[0].line_id)[0]) in chosen
