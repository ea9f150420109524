"""Reads the answers that were given where a thing was handed over, each with its question and the line it belongs to.
Refuses nothing; rows are bounded by the scope's contract and reach, and pages show them to who may see the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.catalogue.states import AnswerType, AskedAt, Severity
from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """One answer. `choices` as the contract has them ("code=label;..."); `flag`: what the answer raised."""

    line_id: UUID
    product: str
    question: str
    answer_type: AnswerType
    unit: str
    choices: str
    answer: str
    flag: Severity | None
    at: datetime
    by: str


# An answer belongs to what was handed over at the same moment and asks this question.
_ANSWERS = """
    SELECT l.id, p.name, q.text, q.answer_type, q.unit, q.choices, a.answer, a.action, a.happened_at,
        coalesce(u.name, '')
    FROM orders_orderline l
    JOIN orders_answer a ON a.order_id = l.order_id AND a.asked_at = %(delivery)s AND a.happened_at = l.delivered_at
    JOIN catalogue_product p ON p.id = l.product_id
    JOIN catalogue_question q ON q.contract_id = l.contract_id AND q.set_code = p.clinical_questions
        AND q.question_code = a.question_code AND q.asked_at = %(delivery)s
    LEFT JOIN identity_user u ON u.id = a.by_id
    WHERE l.contract_id = %(contract)s AND {which}
    ORDER BY l.delivered_at DESC, l.position, q.position, a.id
"""


def _answers(scope: Scope, which: str, **asked: Any) -> tuple[DoorAnswer, ...]:
    values = {"contract": scope.contract_id, "delivery": AskedAt.DELIVERY.value, **asked}
    return rows(_answer, _ANSWERS.format(which=which), values)


def answers_of_lines(scope: Scope, line_ids: Collection[UUID], *, at: datetime | None = None) -> tuple[DoorAnswer, ...]:
    """The answers about these lines; with `at` only of what was handed over at that moment."""
    if not line_ids:
        return ()
    which = "l.id = ANY(%(lines)s) AND (%(at)s::timestamptz IS NULL OR l.delivered_at = %(at)s)"
    return _answers(scope, which, lines=list(line_ids), at=at)


def answers_of_asset(scope: Scope, asset_id: UUID) -> tuple[DoorAnswer, ...]:
    """The answers about an item at each home that it came to, the last first."""
    which = "l.id IN (SELECT k.line_id FROM orders_allocation k WHERE k.asset_id = %(asset)s)"
    return _answers(scope, which, asset=asset_id)


def _answer(*row: Any) -> DoorAnswer:
    values = list(row)
    values[3], values[7] = AnswerType(values[3]), Severity(values[7]) if values[7] else None
    return DoorAnswer(*values)
