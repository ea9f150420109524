"""What the record behind knows of how a person is reached: said before the join, and shown on every page after it."""

import pytest
from django.conf import LazySettings
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.usecases.join_people import PeopleToJoin, join_people
from tests.ordering import someone
from tests.persons import nhs
from tests.situations import call_as
from tests.visiting import a_stop
from tests.web.pages import signed_in

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
