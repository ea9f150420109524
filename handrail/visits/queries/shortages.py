"""Reads which things of visits will not come, as nothing is kept for them.
Refuses nothing; rows are bounded by the scope's contract."""

from collections.abc import Collection
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.visits.rules.shortage import Shortage, shortage_of

_LINES = """
    SELECT t.visit_id, p.name, l.state
    FROM visits_visittask t
    JOIN orders_orderline l ON l.id = t.line_id
    JOIN catalogue_product p ON p.id = t.product_id
    WHERE t.contract_id = %(contract)s AND t.visit_id = ANY(%(visits)s) AND t.kind = 'DELIVER' AND t.outcome = 'OPEN'
    ORDER BY p.name, t.id
"""


def shortages(scope: Scope, visit_ids: Collection[UUID]) -> dict[UUID, Shortage]:
    """Of each of these visits that will not bring everything, what is missing; one statement."""
    if not visit_ids:
        return {}
    found: dict[UUID, list[tuple[str, LineState]]] = {}
    asked = {"contract": scope.contract_id, "visits": list(visit_ids)}
    for visit_id, name, state in rows(lambda *row: row, _LINES, asked):
        found.setdefault(visit_id, []).append((name, LineState(state)))
    return {visit_id: short for visit_id, lines in found.items() if (short := shortage_of(lines))}
