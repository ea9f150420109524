"""Reads who covers for whom.
Refuses other contracts' cover."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One absence and who decides meanwhile."""

    id: UUID
    absent: str
    covering: str
    from_at: datetime
    until_at: datetime
    reason: str


def covers(scope: Scope, *, at: datetime) -> tuple[CoverRow, ...]:
    """Cover that holds now or will, the soonest first."""
    return rows(
        CoverRow,
        """SELECT c.id, a.name, b.name, c.from_at, c.until_at, c.reason FROM identity_cover c
           JOIN identity_user a ON a.id = c.absent_id JOIN identity_user b ON b.id = c.covering_id
           WHERE c.contract_id = %(contract)s AND c.until_at > %(at)s ORDER BY c.from_at, c.id""",
        {"contract": scope.contract_id, "at": at},
    )
