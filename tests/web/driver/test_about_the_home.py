"""What was answered about floor, door and room is shown to the crew; what was asked about the person is not."""

import pytest
from django.urls import reverse

from handrail.catalogue.models import Question
from handrail.catalogue.rules.for_crew import CREW_QUESTIONS
from handrail.catalogue.rules.questions import HEIGHT_QUESTION, REVIEW_QUESTIONS, WEIGHT_QUESTION
from handrail.catalogue.states import AskedAt
from handrail.simulation.set_up import County
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


def test_what_was_cancelled_tells_nothing(county: County) -> None:
    stop = a_stop(county, "BED-010", "TOI-030")
    cancelled(county, stop.order.lines[0].line_id)
    html = signed_in(county, "driver").get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert "Which floor will the bed be on?" not in html


def test_the_questions_for_a_crew_are_asked_with_an_order_and_not_about_the_body(county: County) -> None:
    with seen_by(county, "desk"):
        known = set(Question.objects.filter(asked_at=AskedAt.ORDER.value).values_list("question_code", flat=True))
    assert known >= CREW_QUESTIONS
    assert not CREW_QUESTIONS & {WEIGHT_QUESTION, HEIGHT_QUESTION, *REVIEW_QUESTIONS}
    assert not [code for code in CREW_QUESTIONS if "skin" in code or "person" in code]
