"""Reads of money, by scope.
Refuses nothing; an amount is whole pence, above zero a debit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.remembered import Days, remembered
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind, Residence
from handrail.ledger.queries.terms import credit_term
from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.entries import Posting
from handrail.ledger.rules.funding import FundingRule
from handrail.ledger.rules.price_list import ListedPrice
from handrail.ledger.rules.vat import VatTerm
from handrail.partners.terms import Terms, terms_from

_POSTED = """
    SELECT a.kind, a.share_set_id, sum(p.amount_pence), p.line_id
    FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.contract_id = %(contract)s AND p.line_id = ANY(%(lines)s::uuid[]) AND a.kind = %(kind)s
    GROUP BY a.kind, a.share_set_id, p.line_id HAVING sum(p.amount_pence) <> 0
    ORDER BY p.line_id, a.share_set_id
"""
# One statement: whoever posts needs most of it, and it is read once while nobody changes it.
_LAID_DOWN = """
    SELECT (
        SELECT json_agg(json_build_array(from_on, until_on, position, care_route, residence, fund_id, weight)
            ORDER BY position, fund_id) FROM ledger_fundingrule WHERE contract_id = %(contract)s
    ), (
        SELECT json_agg(json_build_array(from_on, until_on, fund_id, id)) FROM ledger_shareset
        WHERE contract_id = %(contract)s
    ), (
        SELECT json_agg(json_build_array(
            from_on, until_on, position, category, from_months, until_months, parts, floor_pence, due, excludes)
            ORDER BY position)
        FROM ledger_creditterm WHERE contract_id = %(contract)s
    ), (
        SELECT json_agg(json_build_array(m.from_on, m.until_on, m.partner_id)) FROM partners_contractpartner m
        JOIN partners_partner p ON p.id = m.partner_id
        WHERE m.contract_id = %(contract)s AND p.kind = 'COUNCIL' AND m.reach <> 'NONE'
    ), (
        -- A day counts for what is between its cut-off and its end: the same day is slower than four hours.
        SELECT json_agg(json_build_array(a.from_on, a.until_on, a.activity, a.speed_code, a.price_pence, (
            SELECT CASE WHEN s.unit = 'hours' THEN s.value ELSE greatest(24 * s.value, 9) END
            FROM partners_speed s WHERE s.contract_id = a.contract_id AND s.code = a.speed_code
                AND s.counts_from <> 'chosen_date' ORDER BY s.from_on DESC LIMIT 1)) ORDER BY a.activity, a.speed_code)
        FROM partners_activityprice a WHERE a.contract_id = %(contract)s
    ), (
        SELECT json_agg(json_build_array(from_on, until_on, key, value)) FROM partners_contractterm
        WHERE contract_id = %(contract)s
    ), (
        SELECT json_agg(json_build_array(from_on, until_on, item, category, fund_id, parts, is_recovered))
        FROM ledger_vatterm WHERE contract_id = %(contract)s
    )
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


def spent_last(scope: Scope, line_id: UUID) -> UUID | None:
    """The entry that spent last for a line."""
    found = rows(
        lambda one: one,
        """SELECT p.entry_id FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
            WHERE p.contract_id = %(contract)s AND p.line_id = %(line)s AND p.amount_pence > 0
                AND a.kind IN ('EQUIPMENT', 'SUSPENSE') ORDER BY p.id DESC LIMIT 1""",
        {"contract": scope.contract_id, "line": line_id},
    )
    return found[0] if found else None


def let_go_last(scope: Scope, line_id: UUID) -> Sequence[Posting]:
    """What was kept for a line before it was let go the last time, by share set."""
    kept = """FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
        WHERE p.contract_id = %(contract)s AND p.line_id = %(line)s AND a.kind = 'RESERVED' AND p.amount_pence < 0"""
    return rows(
        lambda share_set, pence: Posting(AccountKind.RESERVED, share_set, int(pence), line_id),
        f"""SELECT a.share_set_id, -p.amount_pence {kept}
            AND p.entry_id = (SELECT p.entry_id {kept} ORDER BY p.id DESC LIMIT 1) ORDER BY a.share_set_id""",
        {"contract": scope.contract_id, "line": line_id},
    )


@dataclass(frozen=True, slots=True)
class MoneyTerms:
    """What a contract lays down of money, each with the days for which it holds. `councils`: those whose residents it
    serves as its own; `share_sets`: (fund, share set)."""

    rules: Days[FundingRule]
    share_sets: Days[tuple[UUID, UUID]]
    credit: Days[CreditTerm]
    councils: Days[UUID]
    prices: Days[ListedPrice]
    numbers: Days[tuple[str, Any]]
    vat: Days[VatTerm]

    def terms_of(self, on: date) -> Terms:
        """The numbers and choices of the contract on a day."""
        return self.numbers.made(on, _terms)

    def share_sets_of(self, on: date) -> Mapping[UUID, UUID]:
        """The share set of each fund on a day."""
        return self.share_sets.made(on, _by_fund)


def _terms(numbers: tuple[tuple[str, Any], ...]) -> Terms:
    return terms_from(dict(numbers))


def _by_fund(share_sets: tuple[tuple[UUID, UUID], ...]) -> Mapping[UUID, UUID]:
    return dict(share_sets)


def money_terms(scope: Scope) -> MoneyTerms:
    """Funding rules, share sets, terms of credit and VAT, own councils and prices, for all days; one statement,
    remembered."""
    return remembered(scope.contract_id, "money terms", lambda: _read_terms(scope.contract_id))


def _read_terms(contract_id: UUID) -> MoneyTerms:
    (found,) = rows(lambda *kinds: [value_of(kind) or [] for kind in kinds], _LAID_DOWN, {"contract": contract_id})
    rules, share_sets, credit, councils, prices, numbers, vat = (
        [(date.fromisoformat(f), date.fromisoformat(u) if u else None, row) for f, u, *row in kind] for kind in found
    )
    return MoneyTerms(
        Days([(f, u, FundingRule(at, route, Residence(home), UUID(fund), weight))
              for f, u, (at, route, home, fund, weight) in rules]),
        Days([(f, u, (UUID(fund), UUID(one))) for f, u, (fund, one) in share_sets]),
        Days([(f, u, credit_term(*term)) for f, u, term in credit]),
        Days([(f, u, UUID(council)) for f, u, (council,) in councils]),
        Days([(f, u, ListedPrice(*price)) for f, u, price in prices]),
        Days([(f, u, (key, value)) for f, u, (key, value) in numbers]),
        Days([(f, u, VatTerm(item, kind, UUID(fund) if fund else None, *rest))
              for f, u, (item, kind, fund, *rest) in vat]),
    )  # fmt: skip


def balances(scope: Scope, first: date, after: date) -> Sequence[MonthBalance]:
    """What each account gained in each month from `first`, before `after` (both the first of a month)."""
    asked = {"contract": scope.contract_id, "first": first, "after": after}
    return rows(lambda m, k, f, s, amount: MonthBalance(m, AccountKind(k), f, s, int(amount)), _BALANCES, asked)
