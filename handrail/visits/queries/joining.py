"""Reads the visits to a person that may still take on more.
Refuses to judge whether they should: `visits.rules.requests` does."""

from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.rules.requests import JOINABLE, OpenVisit
from handrail.visits.states import VisitState

_JOINABLE = """
    SELECT id, person_id, address_id, depot_id, state, due_at, slot_from, slot_until, crew FROM visits_visit
    WHERE contract_id = %(contract)s AND person_id = %(person)s AND state = ANY(%(states)s)
    ORDER BY due_at, id FOR NO KEY UPDATE
"""


def joinable(scope: Scope, person_id: UUID) -> tuple[OpenVisit, ...]:
    """The open visits to this person that are on no run yet, locked, the soonest due first."""
    asked = {"contract": scope.contract_id, "person": person_id, "states": [state.value for state in JOINABLE]}
    return rows(_open_visit, _JOINABLE, asked)


def _open_visit(*row: Any) -> OpenVisit:
    visit_id, person_id, address_id, depot_id, state, *rest = row
    return OpenVisit(visit_id, person_id, address_id, depot_id, VisitState(state), *rest)
