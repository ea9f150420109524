"""Reads the open visits that can take on more for a person.
Refuses visits that are on a run already: there van and day are reckoned."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.rules.requests import JOINABLE, OpenVisit
from handrail.visits.states import VisitState

_JOINABLE = """
    SELECT id, person_id, address_id, depot_id, state, due_at, slot_from, slot_until, crew FROM visits_visit
    WHERE contract_id = %(contract)s AND person_id = %(person)s AND state = ANY(%(states)s) ORDER BY due_at, id
"""


def joinable(scope: Scope, person_id: UUID) -> tuple[OpenVisit, ...]:
    """The visits to a person that are not on a run yet, soonest first."""
    states = [state.value for state in JOINABLE]
    return rows(_open, _JOINABLE, {"contract": scope.contract_id, "person": person_id, "states": states})


def _open(*row: Any) -> OpenVisit:
    values = list(row)
    values[4] = VisitState(values[4])
    return OpenVisit(*values)


def open_visits_of(scope: Scope, line_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """The visits that still bring these lines."""
    return rows(
        lambda visit_id: visit_id,
        """SELECT DISTINCT visit_id FROM visits_visittask
           WHERE contract_id = %(contract)s AND line_id = ANY(%(lines)s) AND outcome = 'OPEN' ORDER BY visit_id""",
        {"contract": scope.contract_id, "lines": list(line_ids)},
    )
