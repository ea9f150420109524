"""Reads a request for a special that a change is about to move, and holds it until the change ends.
Refuses nothing; what is outside the scope is not found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.specials.states import SpecialState

# The line that the chosen quote became: the newest of its person, of whichever record of theirs.
NEWEST_LINE = """
    LEFT JOIN LATERAL (SELECT l.id, l.state, l.order_id, l.state_reason AS reason FROM orders_orderline l
        WHERE l.product_id = s.product_id AND l.person_id = ANY (people_records(s.person_id)) AND s.state <> 'MET'
        ORDER BY l.id DESC LIMIT 1) l ON true
"""
_HELD = f"""
    SELECT s.id, s.person_id, s.category, s.state, s.asked_by_id, s.team_id, s.need, s.product_id, l.id, l.state,
        l.order_id, s.asked_at, u.email
    FROM specials_special s JOIN identity_user u ON u.id = s.asked_by_id {NEWEST_LINE}
    WHERE s.contract_id = %(contract)s AND s.id = %(special)s
"""
_HOLD = "SELECT true FROM specials_special WHERE contract_id = %(contract)s AND id = %(special)s FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class HeldSpecial:
    """A request with its order line, where the chosen quote became one."""

    id: UUID
    person_id: UUID
    category: str
    state: SpecialState
    asked_by_id: UUID
    team_id: UUID | None
    need: str
    product_id: UUID | None
    line_id: UUID | None
    line_state: LineState | None
    order_id: UUID | None
    asked_at: datetime
    asker_email: str


def special_for_update(scope: Scope, special_id: UUID) -> HeldSpecial | None:
    """One request, held first and read then: who waited for its order would not see the line else."""
    asked = {"contract": scope.contract_id, "special": special_id}
    rows(bool, _HOLD, asked)
    found = rows(_held, _HELD, asked)
    return found[0] if found else None


def _held(*row: Any) -> HeldSpecial:
    state, line_state = SpecialState(row[3]), LineState(row[9]) if row[9] else None
    return HeldSpecial(*[*row[:3], state, *row[4:9], line_state, *row[10:]])
