"""Reads which things of visits will not come, as nothing is kept for them or they lie on another van.
Refuses nothing; rows are bounded by the scope's contract."""

from collections.abc import Collection
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.visits.queries.lies_elsewhere import ON_ANOTHER_VAN
from handrail.visits.rules.shortage import Shortage, shortage_of

_LINES = f"""
    SELECT t.visit_id, p.name, l.state, {ON_ANOTHER_VAN.format(van="r.van_id")}
    FROM visits_visittask t
    JOIN visits_visit v ON v.id = t.visit_id
    LEFT JOIN visits_run r ON r.id = v.run_id
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
    elsewhere: dict[UUID, list[str]] = {}
    asked = {"contract": scope.contract_id, "visits": list(visit_ids)}
    for visit_id, name, state, van in rows(lambda *row: row, _LINES, asked):
        found.setdefault(visit_id, []).append((name, LineState(state)))
        if van:
            elsewhere.setdefault(visit_id, []).append(f"{name} ({van})")
    every = {visit_id: shortage_of(lines, elsewhere.get(visit_id, ())) for visit_id, lines in found.items()}
    return {visit_id: short for visit_id, short in every.items() if short}
