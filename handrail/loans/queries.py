"""Reads loans, always by scope.
Refuses to write, and to show what the scope does not reach."""

from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


def due_reviews(scope: Scope, today: date, *, at_most: int) -> tuple[tuple[UUID, UUID], ...]:
    """Loans whose review day has come, each with its person, longest ago first; locked, those of others skipped."""
    return rows(
        lambda loan_id, person_id: (loan_id, person_id),
        """SELECT id, person_id FROM loans_loan
           WHERE contract_id = %(contract)s AND state = 'ACTIVE' AND review_on <= %(today)s
           ORDER BY review_on, id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED""",
        {"contract": scope.contract_id, "today": today, "most": at_most},
    )
