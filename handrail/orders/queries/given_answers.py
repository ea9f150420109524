"""Reads the answers that were given with an order and where a thing was handed over, each with its question and item.
Refuses nothing; rows are bounded by the scope's contract and reach, and pages show them to who may see the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.catalogue.states import AnswerType, AskedAt, Measure, Severity
from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer. `product`: the items that it is about. `choices` as the contract has them ("code=label;...");
    `flag`: what the answer raised. `measure`: it is a measure of the person, which a question at the door is about."""

    product: str
    question: str
    answer_type: AnswerType
    unit: str
    choices: str
    answer: str
    flag: Severity | None
    at: datetime
    by: str
    measure: str = ""


# The words that held when the answer was given; before the first that are known, those.
_WORDED = """
    CROSS JOIN LATERAL (
        SELECT w.text, w.answer_type, w.unit, w.choices FROM catalogue_questionwording w WHERE w.question_id = q.id
        ORDER BY w.since > a.happened_at, CASE WHEN w.since > a.happened_at THEN w.id ELSE -w.id END LIMIT 1) w
"""
# An answer belongs to what was handed over at the same moment and asks this question; where it names one item, to that.
_ANSWERS = f"""
    SELECT p.name, w.text, w.answer_type, w.unit, w.choices, a.answer, a.action, a.happened_at,
        coalesce(u.name, '')
    FROM orders_orderline l
    JOIN orders_answer a ON a.order_id = l.order_id AND a.asked_at = %(delivery)s AND a.happened_at = l.delivered_at
        AND (a.line_id IS NULL OR a.line_id = l.id)
    JOIN catalogue_product p ON p.id = l.product_id
    JOIN catalogue_question q ON q.contract_id = l.contract_id AND q.set_code = p.clinical_questions
        AND q.question_code = a.question_code AND q.asked_at = %(delivery)s
    {_WORDED}
    LEFT JOIN identity_user u ON u.id = a.by_id
    WHERE l.contract_id = %(contract)s AND {{which}}
    ORDER BY l.delivered_at DESC, l.position, q.position, a.id
"""

# One answer for all items that ask the same; where one was given anew, the last.
_WITH_ORDER = f"""
    SELECT string_agg(DISTINCT p.name, '; '), min(w.text), min(w.answer_type), min(w.unit), min(w.choices), a.answer,
        a.action, a.happened_at, coalesce(min(u.name), '')
    FROM (
        SELECT DISTINCT ON (question_code) question_code, answer, action, happened_at, by_id FROM orders_answer
        WHERE contract_id = %(contract)s AND order_id = %(order)s AND asked_at = %(ordering)s
        ORDER BY question_code, happened_at DESC, id DESC
    ) a
    JOIN orders_orderline l ON l.contract_id = %(contract)s AND l.order_id = %(order)s
        AND (%(lines)s::uuid[] IS NULL OR l.id = ANY(%(lines)s))
    JOIN catalogue_product p ON p.id = l.product_id
    JOIN catalogue_question q ON q.contract_id = %(contract)s AND q.set_code = p.clinical_questions
        AND q.question_code = a.question_code AND q.asked_at = %(ordering)s
    {_WORDED}
    LEFT JOIN identity_user u ON u.id = a.by_id
    GROUP BY a.question_code, a.answer, a.action, a.happened_at
    ORDER BY min(l.position), min(q.position)
"""


def answers_with_order(
    scope: Scope, order_id: UUID, *, line_ids: Collection[UUID] | None = None
) -> tuple[GivenAnswer, ...]:
    """What was answered when the order was placed or changed, in the order of its lines; or about some of them."""
    lines = None if line_ids is None else list(line_ids)
    asked = {"contract": scope.contract_id, "order": order_id, "ordering": AskedAt.ORDER.value, "lines": lines}
    return rows(_answer, _WITH_ORDER, asked)


# One answer for all items that ask the same, of whichever order: the last of each order, and where two orders were
# answered otherwise, both. Of the person only the measure that a question at the door names ("set for the weight").
_FOR_CREW = f"""
    SELECT string_agg(DISTINCT p.name, '; '), min(w.text), min(w.answer_type), min(w.unit), min(w.choices), a.answer,
        a.action, max(a.happened_at), coalesce(min(u.name), ''),
        CASE WHEN bool_or(q.for_crew) THEN '' ELSE min(q.compared_with) END
    FROM (
        SELECT DISTINCT ON (order_id, question_code) order_id, question_code, answer, action, happened_at, by_id
        FROM orders_answer
        WHERE contract_id = %(contract)s AND asked_at = %(ordering)s
        AND order_id IN (SELECT order_id FROM orders_orderline WHERE id = ANY(%(lines)s))
        ORDER BY order_id, question_code, happened_at DESC, id DESC
    ) a
    JOIN orders_orderline l ON l.order_id = a.order_id AND l.id = ANY(%(lines)s)
    JOIN catalogue_product p ON p.id = l.product_id
    JOIN catalogue_question q ON q.contract_id = %(contract)s AND q.set_code = p.clinical_questions
        AND q.question_code = a.question_code AND q.asked_at = %(ordering)s
        AND (q.for_crew OR q.compared_with = ANY (%(measures)s) AND EXISTS (
            SELECT FROM catalogue_question d WHERE d.contract_id = q.contract_id AND d.set_code = q.set_code
            AND d.asked_at = %(delivery)s AND d.text ~* ('\\m' || q.compared_with || '\\M')))
    {_WORDED}
    LEFT JOIN identity_user u ON u.id = a.by_id
    GROUP BY a.question_code, a.answer, a.action
    ORDER BY min(l.position), min(q.position), a.question_code, max(a.happened_at) DESC
"""


def answers_for_crew(scope: Scope, line_ids: Collection[UUID]) -> tuple[GivenAnswer, ...]:
    """What was answered about the way in and the place where these lines go: what the contract's question sets mark
    for the crew; about the person nothing but a measure that a question at the door names."""
    if not line_ids:
        return ()
    asked = {"ordering": AskedAt.ORDER.value, "delivery": AskedAt.DELIVERY.value, "lines": list(line_ids)}
    measures = [measure.value for measure in Measure]
    return rows(_answer, _FOR_CREW, {"contract": scope.contract_id, "measures": measures, **asked})


def _answers(scope: Scope, which: str, **asked: Any) -> tuple[GivenAnswer, ...]:
    values = {"contract": scope.contract_id, "delivery": AskedAt.DELIVERY.value, **asked}
    return rows(_answer, _ANSWERS.format(which=which), values)


def answers_of_lines(
    scope: Scope, line_ids: Collection[UUID], *, at: datetime | None = None
) -> tuple[GivenAnswer, ...]:
    """The answers about these lines; with `at` only of what was handed over at that moment."""
    if not line_ids:
        return ()
    which = "l.id = ANY(%(lines)s) AND (%(at)s::timestamptz IS NULL OR l.delivered_at = %(at)s)"
    return _answers(scope, which, lines=list(line_ids), at=at)


def answers_of_asset(scope: Scope, asset_id: UUID) -> tuple[GivenAnswer, ...]:
    """The answers about an item at each home that it came to, the last first."""
    which = "l.id IN (SELECT k.line_id FROM orders_allocation k WHERE k.asset_id = %(asset)s)"
    return _answers(scope, which, asset=asset_id)


def _answer(*row: Any) -> GivenAnswer:
    values = list(row)
    values[2], values[6] = AnswerType(values[2]), Severity(values[6]) if values[6] else None
    return GivenAnswer(*values)
