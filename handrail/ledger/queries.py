"""Reads of money, by scope.
Refuses nothing; an amount is whole pence, above zero a debit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.entries import Posting

_POSTED = """
    SELECT a.kind, a.share_set_id, sum(p.amount_pence), p.line_id
    FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.contract_id = %(contract)s AND p.line_id = ANY(%(lines)s::uuid[]) AND a.kind = %(kind)s
    GROUP BY a.kind, a.share_set_id, p.line_id HAVING sum(p.amount_pence) <> 0
    ORDER BY p.line_id, a.share_set_id
"""
_BALANCES = """
    SELECT b.month, a.kind, s.fund_id, a.share_set_id, sum(b.amount_pence)
    FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id
    WHERE b.contract_id = %(contract)s AND b.month >= %(first)s AND b.month < %(after)s
    GROUP BY b.month, a.kind, s.fund_id, a.share_set_id
    ORDER BY b.month, a.kind, s.fund_id, a.share_set_id
"""


@dataclass(frozen=True, slots=True)
class MonthBalance:
    """What one account gained in one month; `fund_id` and `share_set_id` are None for accounts of the contract."""

    month: date
    kind: AccountKind
    fund_id: UUID | None
    share_set_id: UUID | None
    amount_pence: int


def posted(scope: Scope, lines: Collection[UUID], kind: AccountKind) -> Sequence[Posting]:
    """What stands on accounts of a kind for these lines, by line and share set."""
    asked = {"contract": scope.contract_id, "lines": list(lines), "kind": kind.value}
    return rows(lambda k, s, amount, line: Posting(AccountKind(k), s, int(amount), line), _POSTED, asked)


def balances(scope: Scope, first: date, after: date) -> Sequence[MonthBalance]:
    """What each account gained in each month from `first`, before `after` (both the first of a month)."""
    asked = {"contract": scope.contract_id, "first": first, "after": after}
    return rows(lambda m, k, f, s, amount: MonthBalance(m, AccountKind(k), f, s, int(amount)), _BALANCES, asked)
