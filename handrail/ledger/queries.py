"""Reads of money, by scope.
Refuses nothing; an amount is whole pence, above zero a debit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.remembered import Lasting, in_force
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind, Residence
from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.entries import Posting
from handrail.ledger.rules.funding import FundingRule

_POSTED = """
    SELECT a.kind, a.share_set_id, sum(p.amount_pence), p.line_id
    FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.contract_id = %(contract)s AND p.line_id = ANY(%(lines)s::uuid[]) AND a.kind = %(kind)s
    GROUP BY a.kind, a.share_set_id, p.line_id HAVING sum(p.amount_pence) <> 0
    ORDER BY p.line_id, a.share_set_id
"""
_SHARE_SETS = "SELECT from_on, until_on, fund_id, id FROM ledger_shareset WHERE contract_id = %(contract)s"
_RULES = """
    SELECT from_on, until_on, position, care_route, residence, fund_id, weight
    FROM ledger_fundingrule WHERE contract_id = %(contract)s ORDER BY position, fund_id
"""
_TERMS = """
    SELECT from_on, until_on, position, category, from_months, until_months, parts, floor_pence
    FROM ledger_creditterm WHERE contract_id = %(contract)s ORDER BY position
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


def funding_rules(scope: Scope, on: date) -> Sequence[FundingRule]:
    """The rules that hold on a day; remembered."""
    return in_force(
        scope.contract_id, "funding rules", on, lambda: rows(_rule, _RULES, {"contract": scope.contract_id})
    )


def credit_terms(scope: Scope, on: date) -> Sequence[CreditTerm]:
    """The terms of credit that hold on a day; remembered."""
    asked = {"contract": scope.contract_id}
    return in_force(
        scope.contract_id,
        "credit terms",
        on,
        lambda: rows(lambda f, u, *term: (f, u, CreditTerm(*term)), _TERMS, asked),
    )


def share_sets(scope: Scope, on: date) -> Mapping[UUID, UUID]:
    """By fund, the share set under which it pays on a day; remembered."""
    asked = {"contract": scope.contract_id}
    return dict(
        in_force(
            scope.contract_id,
            "share sets",
            on,
            lambda: rows(lambda f, u, fund, one: (f, u, (fund, one)), _SHARE_SETS, asked),
        )
    )


def _rule(
    from_on: date, until_on: date | None, position: int, route: str, residence: str, fund_id: UUID, weight: int
) -> Lasting[FundingRule]:
    return from_on, until_on, FundingRule(position, route, Residence(residence), fund_id, weight)


def balances(scope: Scope, first: date, after: date) -> Sequence[MonthBalance]:
    """What each account gained in each month from `first`, before `after` (both the first of a month)."""
    asked = {"contract": scope.contract_id, "first": first, "after": after}
    return rows(lambda m, k, f, s, amount: MonthBalance(m, AccountKind(k), f, s, int(amount)), _BALANCES, asked)
