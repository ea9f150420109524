"""Reads of closed months: how far they are closed, and what each held.
Refuses the digest's making: the database does it when a month is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.rules.closing import Books

_BOOKS = """
    SELECT c.last, (
        SELECT min(e.month) FROM ledger_entry e
        WHERE e.contract_id = %(contract)s AND e.month > coalesce(c.last, '-infinity'))
    FROM (SELECT max(month) AS last FROM ledger_closedmonth WHERE contract_id = %(contract)s) c
"""
_CLOSED = """
    SELECT m.month, m.entries, m.debits_pence, m.digest, m.closed_at, coalesce(u.name, '')
    FROM ledger_closedmonth m JOIN core_audit a ON a.id = m.audit_id LEFT JOIN identity_user u ON u.id = a.actor_id
    WHERE m.contract_id = %(contract)s ORDER BY m.month DESC
"""
# As the database counts it when it closes the month.
_SO_FAR = """
    SELECT count(DISTINCT e.id), coalesce(sum(p.amount_pence) FILTER (WHERE p.amount_pence > 0), 0)
    FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
    WHERE e.contract_id = %(contract)s AND e.month = %(month)s
"""


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A closed month, who closed it, and by which digest it can be told to be the same."""

    month: date
    entries: int
    debits_pence: int
    digest: str
    closed_at: datetime
    by: str


def books(scope: Scope) -> Books:
    """How far the months of the contract are closed."""
    (found,) = rows(Books, _BOOKS, {"contract": scope.contract_id})
    return found


def month_so_far(scope: Scope, month: date) -> tuple[int, int]:
    """How many entries a month holds now, and their debits in pence: what it will hold if it is closed."""
    asked = {"contract": scope.contract_id, "month": month}
    (found,) = rows(lambda entries, pence: (int(entries), int(pence)), _SO_FAR, asked)
    return found


def closed_months(scope: Scope) -> Sequence[ClosedRow]:
    """The closed months, the newest first."""
    return rows(ClosedRow, _CLOSED, {"contract": scope.contract_id})
