"""Reads what a report of a pool says: as it stands, as it was kept when its months were closed, and what came later.
Refuses to make anew what was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import TypeAdapter

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.queries.pool import (
    AgreementRow,
    ContributionRow,
    ReceiptRow,
    SharesRow,
    agreements_of,
    contributions_of,
    held_by,
    receipts_of,
    shares_of,
    years_of,
)
from handrail.ledger.rules.figures import Gained, figures, net_by_partner
from handrail.ledger.rules.pool_report import Agreed, Late, OfKind, OfPartner, Period, PoolReport

REPORT = TypeAdapter(PoolReport)
# An entry that is counted in a later month than its own is one in very many: they have an index of their own.
_LATE = """
    SELECT e.month, sum(p.amount_pence) FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
    JOIN ledger_account a ON a.id = p.account_id JOIN ledger_shareset s ON s.id = a.share_set_id
    WHERE e.contract_id = %(contract)s AND e.happened_on < e.month AND e.happened_on >= %(first)s
        AND e.happened_on < %(after)s AND e.month >= %(after)s AND s.fund_id = %(fund)s
        AND a.kind IN ('EQUIPMENT', 'ACTIVITY', 'VAT', 'CREDITED')
    GROUP BY e.month ORDER BY e.month
"""


@dataclass(frozen=True, slots=True)
class OfYear:
    """What of a year of a pool stands in its reports."""

    agreement: AgreementRow | None
    is_agreed: bool
    contributions: Sequence[ContributionRow]
    receipts: Sequence[ReceiptRow]
    shares: Sequence[SharesRow]
    gained: Sequence[Gained]

    def came(self, first: date, after: date, partner_id: UUID | None = None) -> int:
        """What came for the year by the months in which it counts: what proved wrong leaves in the month in which that
        was put right."""
        counted = [(one.partner_id, one.month, one.pence) for one in self.receipts]
        counted += [(one.partner_id, one.wrong_month, -one.pence) for one in self.receipts if one.wrong_month]
        return sum(p for who, month, p in counted if partner_id in (None, who) and first <= month < after)

    def report(self, period: Period, kinds: tuple[OfKind, ...]) -> PoolReport:
        """The report of a period of the year."""
        first, after = period.first, period.after
        return PoolReport(
            first=first,
            after=after,
            agreed=self._agreed(),
            budget_pence=sum(one.amount.pence for one in self.contributions) if self.is_agreed else None,
            here=figures(self.gained, first, after),
            so_far=figures(self.gained, period.begins, after),
            came_pence=self.came(first, after),
            came_so_far_pence=self.came(date.min, after),
            partners=tuple(self._partners(period)),
            kinds=kinds,
        )

    def _agreed(self) -> Agreed | None:
        one = self.agreement
        return Agreed(one.aims, one.functions, one.host, one.manager, one.risk_rule, one.risk_parts) if one else None

    def _partners(self, period: Period) -> Sequence[OfPartner]:
        shares = {row.id: row.parts for row in self.shares}
        here = net_by_partner(self.gained, shares, period.first, period.after)
        so_far = net_by_partner(self.gained, shares, period.begins, period.after)
        return [
            OfPartner(
                partner=row.partner,
                parts=row.parts,
                pays_pence=row.amount.pence,
                due_pence=sum(due.pence for due in row.instalments if due.due_on < period.after),
                came_pence=self.came(period.first, period.after, row.partner_id),
                came_so_far_pence=self.came(date.min, period.after, row.partner_id),
                net_pence=here.get(row.partner_id, 0),
                net_so_far_pence=so_far.get(row.partner_id, 0),
            )
            for row in self.contributions
        ]


def of_year(scope: Scope, fund_id: UUID, begins: date, today: date) -> OfYear:
    """What was agreed, came and was posted of a year, as it stands on a day."""
    ends = date(begins.year + 1, 4, 1)
    day = min(today, date(begins.year + 1, 3, 31))
    year = next((one for one in years_of(scope, fund_id) if one.from_on == begins), None)
    return OfYear(
        next((one for one in agreements_of(scope, fund_id) if one.holds_on(day)), None), year is not None,
        contributions_of(scope, year.id) if year else (), receipts_of(scope, fund_id, begins),
        shares_of(scope, fund_id), held_by(scope, fund_id, begins, ends),
    )  # fmt: skip


def kept_report(scope: Scope, fund_id: UUID, first: date, after: date) -> PoolReport | None:
    """What was reported of a period when its last month was closed; None of one that is open."""
    found = rows(
        lambda content: REPORT.validate_python(value_of(content)),
        """SELECT r.content FROM ledger_reportedperiod r WHERE r.contract_id = %(contract)s
            AND r.fund_id = %(fund)s AND r.from_on = %(first)s AND r.until_on = %(after)s""",
        {"contract": scope.contract_id, "fund": fund_id, "first": first, "after": after},
    )
    return found[0] if found else None


def counted_later(scope: Scope, fund_id: UUID, period: Period, of: OfYear) -> Sequence[Late]:
    """What happened in a period and is counted in months after it, by month."""
    asked = {"contract": scope.contract_id, "fund": fund_id, "first": period.first, "after": period.after}
    net = dict(rows(lambda month, pence: (month, int(pence)), _LATE, asked))
    came: dict[date, int] = {}
    for one in of.receipts:
        for month, pence in ((one.month, one.pence), (one.wrong_month, -one.pence)):
            if month and month >= period.after and period.first <= one.received_on < period.after:
                came[month] = came.get(month, 0) + pence
    return [Late(month, net.get(month, 0), came.get(month, 0)) for month in sorted({*net, *came})]
