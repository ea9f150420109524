"""A draft whose questions changed since it was written: one was added, another has other answers.
It is not sent as it was; the page asks what is new at its field and keeps what was said."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from handrail.catalogue.reference.held import held_reference
from handrail.catalogue.reference.rows import QuestionRow, ReferenceSet
from handrail.catalogue.states import AnswerType, AskedAt
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import now_is
from handrail.orders.models import Draft, Order, OrderLine
from handrail.simulation.set_up import County
from handrail.usecases.edit_catalogue import RulesChange, change_rules
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.web.prescriber.reasons_written import reason_name
from tests.ordering import lines, placed, seen_by, someone, with_reasons
from tests.situations import call_as
from tests.web.pages import signed_in
from tests.web.prescriber.test_amend_order import path_of, sent
from tests.web.prescriber.test_place_order import basket, post, start, whole

pytestmark = pytest.mark.django_db
BED = "BED-010"


def answered(county: County) -> tuple[Client, str]:
    """A nurse with a draft of a bed that lacks nothing."""
    who = someone(county)
    nurse = signed_in(county, "nurse")
    asked = with_reasons(county, who, *lines(BED)).order
    given = {f"answer-{code}": said for code, said in asked.answers.items()}
    reasons = {reason_name(key): why for key, why in asked.reasons.items()}
    return nurse, post(nurse, start(county, who), "save", **basket(BED), **whole(who, county), **given, **reasons)


def held_by(county: County) -> ReferenceSet:
    with seen_by(county, "admin"):
        return held_reference(county.scopes["admin"].contract_id, now_is(now()).today)


def asking(county: County, question: str) -> list[QuestionRow]:
    return [row for row in held_by(county).questions if row.question_code == question]


def asked_at_order(county: County) -> list[QuestionRow]:
    held = held_by(county)
    code = next(row.clinical_questions for row in held.products if row.code == BED)
    return [row for row in held.questions if row.set_code == code and row.asked_at is AskedAt.ORDER]


def changed(county: County, *rows: QuestionRow, **values: Any) -> None:
    wanted = RulesChange(tuple(replace(row, **values) for row in rows))
    change_rules(call_as(county.scopes["admin"]), request=wanted)


def refused(county: County, nurse: Client, path: str) -> str:
    """The draft's page after sending: nothing was placed, nothing is lost."""
    answer = nurse.post(f"{path}review/", {"idempotency_key": str(fresh_id()), "seen_version": "1"})
    assert answer["Location"] == f"{path}?check=yes"
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()
        assert Draft.objects.get().content["lines"][0]["code"] == BED
    return nurse.get(answer["Location"]).content.decode()


def test_a_question_that_was_added_is_asked_before_the_draft_is_sent(county: County) -> None:
    nurse, path = answered(county)
    changed(
        county, asked_at_order(county)[0], question_code="cat_at_home", text="Is there a cat at home?",
        answer_type=AnswerType.YES_NO, unit="", choices=(), required=True, flag_rule="", compared_with="",
    )  # fmt: skip
    html = refused(county, nurse, path)
    assert "Answer: Is there a cat at home?" in html
    assert 'id="answer-cat_at_home-error"' in html


def test_an_answer_that_is_no_longer_offered_is_asked_again(county: County) -> None:
    nurse, path = answered(county)
    row = next(row for row in asked_at_order(county) if row.answer_type is AnswerType.CHOICE and row.required)
    said = row.choices[0][0]
    # The same question in every set that asks it: the catalogue takes no two shapes of one.
    changed(
        county, *asking(county, row.question_code), choices=(*row.choices[1:], ("moon", "On the moon")), flag_rule=""
    )
    html = refused(county, nurse, path)
    assert f"Choose one of the answers: {row.text}" in html
    assert "On the moon" in html
    with seen_by(county, "nurse"):
        assert Draft.objects.get().content["typed"][f"answer-{row.question_code}"] == said


WEIGHT, SAID = "person_weight_kg", "72"


def flagged(county: County, what: str) -> None:
    """What was said of the weight is flagged from now on, wherever it is asked."""
    changed(county, *asking(county, WEIGHT), flag_rule=f"< 80 → {what}")


def test_an_answer_that_is_flagged_since_asks_for_its_reason_before_the_draft_is_sent(county: County) -> None:
    nurse, path = answered(county)
    flagged(county, "needs_reason")
    html = refused(county, nurse, path)
    assert re.search(r'id="reason-[^"]*person_weight_kg[^"]*-error"', html)
    with seen_by(county, "nurse"):
        assert Draft.objects.get().content["typed"][f"answer-{WEIGHT}"] == SAID


def test_an_answer_that_stops_an_order_since_stops_the_draft_with_words(county: County) -> None:
    nurse, path = answered(county)
    flagged(county, "block")
    html = refused(county, nurse, path)
    assert "There is a problem" in html
    with seen_by(county, "nurse"):
        assert Draft.objects.get().content["typed"][f"answer-{WEIGHT}"] == SAID


def test_an_order_that_waits_goes_on_and_its_change_asks_for_what_is_flagged_since(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    flagged(county, "needs_reason")
    adviser, nurse = signed_in(county, "adviser"), signed_in(county, "nurse")
    assert adviser.get(f"/approvals/{order.release_ids[0]}/").status_code == 200
    html = nurse.get(path_of(order)).content.decode()
    bed = next(line.line_id for line in order.lines if line.product_code == "BED-020")
    status, html = sent(
        nurse, path_of(order), html, **{f"code-{bed}": BED, "why_changed": "A smaller room", "do": "look"}
    )
    assert status == 200
    assert "An answer about it needs a second look" in html
    assert re.search(r'name="reason-[^"]*person_weight_kg', html)
    with seen_by(county, "nurse"):
        assert OrderLine.objects.get(pk=bed).product.code == "BED-020"
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids, "seen"))
    with seen_by(county, "nurse"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {"AUTHORISED"}
