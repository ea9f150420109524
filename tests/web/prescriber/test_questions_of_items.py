"""The questions of a draft by what they are of, folded once answered; the answers on the review before it is sent."""

import re

import pytest

from handrail.orders.models import Answer, Draft
from handrail.simulation.set_up import County
from handrail.web.prescriber.reasons_written import reason_name
from tests.ordering import lines, seen_by, someone, with_reasons
from tests.web.pages import signed_in
from tests.web.prescriber.test_place_order import basket, post, start, whole
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db

BED, MATTRESS = "Profiling bed, standard", "Air mattress with pump"


def groups(html: str) -> dict[str, tuple[bool, list[str]]]:
    """The groups of questions by their heading: whether each is open, and the fields inside."""
    inside = html.partition('id="questions"')[2].partition("</section>")[0]
    found = re.findall(r"<details[^>]*?( open)?>\s*<summary.*?summary-text\">(.*?)</span>(.*?)</details>", inside, re.S)
    return {
        title: (bool(opened), sorted(set(re.findall(r'name="answer-([a-z_]+)"', fields))))
        for opened, title, fields in found
    }


def test_each_question_is_asked_once_under_the_items_that_ask_it(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    codes = ("BED-010", "BED-020", "MAT-022")
    asked = with_reasons(county, who, *lines(*codes)).order
    given = {f"answer-{code}": said for code, said in asked.answers.items() if code != "rails_in_use"}
    where = post(nurse, start(county, who), "save", **basket(*codes), **whole(who, county), **given)
    found = groups(nurse.get(where).content.decode())
    assert sorted(code for _open, fields in found.values() for code in fields) == sorted(asked.answers)
    headings = {title.rpartition(":")[0]: title.rpartition(":")[2] for title in found}
    beds = f"{BED} and Profiling bed, low"
    assert headings[beds].endswith("all answered")
    assert headings[MATTRESS].endswith("1 to answer")
    opened = {title.rpartition(":")[0]: is_open for title, (is_open, _fields) in found.items()}
    assert (opened[beds], opened[MATTRESS]) == (False, True)
    # What all three ask stands by itself.
    assert f"{BED}, Profiling bed, low and {MATTRESS}" in headings


def test_the_answers_are_shown_before_the_order_is_sent_and_what_was_left_behind_is_not_sent(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    asked = with_reasons(county, who, *lines("BED-010")).order
    given = {f"answer-{code}": said for code, said in asked.answers.items()}
    reasons = {reason_name(key): why for key, why in asked.reasons.items()}
    left_behind = {"answer-rails_in_use": "no"}
    typed = {**basket("BED-010"), **whole(who, county), **given, **reasons, **left_behind}
    post(nurse, start(county, who), "save", **typed)
    with seen_by(county, "nurse"):
        draft = Draft.objects.get()
    review = f"/prescribing/drafts/{draft.id}/review/"
    html = nurse.get(review).content.decode()
    assert "Your answers" in html
    shown = html.partition("Your answers")[2]
    assert "What does the person weigh?" in shown
    assert "72 kg" in shown
    assert "Are bed rails in use" not in shown
    sent = nurse.post(review, {"idempotency_key": key_of(html), "seen_version": str(draft.version)})
    assert sent.status_code == 302, sent.content.decode()
    with seen_by(county, "nurse"):
        assert set(Answer.objects.values_list("question_code", flat=True)) == set(asked.answers)
