"""Reads what a person has on loan, for asking a visit about it.
Refuses (NOT_FOUND) a person that the scope does not reach."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class LentRow:
    """One thing on loan. `asked_for`: a collection is asked for already; `where`: the address at which it stands."""

    loan_id: UUID
    product: str
    number: str
    left: int
    asked_for: bool
    collected: bool
    where: str
    category: str = ""
    electric: bool = True


@dataclass(frozen=True, slots=True)
class PersonWithThings:
    """A person and what they have."""

    person_id: UUID
    name: str
    things: tuple[LentRow, ...]


_LENT = """
    SELECT l.id, p.name, coalesce(a.number, ''), l.quantity - l.quantity_back, l.state = 'RETURN_REQUESTED',
        p.collect_when_done, d.lines || ', ' || d.postcode, p.category, p.electrical_test_months IS NOT NULL
    FROM loans_loan l JOIN catalogue_product p ON p.id = l.product_id LEFT JOIN stock_asset a ON a.id = l.asset_id
    JOIN people_address d ON d.id = l.address_id
    WHERE l.contract_id = %(contract)s AND l.ended_at IS NULL
    AND l.person_id = ANY (people_records(%(person)s))
    ORDER BY p.name, l.id
"""


def things_of(scope: Scope, person_id: UUID) -> PersonWithThings:
    """What a person has on loan, by name; in two statements. Raises `Refused(NOT_FOUND)`."""
    asked: dict[str, Any] = {"contract": scope.contract_id, "person": person_id}
    names = rows(
        lambda name: name,
        """SELECT given_name || ' ' || family_name FROM people_person
           WHERE contract_id = %(contract)s AND id = %(person)s""",
        asked,
    )
    if not names:
        raise refuse(CallReason.NOT_FOUND, "person_id")
    return PersonWithThings(person_id, names[0], rows(LentRow, _LENT, asked))
