"""Saving a draft is said where the page opens, and so is what was typed and cannot be read."""

import re

import pytest
from django.test import Client

from handrail.core.ids import fresh_id
from handrail.orders.models import Draft
from handrail.simulation.set_up import County
from tests.ordering import someone
from tests.web.pages import signed_in
from tests.web.prescriber.test_place_order import basket, start

pytestmark = pytest.mark.django_db


def saved(nurse: Client, path: str, **typed: str) -> str:
    """The page that "Save draft" leads to."""
    answer = nurse.post(path, {"do": "save", "idempotency_key": str(fresh_id()), **typed})
    assert answer.status_code == 302
    assert "#" not in answer["Location"], "the word of it stands at the top of the page"
    return nurse.get(answer["Location"]).content.decode()


def error_at(html: str, name: str) -> str:
    """What is said at a field."""
    found = re.search(rf'id="{name}-error">(.*?)</(?:p|span|div)>(?!\s*[A-Z])', html, re.S)
    return found[1] if found else ""


def listed(html: str) -> list[str]:
    """The fields that the list at the top leads to."""
    return re.findall(r'href="#([^"]+)"', html.partition("nhsuk-error-summary__list")[2].partition("</ul>")[0])


def test_saving_says_so_once(county: County) -> None:
    nurse = signed_in(county, "nurse")
    page = start(county, someone(county))
    html = saved(nurse, page, **basket("TOI-030", goal="To wash"))
    assert "Draft saved" in html.partition("hr-flash")[2].partition("</div>")[0]
    assert listed(html) == [], "what is missing is not judged yet"
    again = nurse.get(page, follow=True).content.decode()
    assert "Draft saved" not in again


def test_a_measure_that_cannot_be_read_is_said_at_its_field_and_kept(county: County) -> None:
    nurse = signed_in(county, "nurse")
    html = saved(nurse, start(county, someone(county)), **basket("TOI-030", weight_kg="11 stone"))
    assert listed(html) == ["weight_kg"]
    assert "Weight must be a number" in error_at(html, "weight_kg")
    assert 'value="11 stone"' in html
    left = html.partition("Still to do")[2].partition("</ul>")[0]
    assert "Weight must be a number" in left


def test_so_is_an_answer_and_only_where_it_is_asked(county: County) -> None:
    """The bed asks for the weight: its field beside the need is out of sight, and nothing leads there."""
    nurse = signed_in(county, "nurse")
    html = saved(nurse, start(county, someone(county)), **basket("BED-010", weight_kg="11 stone"))
    assert listed(html) == ["answer-person_weight_kg"]
    assert "The answer must be a number" in error_at(html, "answer-person_weight_kg")
    assert re.search(r'name="answer-person_weight_kg"[^>]*value="11 stone"', html)


@pytest.mark.parametrize("typed", ["two", "0", "-1", "99999999999"])
def test_a_wrong_quantity_is_said_once_and_takes_no_answer_away(county: County, typed: str) -> None:
    """Given a bed with an answer, when its quantity is wrong and then put right, then its questions and the answer
    stood there all the while."""
    nurse = signed_in(county, "nurse")
    page = start(county, someone(county))
    answered = {"answer-person_weight_kg": "81", "answer-bed_floor": "ground"}
    answer = nurse.post(page, {"do": "check", "idempotency_key": str(fresh_id()), **basket("BED-010", **answered)})
    draft = answer["Location"].partition("?")[0].partition("#")[0]
    wrong = {**basket("BED-010", **answered), "line-0-quantity": typed}
    version = _version(nurse, draft)
    nurse.post(draft, {"do": "check", "seen_version": version, "idempotency_key": str(fresh_id()), **wrong})
    html = nurse.get(f"{draft}?check=yes").content.decode()
    assert listed(html).count("line-0-quantity") == 1, "one thing is wrong with it"
    assert 'value="81"' in html, "its questions are asked still"
    left = html.partition("Still to do")[2].partition("</ul>")[0]
    assert left.count("How many must") + left.count("Quantity must") == 1
    assert "No matching bed" not in html


def test_an_answer_comes_back_with_its_item(county: County) -> None:
    nurse = signed_in(county, "nurse")
    page = start(county, someone(county))
    answered = {"answer-person_weight_kg": "81", "answer-bed_floor": "ground"}
    first = nurse.post(page, {"do": "check", "idempotency_key": str(fresh_id()), **basket("BED-010", **answered)})
    draft = first["Location"].partition("?")[0].partition("#")[0]
    for items in (basket("TOI-030", weight_kg="90"), basket("BED-010", weight_kg="90")):
        version = _version(nurse, draft)
        nurse.post(draft, {"do": "check", "seen_version": version, "idempotency_key": str(fresh_id()), **items})
    stored = Draft.objects.get().content["typed"]
    assert stored["answer-bed_floor"] == "ground"
    assert "answer-person_weight_kg" not in stored, "the newer weight of the need is what counts"


def _version(nurse: Client, draft: str) -> str:
    """The version that the page of a draft shows."""
    found = re.search(r'name="seen_version" value="(\d+)"', nurse.get(draft).content.decode())
    assert found
    return found[1]


def test_a_day_that_is_none_is_said_once(county: County) -> None:
    """Given delivery on a chosen day, when that day cannot be, then it is not said to be missing as well."""
    nurse, page = signed_in(county, "nurse"), start(county, someone(county))
    never = {
        "line-0-speed": "deliver_chosen_date",
        "line-0-on-day": "31",
        "line-0-on-month": "2",
        "line-0-on-year": "2027",
    }
    items = {**basket("WLK-010"), **never}
    first = nurse.post(page, {"do": "check", "idempotency_key": str(fresh_id()), **items})
    draft = first["Location"].partition("?")[0].partition("#")[0]
    html = nurse.get(f"{draft}?check=yes").content.decode()
    assert "must be a real date" in html
    assert "Enter the date for delivery" not in html
