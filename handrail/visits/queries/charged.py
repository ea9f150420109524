"""Reads which visits something was brought or fetched by, as they were recorded.
Refuses what was not done there."""

from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_DONE = """
    SELECT DISTINCT t.visit_id FROM visits_visittask t
    WHERE t.contract_id = %(contract)s AND t.{column} = %(id)s AND t.kind = ANY(%(kinds)s)
        AND t.outcome IN ('DONE', 'PART_DONE')
"""

_DONE_AT = """
    SELECT DISTINCT coalesce(t.line_id, l.line_id, t.loan_id) FROM visits_visittask t
    LEFT JOIN loans_loan l ON l.id = t.loan_id
    WHERE t.contract_id = %(contract)s AND t.visit_id = %(visit)s AND t.outcome IN ('DONE', 'PART_DONE')
        AND (t.kind <> 'SERVICE' OR t.loan_id IS NOT NULL OR t.line_id IS NOT NULL)
    ORDER BY 1
"""


def lines_done_at(scope: Scope, visit_id: UUID) -> tuple[UUID | None, ...]:
    """For which lines something was done at a visit; of what was lent without one, the loan. What is fitted and was
    seen to for a recall alone is nobody's."""
    return rows(lambda one: one, _DONE_AT, {"contract": scope.contract_id, "visit": visit_id})


def visits_that_brought(scope: Scope, line_id: UUID) -> tuple[UUID, ...]:
    """The visits at which something of a line was handed over or fitted."""
    return _visits(scope, "line_id", line_id, ["DELIVER", "FIT"])


def visits_that_fetched(scope: Scope, loan_id: UUID) -> tuple[UUID, ...]:
    """The visits at which something of a loan was taken along."""
    return _visits(scope, "loan_id", loan_id, ["COLLECT"])


def _visits(scope: Scope, column: str, row_id: UUID, kinds: list[str]) -> tuple[UUID, ...]:
    asked = {"contract": scope.contract_id, "id": row_id, "kinds": kinds}
    return rows(lambda one: one, _DONE.format(column=column), asked)
