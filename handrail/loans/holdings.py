"""Reads what a person has, as ordering looks at it: lent, given, fitted to their home.
Refuses what another contract lent; loans of every record that was joined with this one count."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class HeldThing:
    """So many of a product with a person since a day. `lent` False: their own. `address_id` and `price_pence` (of one)
    where it was fitted to a home, else as lent."""

    product_id: UUID
    quantity: int
    since_on: date
    lent: bool
    fitted: bool
    address_id: UUID | None
    price_pence: int


_HELD = """
    WITH who AS (SELECT r.id FROM unnest(people_records(%(person)s)) r (id)
                 JOIN people_person p ON p.id = r.id AND p.contract_id = %(contract)s)
    SELECT product_id, quantity - quantity_back, (started_at AT TIME ZONE 'Europe/London')::date, true, false,
           address_id, coalesce(price_pence, 0)
        FROM loans_loan WHERE person_id IN (SELECT id FROM who) AND ended_at IS NULL
    UNION ALL
    SELECT product_id, quantity, (given_at AT TIME ZONE 'Europe/London')::date, false, false, NULL, price_pence
        FROM loans_gift WHERE person_id IN (SELECT id FROM who) AND mistaken_at IS NULL
    UNION ALL
    SELECT product_id, quantity, (fitted_at AT TIME ZONE 'Europe/London')::date, false, true, address_id, price_pence
        FROM loans_adaptation WHERE person_id IN (SELECT id FROM who) AND removed_at IS NULL
"""


def held_by(scope: Scope, person_id: UUID) -> tuple[HeldThing, ...]:
    """What the person has now, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"contract": scope.contract_id, "person": person_id})
        return tuple(HeldThing(*row) for row in cursor.fetchall())
