"""Reads loans that were brought in from an old provider: what was paid for them, and what decides who pays.
Refuses nothing; who pays is what the person's record says today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

# One row of each by its id alone, said so that no plan reads all loans for each of them: of what the same change has
# written the planner knows nothing.
_TO_OPEN = """
    SELECT l.id, l.quantity, l.price_pence, p.price_pence, %(today)s::date,
        CASE WHEN daterange(r.care_route_from_on, r.care_route_until_on) @> %(today)s::date THEN r.care_route
            ELSE '' END, r.residence_council_id
    FROM unnest(%(loans)s::uuid[]) AS w (id)
    CROSS JOIN LATERAL (SELECT o.id, o.contract_id, o.quantity, o.price_pence, o.product_id, o.person_id, o.line_id,
        o.imported_reference FROM loans_loan o WHERE o.id = w.id LIMIT 1) l
    CROSS JOIN LATERAL (SELECT c.price_pence FROM catalogue_product c WHERE c.id = l.product_id LIMIT 1) p
    CROSS JOIN LATERAL (SELECT h.care_route, h.care_route_from_on, h.care_route_until_on, h.residence_council_id
        FROM people_person h WHERE h.id = l.person_id LIMIT 1) r
    WHERE l.contract_id = %(contract)s AND l.line_id IS NULL AND l.imported_reference <> '' ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class ToOpen:
    """A loan that was brought in without an order line: how many, what was paid for each (None: nobody knows) and what
    each costs in the catalogue. `ordered_on`, `care_route`, `council_id`: what decides who pays, as it stands today."""

    loan_id: UUID
    quantity: int
    paid_pence: int | None
    catalogue_pence: int
    ordered_on: date
    care_route: str
    council_id: UUID | None


def to_open(scope: Scope, loan_ids: Collection[UUID], today: date) -> tuple[ToOpen, ...]:
    """These loans in the order of their ids. One statement."""
    return rows(ToOpen, _TO_OPEN, {"contract": scope.contract_id, "loans": list(loan_ids), "today": today})
