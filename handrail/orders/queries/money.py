"""Reads what money needs to know of order lines.
Refuses nothing; a line outside the contract is not found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState

_LINES = """
    SELECT id, state, supply_route, spend_pence, quantity, quantity_delivered,
        (lived_from AT TIME ZONE 'Europe/London')::date, coalesce(funding ->> 'care_route', ''),
        (funding ->> 'council_id')::uuid
    FROM orders_orderline WHERE contract_id = %(contract)s AND id = ANY(%(lines)s::uuid[]) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class LineToPay:
    """A line as it stands: its whole price in pence, how much of it is delivered, and its funding facts.
    `ordered_on`: the day whose rules say who pays."""

    id: UUID
    state: LineState
    supply_route: str
    spend_pence: int
    quantity: int
    quantity_delivered: int
    ordered_on: date
    care_route: str
    council_id: UUID | None


def lines_to_pay(scope: Scope, line_ids: Collection[UUID]) -> tuple[LineToPay, ...]:
    """These lines in the order of their ids."""
    asked = {"contract": scope.contract_id, "lines": list(line_ids)}
    return rows(lambda line_id, state, *rest: LineToPay(line_id, LineState(state), *rest), _LINES, asked)
