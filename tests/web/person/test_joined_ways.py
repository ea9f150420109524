"""What the record behind knows of how a person is reached: said before the join, and shown on every page after it."""

import pytest
from django.conf import LazySettings
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.usecases.join_people import PeopleToJoin, join_people
from tests.ordering import hazard, lines, placed, someone
from tests.persons import nhs
from tests.situations import call_as
from tests.visiting import a_stop, visit_row
from tests.web.pages import signed_in
from tests.web.person.test_person import posted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _of_the_demo(settings: LazySettings) -> None:
    settings.DEMO_MODE = True


def plain(html: bytes) -> str:
    return html.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_the_join_says_what_stands_in_front_and_every_page_shows_it(county: County) -> None:
    front = someone(county)
    behind = someone(county, name="Peggy Oakes", mobile="07700900123", contact_by="text", nhs_number=nhs(3))
    desk, driver = signed_in(county, "desk"), signed_in(county, "driver")
    side = plain(desk.get(reverse("person:join_people", args=[front.id, behind.id])).content)
    assert side.count(f"NHS number {nhs(3)[:3]} {nhs(3)[3:6]} {nhs(3)[6:]}, phone 07700 900 123") == 2
    assert "different NHS numbers" not in side
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(front.id, behind.id, "Her daughter says"))
    visit_id = a_stop(county, "BED-010", who=front).visit_id
    for client, page in (
        (desk, reverse("person:person", args=[front.id])),
        (desk, reverse("controller:answer_call", args=[front.id])),
        (desk, reverse("controller:visit", args=[visit_id])),
        (desk, reverse("controller:book_visits", args=[visit_id])),
        (driver, reverse("driver:stop", args=[visit_id])),
    ):
        assert 'href="tel:07700900123"' in client.get(page).content.decode(), page
    own = plain(desk.get(reverse("person:person", args=[front.id])).content)
    assert f"{nhs(3)[:3]} {nhs(3)[3:6]} {nhs(3)[6:]}" in own
    assert "Text message" in own


def test_two_nhs_numbers_and_no_contact_are_said_plainly(county: County) -> None:
    front = someone(county, nhs_number=nhs(3), phone="01632960001")
    behind = someone(county, name="Peggy Oakes", nhs_number=nhs(4), contact_by="none")
    desk = signed_in(county, "desk")
    side = desk.get(reverse("person:join_people", args=[front.id, behind.id])).content.decode()
    assert "The records have different NHS numbers" in side
    assert side.count("likes to be told by: do not contact") == 2
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(front.id, behind.id, "Her daughter says"))
    own = plain(desk.get(reverse("person:person", args=[front.id])).content)
    for number in (nhs(3), nhs(4)):
        assert f"{number[:3]} {number[3:6]} {number[6:]} (record " in own
    assert "one number is wrong" in own
    assert "Do not contact" in own
    # Only the record that says so can take it back.
    page = reverse("person:change_person", args=[behind.id])
    assert page in own
    assert f'name="record_id" value="{behind.id}"' in desk.get(page).content.decode()


def test_the_same_home_of_both_records_stands_once_and_is_offered_once(county: County) -> None:
    front, behind = someone(county), someone(county, name="Peggy Oakes")
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(front.id, behind.id, "Her daughter says"))
    desk, nurse = signed_in(county, "desk"), signed_in(county, "nurse")
    own = desk.get(reverse("person:person", args=[front.id])).content.decode()
    addresses = own.split("Addresses</h2>")[1].split("People who help</h2>")[0]
    assert (addresses.count("the address 14 Sallow Lane"), "Another home" in addresses) == (1, False)
    for page in (
        desk.get(reverse("person:change_notes", args=[front.id])),
        nurse.get(reverse("prescriber:place_order", args=[front.id]), follow=True),
    ):
        offered = page.content.decode()
        assert (str(front.address_id) in offered, str(behind.address_id) in offered) == (True, False)


def test_a_danger_at_the_same_home_of_the_other_record_sends_two(county: County) -> None:
    front, behind = someone(county), someone(county, name="Peggy Oakes")
    hazard(county, behind, "two_people_for_safety", address_id=behind.address_id)
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(front.id, behind.id, "Her daughter says"))
    (visit_id,) = placed(county, front, *lines("MAT-010")).visit_ids
    (alone,) = placed(county, someone(county, name="Ada Reed"), *lines("MAT-010")).visit_ids
    assert (visit_row(county, visit_id).crew, visit_row(county, alone).crew) == (2, 1)


def test_a_home_that_the_other_record_writes_differently_becomes_one_with_it(county: County) -> None:
    front, behind = someone(county), someone(county, name="Peggy Oakes", lines="14 Sallow Ln")
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(front.id, behind.id, "Her daughter says"))
    desk, own = signed_in(county, "desk"), reverse("person:person", args=[front.id])
    page = reverse("person:change_address", args=[front.id, behind.address_id]) + f"?same_as={front.address_id}"
    shown = plain(desk.get(own).content)
    assert "14 Sallow Ln" in shown
    assert page in shown
    form = desk.get(page).content.decode()
    assert "It is written here as the home is" in form
    assert desk.post(page, posted(form)).status_code == 302
    shown = plain(desk.get(own).content)
    assert "14 Sallow Ln" not in shown
    assert page not in shown
