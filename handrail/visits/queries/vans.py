"""Reads the vans of a contract.
Refuses those of another contract."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class VanRow:
    """A van of a depot and what it carries."""

    id: UUID
    name: str
    registration: str
    depot_id: UUID
    depot: str
    capacity_kg: int
    capacity_l: int
    retired_on: date | None


def van_register(scope: Scope) -> tuple[VanRow, ...]:
    """All vans, those in use first, by depot and name."""
    return rows(
        VanRow,
        """SELECT v.id, v.name, v.registration, v.depot_id, d.name, v.capacity_kg, v.capacity_l, v.retired_on
           FROM visits_van v JOIN partners_depot d ON d.id = v.depot_id
           WHERE v.contract_id = %(contract)s ORDER BY v.retired_on IS NOT NULL, d.name, v.name, v.id""",
        {"contract": scope.contract_id},
    )
