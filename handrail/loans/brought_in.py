"""Reads and holds loans that were brought in without an order line, which their entries name where others name a line.
Refuses nothing; what is no such loan is not found."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_FOUND = """
    SELECT l.id, l.person_id, p.name, l.quantity FROM loans_loan l JOIN catalogue_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.line_id IS NULL AND l.id = ANY(%(ids)s::uuid[]) ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """Such a loan: whose, of what, and how many."""

    id: UUID
    person_id: UUID
    product: str
    quantity: int


def brought_in(scope: Scope, ids: Collection[UUID]) -> tuple[BroughtIn, ...]:
    """Which of these are such loans, in the order of their keys."""
    return rows(BroughtIn, _FOUND, {"contract": scope.contract_id, "ids": list(ids)}) if ids else ()


def hold_brought_in(scope: Scope, ids: Collection[UUID]) -> tuple[BroughtIn, ...]:
    """The same, locked until the change ends."""
    found = f"{_FOUND} FOR NO KEY UPDATE OF l"
    return rows(BroughtIn, found, {"contract": scope.contract_id, "ids": list(ids)}) if ids else ()
