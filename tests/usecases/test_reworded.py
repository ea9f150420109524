"""A question may be worded anew; what was answered before keeps the words that it was given to."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.orders.queries.given_answers import answers_with_order
from handrail.orders.queries.orders import answers_of
from handrail.simulation.set_up import County
from handrail.usecases._amending import OrderAmendment
from handrail.usecases.amend_order import amend_order
from handrail.usecases.assess_amendment import assess_amendment
from handrail.usecases.edit_catalogue import RulesChange, change_rules
from tests.ordering import lines, placed, someone
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db
ASKED = "Is anything in the way where the bed will stand?"


def questions_of(county: County, order_id: UUID) -> set[str]:
    scope = county.scopes["nurse"]
    with reading(scope):
        return {answer.question for answer in answers_with_order(scope, order_id)}


def reworded_in(county: County, order_id: UUID) -> set[str]:
    scope = county.scopes["nurse"]
    with reading(scope):
        return {row.question_code for row in answers_of(scope, order_id) if row.reworded}


def test_promise_5_an_answer_keeps_the_words_that_it_was_given_to() -> None:
    county = northdown()
    rows = [row for row in shipped_reference().questions if row.question_code == "space_clear"]
    asked = rows[0]
    before = placed(county, someone(county), *lines("BED-010"))
    assert asked.text in questions_of(county, before.order_id)
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        elsewhere = replace(asked, set_code="commode")
        change_rules(call_as(county.scopes["admin"]), request=RulesChange((elsewhere,)))
        rows.append(elsewhere)
    assert reworded_in(county, before.order_id) == set()
    with time_machine.travel(now() + timedelta(minutes=10), tick=False):
        reworded = tuple(replace(row, text=ASKED) for row in rows)
        change_rules(call_as(county.scopes["admin"]), request=RulesChange(reworded))
    assert asked.text in questions_of(county, before.order_id)
    assert ASKED not in questions_of(county, before.order_id)
    with time_machine.travel(now() + timedelta(minutes=20), tick=False):
        after = placed(county, someone(county, name="Tom Alder"), *lines("BED-010"))
        assert ASKED in questions_of(county, after.order_id)
    assert reworded_in(county, before.order_id) == {"space_clear"}
    assert reworded_in(county, after.order_id) == set()


def test_a_change_of_the_order_asks_a_reworded_question_anew() -> None:
    """What was said to other words is no answer: a change could be refused for it, and no page would ask."""
    county = northdown()
    order = placed(county, someone(county), *lines("BED-010"))
    nurse, later = county.scopes["nurse"], now() + timedelta(minutes=10)
    with time_machine.travel(later, tick=False):
        rows = [row for row in shipped_reference().questions if row.question_code == "space_clear"]
        reworded = tuple(replace(row, text=ASKED) for row in rows)
        change_rules(call_as(county.scopes["admin"]), request=RulesChange(reworded))
    with time_machine.travel(later + timedelta(minutes=10), tick=False):
        (slower,) = lines("BED-010", speed="deliver_appointment")
        change = OrderAmendment(order.order_id, 1, "No hurry", {order.lines[0].line_id: slower})
        with reading(nurse):
            asked = assess_amendment(nurse, now_is(now()), change).questions
        assert [question.text for question in asked] == [ASKED]
        with pytest.raises(Refused, match="ANSWER_MISSING"):
            amend_order(call_as(nurse), request=change)
        amend_order(call_as(nurse), request=replace(change, answers={"space_clear": "yes"}))
    assert reworded_in(county, order.order_id) == set()
