"""Saving a draft is said where the page opens, and so is what was typed and cannot be read."""

import re

import pytest
from django.test import Client

from handrail.core.ids import fresh_id
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
