"""Holds loans whose credit waits until a fund pays for what was lent, and says how much of each is without one.
Refuses nothing; a loan outside the contract is not found."""

from collections.abc import Collection, Mapping
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.passed import FELL_DUE

_HELD = """
    SELECT l.id FROM loans_loan l WHERE l.contract_id = %(contract)s AND l.id = ANY(%(loans)s::uuid[])
    ORDER BY l.id FOR NO KEY UPDATE
"""
_LEFT = f"""
    SELECT l.id, {FELL_DUE} - coalesce((
        SELECT sum(e.quantity - coalesce((SELECT sum(c.quantity) FROM ledger_entry c WHERE c.corrects_id = e.id), 0))
        FROM ledger_entry e WHERE e.contract_id = l.contract_id AND e.corrects_id IS NULL
            AND e.cause >= 'credit:' || l.id || ':' AND e.cause < 'credit:' || l.id || ';'), 0)::int
    FROM loans_loan l WHERE l.contract_id = %(contract)s AND l.id = ANY(%(loans)s::uuid[])
"""  # noqa: S608 - only constants of our modules


def hold_uncredited(scope: Scope, loans: Collection[UUID]) -> Mapping[UUID, int]:
    """How many pieces passed their tests and are credited with nothing yet, by loan, locked: whoever puts right that
    they never came back waits. Two statements: what is read must be what stands under the lock."""
    if not loans:
        return {}
    asked = {"contract": scope.contract_id, "loans": list(loans)}
    rows(lambda one: one, _HELD, asked)
    return dict(rows(lambda loan, left: (loan, left), _LEFT, asked))
