"""The form at a door asks each thing once, where it belongs, and takes what the crew knows of what it carries away."""

import re

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.stock.models import Contamination
from handrail.stock.rules.care import InfectionRisk, Statement
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.visits.models import Proof
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.visiting import Stop, a_stop, collection, seen_by
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def page_of(stop: Stop) -> str:
    return signed_in(stop.county, "driver").get(record_url(stop)).content.decode()


def test_whether_it_was_shown_is_asked_once_and_kept_in_the_proof(county: County) -> None:
    stop = a_stop(county, "BED-010")
    html = page_of(stop)
    assert html.count("shown how to use it") == 1
    assert 'name="demonstrated"' not in html
    done = signed_in(county, "driver").post(record_url(stop), report(stop, *stop.numbers))
    assert done.status_code == 302, done.content.decode()
    with seen_by(county, "desk"):
        assert Proof.objects.get().demonstrated == "YES"


def test_the_question_about_the_rest_names_it_and_is_kept_with_the_other(county: County) -> None:
    stop = a_stop(county, "BED-010", "BDA-090")
    html = page_of(stop)
    assert "Were they shown how to use this too: Lifting pole on its own stand?" in html
    assert html.count("shown how to use it") == 1
    client, said = signed_in(county, "driver"), report(stop, *stop.numbers)
    asked = client.post(record_url(stop), {**said, "demonstrated": ""})
    assert "Say whether they were shown how to use it" in asked.content.decode()
    done = client.post(record_url(stop), {**said, "demonstrated": "NO", "demonstrated_note": "In a hurry"})
    assert done.status_code == 302, done.content.decode()
    with seen_by(county, "desk"):
        assert Proof.objects.get().demonstrated == "NO"


def test_a_name_that_is_too_long_is_not_asked_for_again(county: County) -> None:
    stop = a_stop(county, "BED-010")
    sent = report(stop, *stop.numbers, received_by="I" * 121)
    html = signed_in(county, "driver").post(record_url(stop), sent).content.decode()
    assert "You typed 121" in html
    assert " autofocus" not in html
    assert " autofocus" in page_of(stop)
    assert "Enter the name of whoever received it" not in html


def test_the_questions_about_a_rail_stand_at_the_rail(county: County) -> None:
    html = page_of(a_stop(county, "BDA-010", by="therapist"))
    received = html.index("Who received it</h2>")
    assert html.index("widest gap between the bars") < received
    assert html.index('name="q_shown_at_delivery"') > received


def test_the_reasons_are_grouped_those_about_the_task_first(county: County) -> None:
    html = page_of(a_stop(county, "BED-010"))
    chosen = html.split('name="left_0"')[1].split("</select>")[0]
    groups = re.findall(r'<optgroup label="([^"]+)"', chosen)
    assert groups[0] == "About this task"
    assert len(groups) == len(set(groups))
    first = chosen.split("</optgroup>")[0]
    assert "Item faulty or dirty on arrival" in first
    assert "Item not found at the home" not in chosen
    assert chosen.count("<optgroup") == chosen.count("</optgroup>")


def a_collection(county: County) -> tuple[Stop, str]:
    stop, _, visit_id = collection(county, "BED-010")
    return Stop(county, stop.who, stop.order, visit_id, stop.run_id, stop.numbers), stop.numbers[0]


def test_who_takes_things_along_is_asked_what_they_were_in_contact_with(county: County) -> None:
    stop, _ = a_collection(county)
    assert 'name="infection_risk"' in page_of(stop)


def test_who_only_brings_things_is_not_asked(county: County) -> None:
    assert 'name="infection_risk"' not in page_of(a_stop(county, "BED-010"))


def test_what_the_crew_knows_reaches_who_books_it_in(county: County) -> None:
    stop, number = a_collection(county)
    said = {"infection_risk": "YES", "contact_with": ["blood"], "precautions": "Wear gloves"}
    done = signed_in(county, "driver").post(record_url(stop), report(stop, number, **said))
    assert done.status_code == 302, done.content.decode()
    depot = county.scopes["depot"]
    assert columns(depot, Contamination, "infection_risk") == ["YES"]
    html = signed_in(county, "depot").get(reverse("depot:returns")).content.decode()
    assert f"{number}: known risk of infection. In contact with blood. Wear gloves. Stated by" in html
    # That the depot knows nothing itself takes nothing back.
    unknown = Statement((), InfectionRisk.UNKNOWN)
    back = Returned(main_depot(county), (ReturnedItem(number),), county.made.vans["Van 2"], statement=unknown)
    receive_returns(call_as(depot), request=back)
    assert columns(depot, Contamination, "infection_risk") == ["YES"]


def test_a_collection_says_nothing_where_the_crew_says_nothing(county: County) -> None:
    stop, number = a_collection(county)
    assert signed_in(county, "driver").post(record_url(stop), report(stop, number)).status_code == 302
    assert columns(county.scopes["depot"], Contamination, "infection_risk") == []


def test_only_who_brings_something_reads_about_who_received_it(county: County) -> None:
    words = ("Only if it is not the person who received it", "Of the item where it stands")
    brought = page_of(a_stop(county, "BED-010"))
    assert [said for said in words if said not in brought] == []


def test_a_collection_says_nothing_of_who_received_it(county: County) -> None:
    stop, _ = a_collection(county)
    fetched = page_of(stop)
    assert [said for said in ("the person who received it", "Of the item where it stands") if said in fetched] == []
    assert "Photo" in fetched
