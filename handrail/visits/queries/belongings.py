"""Reads how much hangs on some records of a person: what is lent, what was ordered, who sees them.
Refuses those outside the scope: row security and the contract bound the statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import OPEN as OPEN_LINES


@dataclass(frozen=True, slots=True)
class Belongings:
    """What belongs to a record. `lent`: items and pieces; `coming`: orders of which something is still to come;
    `partners`: the names of those whose users see it."""

    lent: int
    orders: int
    coming: int
    partners: Sequence[str]


_BELONGINGS = """
    SELECT (SELECT coalesce(sum(l.quantity - l.quantity_back), 0)::int FROM loans_loan l
            WHERE l.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s) AND l.ended_at IS NULL),
        (SELECT count(*) FROM orders_order o WHERE o.contract_id = %(contract)s AND o.person_id = ANY (%(ids)s)),
        (SELECT count(DISTINCT l.order_id) FROM orders_orderline l
            WHERE l.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s) AND l.state = ANY (%(open)s)),
        (SELECT coalesce(array_agg(DISTINCT p.name ORDER BY p.name), '{}') FROM people_reach r
            JOIN partners_partner p ON p.id = r.partner_id
            WHERE r.contract_id = %(contract)s AND r.person_id = ANY (%(ids)s))
"""


def belongings(scope: Scope, record_ids: Sequence[UUID]) -> Belongings:
    """What hangs on these records together; one statement."""
    asked = {"contract": scope.contract_id, "ids": list(record_ids), "open": [state.value for state in OPEN_LINES]}
    return rows(Belongings, _BELONGINGS, asked)[0]
