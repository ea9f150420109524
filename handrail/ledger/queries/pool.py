"""Reads of pools: what was agreed, what partners pay in, what came, what accounts of a fund hold by month.
Refuses postings: sums are read from balances, so that a page costs the same however much was posted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind, RiskRule
from handrail.ledger.rules.figures import Figures, Gained, figures
from handrail.ledger.rules.pool import Amount, Instalment, Uplift
from handrail.ledger.rules.risk import InPool, RiskTerms

_POOLS = """
    SELECT f.id, f.code, f.name FROM ledger_fund f
    WHERE f.contract_id = %(contract)s AND f.kind = 'POOL' AND f.closed_on IS NULL ORDER BY f.name
"""
_AGREEMENTS = """
    SELECT a.id, a.number, a.from_on, a.until_on, a.agreed_on, a.change, a.aims, a.functions, a.host_id, h.name,
        a.manager, a.ends_on, a.review_on, a.notice_months, a.risk_rule, a.risk_parts
    FROM ledger_agreement a JOIN partners_partner h ON h.id = a.host_id
    WHERE a.contract_id = %(contract)s AND a.fund_id = %(fund)s ORDER BY a.number
"""
_SHARES = """
    SELECT s.id, s.from_on, s.until_on, (
        SELECT json_object_agg(p.partner_id, p.parts) FROM ledger_share p WHERE p.share_set_id = s.id)
    FROM ledger_shareset s WHERE s.contract_id = %(contract)s AND s.fund_id = %(fund)s ORDER BY s.from_on
"""
# The newest version of each year.
_YEARS = """
    SELECT DISTINCT ON (y.from_on) y.id, y.from_on, y.version, y.inflation_parts, y.inflation_basis, y.demand_parts,
        y.demand_basis, y.change, y.recorded_on
    FROM ledger_poolyear y WHERE y.contract_id = %(contract)s AND y.fund_id = %(fund)s
    ORDER BY y.from_on, y.version DESC
"""
_CONTRIBUTIONS = """
    SELECT c.partner_id, p.name, c.parts, c.base_pence, c.inflation_pence, c.demand_pence, c.use_pence, (
        SELECT json_agg(json_build_array(i.due_on, i.pence) ORDER BY i.due_on) FROM ledger_instalment i
        WHERE i.contract_id = %(contract)s AND i.contribution_id = c.id)
    FROM ledger_contribution c JOIN partners_partner p ON p.id = c.partner_id
    WHERE c.contract_id = %(contract)s AND c.year_id = %(year)s ORDER BY c.parts DESC, p.name
"""
_RECEIPTS = """
    SELECT r.id, r.partner_id, p.name, r.year_from_on, r.received_on, r.pence, r.reference, r.entry_id, c.note,
        e.month, c.month
    FROM ledger_receipt r JOIN partners_partner p ON p.id = r.partner_id JOIN ledger_entry e ON e.id = r.entry_id
    LEFT JOIN ledger_entry c ON c.contract_id = r.contract_id AND c.corrects_id = r.entry_id
    WHERE r.contract_id = %(contract)s AND {chosen} ORDER BY r.received_on, r.id
"""
_MEETINGS = """
    SELECT m.id, m.held_on, m.decided, m.next_on FROM ledger_meeting m
    WHERE m.contract_id = %(contract)s AND m.fund_id = %(fund)s ORDER BY m.held_on DESC
"""
# What is reserved stays so from year to year; all else is of the year.
_HELD = """
    SELECT b.month, a.kind, a.share_set_id, sum(b.amount_pence)
    FROM ledger_shareset s JOIN ledger_account a ON a.contract_id = s.contract_id AND a.share_set_id = s.id
    JOIN ledger_balance b ON b.account_id = a.id AND b.contract_id = s.contract_id
    WHERE s.contract_id = %(contract)s AND s.fund_id = %(fund)s AND b.month < %(after)s
        AND (b.month >= %(first)s OR a.kind = 'RESERVED')
    GROUP BY b.month, a.kind, a.share_set_id ORDER BY b.month, a.kind, a.share_set_id
"""

_HELD_BY_ALL = """
    SELECT s.fund_id, b.month, a.kind, a.share_set_id, sum(b.amount_pence)
    FROM ledger_shareset s JOIN ledger_account a ON a.contract_id = s.contract_id AND a.share_set_id = s.id
    JOIN ledger_balance b ON b.account_id = a.id AND b.contract_id = s.contract_id
    WHERE s.contract_id = %(contract)s AND b.month < %(after)s AND (b.month >= %(first)s OR a.kind = 'RESERVED')
    GROUP BY s.fund_id, b.month, a.kind, a.share_set_id
"""
_BUDGETS = """
    SELECT DISTINCT ON (y.fund_id) y.fund_id, (
        SELECT coalesce(sum(c.base_pence + c.inflation_pence + c.demand_pence), 0) FROM ledger_contribution c
        WHERE c.contract_id = %(contract)s AND c.year_id = y.id)
    FROM ledger_poolyear y WHERE y.contract_id = %(contract)s AND y.from_on = %(first)s
    ORDER BY y.fund_id, y.version DESC
"""


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool that is open."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PoolSum:
    """A pool in a year: its budget, where contributions are agreed, and its sums."""

    pool: Pool
    budget_pence: int | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """What holds of an agreement from a day on: as signed (number 0), or a variation."""

    id: UUID
    number: int
    from_on: date
    until_on: date | None
    agreed_on: date
    change: str
    aims: str
    functions: str
    host_id: UUID
    host: str
    manager: str
    ends_on: date
    review_on: date
    notice_months: int
    risk_rule: str
    risk_parts: int

    @property
    def risk(self) -> RiskTerms:
        """Its risk-share rule."""
        return RiskTerms(RiskRule(self.risk_rule), self.risk_parts)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class SharesRow:
    """A share set with the days for which it holds, and parts of a million by partner."""

    id: UUID
    from_on: date
    until_on: date | None
    parts: Mapping[UUID, int]

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year of a pool, as agreed last."""

    id: UUID
    from_on: date
    version: int
    inflation: Uplift
    demand: Uplift
    change: str
    recorded_on: date


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One partner's part of a year, with its instalments as they fall due."""

    partner_id: UUID
    partner: str
    parts: int
    amount: Amount
    use_pence: int | None
    instalments: tuple[Instalment, ...]

    @property
    def in_pool(self) -> InPool:
        """As the risk-share rules ask for it."""
        return InPool(self.parts, self.amount.pence, self.use_pence)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Money that came; `wrong` says why it does not count, where an entry corrected it. `month` and `wrong_month`: in
    which months of the ledger it came, and left again."""

    id: UUID
    partner_id: UUID
    partner: str
    year_from_on: date
    received_on: date
    pence: int
    reference: str
    entry_id: UUID
    wrong: str | None
    month: date
    wrong_month: date | None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting of those who govern the pool."""

    id: UUID
    held_on: date
    decided: str
    next_on: date | None


def pools(scope: Scope) -> Sequence[Pool]:
    """The open pools of the contract, by name."""
    return rows(Pool, _POOLS, {"contract": scope.contract_id})


def agreements_of(scope: Scope, fund_id: UUID) -> Sequence[AgreementRow]:
    """What was agreed of a pool, in its order."""
    return rows(AgreementRow, _AGREEMENTS, _of(scope, fund_id))


def shares_of(scope: Scope, fund_id: UUID) -> Sequence[SharesRow]:
    """The share sets of a fund, the earliest first."""
    return rows(
        lambda row_id, from_on, until_on, parts: SharesRow(
            row_id, from_on, until_on, {UUID(partner): one for partner, one in value_of(parts).items()}
        ),
        _SHARES, _of(scope, fund_id),
    )  # fmt: skip


def years_of(scope: Scope, fund_id: UUID) -> Sequence[YearRow]:
    """The years of a pool for which contributions were agreed, the earliest first."""
    return rows(
        lambda row_id, from_on, version, inflation, why, demand, what, *rest: YearRow(
            row_id, from_on, version, Uplift(inflation, why), Uplift(demand, what), *rest
        ),
        _YEARS, _of(scope, fund_id),
    )  # fmt: skip


def contributions_of(scope: Scope, year_id: UUID) -> Sequence[ContributionRow]:
    """What each partner pays in that year, the largest share first."""
    return rows(
        lambda partner_id, name, parts, base, inflation, demand, used, due: ContributionRow(
            partner_id, name, parts, Amount(base, inflation, demand), used,
            tuple(Instalment(partner_id, date.fromisoformat(on), pence) for on, pence in value_of(due)),
        ),
        _CONTRIBUTIONS, {"contract": scope.contract_id, "year": year_id},
    )  # fmt: skip


def receipts_of(scope: Scope, fund_id: UUID, year_from_on: date) -> Sequence[ReceiptRow]:
    """What came for a year of a pool, wrong ones too, by day."""
    chosen = "r.fund_id = %(fund)s AND r.year_from_on = %(year)s"
    return rows(ReceiptRow, _RECEIPTS.format(chosen=chosen), _of(scope, fund_id) | {"year": year_from_on})


def receipt(scope: Scope, receipt_id: UUID) -> tuple[ReceiptRow, UUID, UUID] | None:
    """One receipt with its fund, and the share set for which it was posted."""
    asked = {"contract": scope.contract_id, "receipt": receipt_id}
    found = rows(ReceiptRow, _RECEIPTS.format(chosen="r.id = %(receipt)s"), asked)
    if not found:
        return None
    posted = """
        SELECT s.fund_id, s.id FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
        JOIN ledger_shareset s ON s.id = a.share_set_id
        WHERE p.contract_id = %(contract)s AND p.entry_id = %(entry)s
    """
    ((fund_id, share_set_id),) = rows(lambda *ids: ids, posted, asked | {"entry": found[0].entry_id})
    return found[0], fund_id, share_set_id


def meetings_of(scope: Scope, fund_id: UUID) -> Sequence[MeetingRow]:
    """The meetings about a pool, the newest first."""
    return rows(MeetingRow, _MEETINGS, _of(scope, fund_id))


def held_by(scope: Scope, fund_id: UUID, first: date, after: date) -> Sequence[Gained]:
    """What a fund's accounts gained by month from `first`, before `after`; of what is reserved, all before as well."""
    return rows(
        lambda month, kind, share_set, pence: Gained(month, AccountKind(kind), share_set, int(pence)),
        _HELD, _of(scope, fund_id) | {"first": first, "after": after},
    )  # fmt: skip


def of_pools(scope: Scope, first: date, after: date) -> Sequence[PoolSum]:
    """Each open pool with its budget and what its accounts gained in a year, by name. Three statements."""
    asked = {"contract": scope.contract_id, "first": first, "after": after}
    budgets = dict(rows(lambda fund, pence: (fund, int(pence)), _BUDGETS, asked))
    gained: dict[UUID, list[Gained]] = defaultdict(list)
    for fund, month, kind, share_set, pence in rows(lambda *row: row, _HELD_BY_ALL, asked):
        gained[fund].append(Gained(month, AccountKind(kind), share_set, int(pence)))
    return [PoolSum(pool, budgets.get(pool.id), figures(gained[pool.id], first, after)) for pool in pools(scope)]


def _of(scope: Scope, fund_id: UUID) -> dict[str, object]:
    return {"contract": scope.contract_id, "fund": fund_id}
