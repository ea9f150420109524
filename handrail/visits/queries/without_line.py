"""Reads and holds what entries name where others name an order line: loans that were brought in, and measurings.
Refuses nothing; what is neither is not found."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.brought_in import BroughtIn, brought_in, hold_brought_in

_MEASURED = """
    SELECT m.id, m.person_id, m.what, 1, false FROM visits_measuring m
    WHERE m.contract_id = %(contract)s AND m.id = ANY(%(ids)s::uuid[]) ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class WithoutLine:
    """One such: whose, of what, and how many. `lent`: a loan that was brought in; else what was measured."""

    id: UUID
    person_id: UUID
    name: str
    quantity: int
    lent: bool

    @property
    def subject(self) -> str:
        """What the audit log calls it."""
        return "loan" if self.lent else "measuring"


def without_line(scope: Scope, ids: Collection[UUID]) -> tuple[WithoutLine, ...]:
    """Which of these are such."""
    return _both(scope, ids, brought_in(scope, ids))


def hold_without_line(scope: Scope, ids: Collection[UUID]) -> tuple[WithoutLine, ...]:
    """The same, locked until the change ends; a measuring is never changed."""
    return _both(scope, ids, hold_brought_in(scope, ids))


def _both(scope: Scope, ids: Collection[UUID], loans: Collection[BroughtIn]) -> tuple[WithoutLine, ...]:
    lent = tuple(WithoutLine(one.id, one.person_id, one.product, one.quantity, True) for one in loans)
    rest = sorted(set(ids) - {one.id for one in lent})
    if not rest:
        return lent
    return (*lent, *rows(WithoutLine, _MEASURED, {"contract": scope.contract_id, "ids": rest}))
