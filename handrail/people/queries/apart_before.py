"""Reads pairs of records of which it was said that they are two people, and is said no longer.
Refuses pairs of which either record is hidden from who asks: they are as if they were not there."""

from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


def apart_before(scope: Scope, apart_id: UUID) -> tuple[UUID, UUID] | None:
    """The two records of which it was taken back that they are two people; None where it was not."""
    found = rows(
        lambda *row: (row[0], row[1]),
        """SELECT a.one_id, a.other_id FROM people_apart a
           JOIN people_person p ON p.id = a.one_id JOIN people_person o ON o.id = a.other_id
           WHERE a.contract_id = %(contract)s AND a.id = %(id)s AND a.withdrawn_at IS NOT NULL""",
        {"contract": scope.contract_id, "id": apart_id},
    )
    return found[0] if found else None
