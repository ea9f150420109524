"""Reads the vans of a contract.
Refuses those of another contract."""

from collections.abc import Collection
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
    by_post: bool


def van_register(scope: Scope) -> tuple[VanRow, ...]:
    """All vans, those in use first, by depot and name."""
    return rows(
        VanRow,
        """SELECT v.id, v.name, v.registration, v.depot_id, d.name, v.capacity_kg, v.capacity_l, v.retired_on, v.by_post
           FROM visits_van v JOIN partners_depot d ON d.id = v.depot_id
           WHERE v.contract_id = %(contract)s ORDER BY v.retired_on IS NOT NULL, d.name, v.name, v.id""",
        {"contract": scope.contract_id},
    )


def last_drivers(scope: Scope, van_ids: Collection[UUID], on: date) -> dict[UUID, str]:
    """Who drove each van last, up to a day; one that never went out is left out."""
    return dict(
        rows(
            lambda van_id, name: (van_id, name),
            """SELECT DISTINCT ON (r.van_id) r.van_id, u.name
               FROM visits_run r JOIN identity_user u ON u.id = r.driver_id
               WHERE r.contract_id = %(contract)s AND r.van_id = ANY(%(vans)s) AND r."on" <= %(on)s
               AND r.state <> 'CANCELLED'
               ORDER BY r.van_id, r."on" DESC, r.state_at DESC, r.id""",
            {"contract": scope.contract_id, "vans": list(van_ids), "on": on},
        )
    )
