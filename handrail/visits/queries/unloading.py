"""Reads what was said at the doors of a run about what is still on its van, and which of its stops are still to come.
Refuses nothing: a line that is on no stop of the run has no row."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.codes import Outcome
from handrail.visits.states import OPEN, RunState, VisitState


@dataclass(frozen=True, slots=True)
class AtItsDoor:
    """How a line went at its stop. `reason`: why it was not handed over (list failed_visit); `waits`: the stop
    is not recorded yet; `to_come`: so it is, and the van is on the road."""

    line_id: UUID
    visit_id: UUID
    visit_number: int
    stop: int | None
    reason: str
    waits: bool
    to_come: bool


# What was kept for the line only after the stop is another thing than the one that the door spoke of.
_AT_DOORS = """
    SELECT DISTINCT ON (t.line_id) t.line_id, v.id, v.number, v.stop,
        CASE WHEN t.outcome = 'CANCELLED' THEN '' ELSE t.reason END, r.state, v.state, t.outcome
    FROM visits_visit v
    JOIN visits_run r ON r.id = v.run_id
    JOIN visits_visittask t ON t.visit_id = v.id AND t.kind = 'DELIVER' AND t.line_id IS NOT NULL
    WHERE v.contract_id = %(contract)s AND r.id = %(run)s
    AND NOT EXISTS (SELECT FROM orders_allocation k
        WHERE k.line_id = t.line_id AND k.ended_at IS NULL AND k.made_at > v.finished_at)
    ORDER BY t.line_id, t.id DESC
"""


def at_doors(scope: Scope, run_id: UUID) -> dict[UUID, AtItsDoor]:
    """Each line that a run was to bring, by its key."""
    found = rows(_row, _AT_DOORS, {"contract": scope.contract_id, "run": run_id})
    return {row.line_id: row for row in found}


def _row(*row: Any) -> AtItsDoor:
    line_id, visit_id, number, stop, reason, run_state, visit_state, outcome = row
    waits = outcome == Outcome.OPEN and VisitState(visit_state) in OPEN
    return AtItsDoor(line_id, visit_id, number, stop, reason, waits, waits and run_state == RunState.OUT)
