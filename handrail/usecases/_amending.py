"""What a change to an order asks for, and the whole order as it should become.
Refuses nothing: `orders.rules.amend` decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from handrail.identity.scope import Scope
from handrail.orders.rules.facts import Discharge, LineRequest, OrderRequest
from handrail.usecases._changing import OrderNow, as_asked, line_as_asked


@dataclass(frozen=True, slots=True)
class OrderAmendment:
    """What changes, and why. `changed` holds whole new values by line, `added` new lines; None leaves as it is.
    `answers` and `reasons` are added to those given before, by question code and check key."""

    order_id: UUID
    seen_version: int
    why: str
    changed: Mapping[UUID, LineRequest] = field(default_factory=dict)
    added: tuple[LineRequest, ...] = ()
    address_id: UUID | None = None
    discharge: Discharge | None = None
    note: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


def standing_answers(order: OrderNow) -> OrderNow:
    """The order with the answers that still are answers: a question that has other words since is asked anew."""
    return replace(order, answers=tuple(row for row in order.answers if not row.reworded))


def wanted_order(scope: Scope, order: OrderNow, request: OrderAmendment) -> OrderRequest:
    """The whole order as it should become, with every product that its lines name before or after."""
    lines = [line_as_asked(line) for line in order.lines]
    asked = as_asked(
        order,
        (*lines, *request.changed.values(), *request.added),
        entered_by_id=scope.user_id,
        more_reasons=request.reasons,
    )
    return replace(
        asked,
        address_id=request.address_id or asked.address_id,
        discharge=request.discharge or asked.discharge,
        answers={**asked.answers, **request.answers},
    )


def answered_anew(order: OrderNow, request: OrderAmendment) -> frozenset[str]:
    """The questions that are answered otherwise than before."""
    before = {row.question_code: row.answer for row in order.answers if row.asked_at == "order"}
    return frozenset(
        code for code, said in request.answers.items() if said.strip() and before.get(code) != said.strip()
    )
