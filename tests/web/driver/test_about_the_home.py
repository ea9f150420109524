"""What was answered about floor, door and room is shown to the crew; what was asked about the person is not."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.catalogue.models import Question
from handrail.catalogue.queries import questions
from handrail.catalogue.rules.questions import HEIGHT_QUESTION, REVIEW_QUESTIONS, WEIGHT_QUESTION
from handrail.catalogue.states import AnswerType, AskedAt
from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.orders.queries.given_answers import answers_for_crew
from handrail.simulation.set_up import County
from handrail.usecases.edit_catalogue import RulesChange, change_rules
from handrail.wording.answers import answer_words
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.visiting import a_stop, cancelled, seen_by
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_crew_sees_what_was_answered_about_the_home_only(county: County) -> None:
    stop = a_stop(county, "BED-010")
    html = signed_in(county, "driver").get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert "About the home" in html
    for asked in (
        "Which floor will the bed be on?",
        "How wide is the narrowest door",
        "Is there a working wall socket",
    ):
        assert asked in html
    for asked in ("What does the person weigh?", "How tall is the person?", "What will it let the person", "agree to"):
        assert asked not in html


def test_what_two_orders_answered_alike_is_shown_once_and_what_differs_twice(county: County) -> None:
    who = someone(county)
    orders = [placed(county, who, *lines("BED-010"), answers={"socket_near": said}) for said in ("yes", "yes", "no")]
    given = [line.line_id for order in orders for line in order.lines]

    def asked(line_ids: list[UUID]) -> list[str]:
        with seen_by(county, "nurse"):
            return [one.question for one in answers_for_crew(county.scopes["nurse"], line_ids)]

    once = asked(given[:1])
    assert len(once) == len(set(once)) > 3
    assert asked(given[:2]) == once
    assert len(asked(given)) == len(once) + 1


def test_what_was_cancelled_tells_nothing(county: County) -> None:
    stop = a_stop(county, "BED-010", "TOI-030")
    cancelled(county, stop.order.lines[0].line_id)
    html = signed_in(county, "driver").get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert "Which floor will the bed be on?" not in html


def test_a_contracts_own_question_that_is_marked_for_the_crew_is_shown_at_the_door(county: County) -> None:
    with reading(county.scopes["admin"]):
        floor = next(row for row in questions(county.scopes["admin"], {"bed"}, now().date()) if "floor" in row.text)
    own = replace(
        floor, question_code="van_can_stop", text="Can a van stop at the door?", answer_type=AnswerType.YES_NO,
        choices=(), flag_rule="", compared_with="", for_crew=False,
    )  # fmt: skip
    stop = None
    for for_crew in (False, True):
        rows = RulesChange((replace(own, for_crew=for_crew),))
        change_rules(call_as(county.scopes["admin"]), request=rows)
        stop = stop or a_stop(county, "BED-010")
        html = signed_in(county, "driver").get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
        assert ("Can a van stop at the door?" in html) is for_crew


def test_the_questions_for_a_crew_are_asked_with_an_order_and_not_about_the_body(county: County) -> None:
    with seen_by(county, "desk"):
        marked = dict(Question.objects.filter(for_crew=True).values_list("question_code", "asked_at"))
    assert len(marked) == 46
    assert set(marked.values()) == {AskedAt.ORDER.value}
    assert not marked.keys() & {WEIGHT_QUESTION, HEIGHT_QUESTION, *REVIEW_QUESTIONS}
    assert not [code for code in marked if "skin" in code or "person" in code]


def test_the_weight_that_a_question_at_the_door_names_is_shown_to_the_crew_and_beside_the_question(
    county: County,
) -> None:
    """Given an alternating mattress, whose pump is set for the person's weight, then the crew sees the weight that the
    order was given with, and no other measure: the height that the bed asked for is named by no question there."""
    who = someone(county)
    stop = a_stop(county, "BED-010", "MAT-020", who=who)
    with seen_by(county, "nurse"):
        lines_brought = [line.line_id for line in stop.order.lines]
        measured = [one for one in answers_for_crew(county.scopes["nurse"], lines_brought) if one.measure]
    assert [one.measure for one in measured] == ["weight"]
    driver = signed_in(county, "driver")
    seen = driver.get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert "What does the person weigh?" in seen
    assert "How tall is the person?" not in seen
    record = driver.get(reverse("driver:complete_visit", args=[stop.visit_id])).content.decode()
    assert f"When it was ordered: weight {answer_words(measured[0])}" in record
