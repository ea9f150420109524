"""Reads one pool and one year of it, for the pages that show them.
Refuses a pool that the contract does not have (404), and a year that nobody agreed: the year of today is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from handrail.core.moment import year_of
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.ledger.queries.pool import (
    AgreementRow,
    ContributionRow,
    Pool,
    ReceiptRow,
    SharesRow,
    YearRow,
    agreements_of,
    contributions_of,
    held_by,
    pools,
    receipts_of,
    shares_of,
    years_of,
)
from handrail.ledger.queries.suspense import Waits, waits
from handrail.ledger.rules.figures import Figures, Gained, figures
from handrail.ledger.rules.pool import Instalment, as_paid
from handrail.ledger.rules.shares import WHOLE
from handrail.partners.queries import partners_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Link
from handrail.wording.money import percent_of_parts, year_words

# Parts of a million by which contributions in whole pennies may miss a share.
ROUNDING = 10


@dataclass(frozen=True, slots=True)
class PoolYearRead:
    """One year of a pool, from 1 April: what was agreed for it, what came, what its accounts gained. `waits`: what of
    the contract has no price or no fund, in whatever year; `named`: the partners, where no contributions name them;
    `starts_on`: when the agreement is to begin, where none holds yet and it does so within the year."""

    pool: Pool
    pools: Sequence[Pool]
    years: Sequence[YearRow]
    begins: date
    today: date
    agreement: AgreementRow | None
    year: YearRow | None
    contributions: Sequence[ContributionRow]
    receipts: Sequence[ReceiptRow]
    shares: Sequence[SharesRow]
    gained: Sequence[Gained]
    waits: Waits
    named: Mapping[UUID, str]
    starts_on: date | None

    @property
    def ends(self) -> date:
        """The first day after it."""
        return date(self.begins.year + 1, 4, 1)

    @property
    def is_over(self) -> bool:
        """Whether the year has ended."""
        return self.ends <= self.today

    @property
    def budget_pence(self) -> int:
        """What partners pay in, in all."""
        return sum(one.amount.pence for one in self.contributions)

    @property
    def figures(self) -> Figures:
        """The sums of the year."""
        return figures(self.gained, self.begins, self.ends)

    @property
    def came(self) -> tuple[ReceiptRow, ...]:
        """The receipts that count: of this year of the pool, whenever the money came."""
        return tuple(one for one in self.receipts if one.wrong is None)

    @property
    def received(self) -> dict[UUID, int]:
        """What each partner paid for the year, in whatever month it came."""
        paid = {one.partner_id: 0 for one in self.contributions}
        for one in self.came:
            paid[one.partner_id] = paid.get(one.partner_id, 0) + one.pence
        return paid

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        """Those of the year as they stand today."""
        owed = [due for one in self.contributions for due in one.instalments]
        return as_paid(owed, self.received, today=self.today)

    @property
    def unpaid_shares(self) -> tuple[tuple[str, UUID, int], ...]:
        """Where no contributions are agreed: who shares what the pool costs, by the shares of the year's last days."""
        last = min(self.ends - timedelta(days=1), max(self.today, self.begins))
        held = [one for one in self.shares if one.from_on < self.ends and one.from_on <= last]
        if self.year or not held:
            return ()
        found = ((self.named.get(partner, ""), partner, parts) for partner, parts in held[-1].parts.items())
        return tuple(sorted(found, key=lambda one: (-one[2], one[0])))

    @property
    def partners(self) -> dict[UUID, str]:
        """The names of those who pay in."""
        return {one.partner_id: one.partner for one in self.contributions}

    def href(self, page: str) -> str:
        """A page of this pool and year."""
        return f"{reverse(page, args=[self.pool.id])}?year={self.begins.year}"

    def crumbs(self) -> tuple[Crumb, ...]:
        """The way back to the pool."""
        return (Crumb(self.pool.name, self.href("money:pool_of")),)

    def year_links(self, page: str) -> tuple[Link, ...]:
        """The other years of the pool."""
        return tuple(
            Link(year_words(one.from_on), f"{reverse(page, args=[self.pool.id])}?year={one.from_on.year}")
            for one in self.years
            if one.from_on != self.begins
        )


def differing(pays: Sequence[ContributionRow]) -> tuple[tuple[ContributionRow, int], ...]:
    """Those whose share is not their part of what is paid in, with that part, in parts of a million."""
    whole = sum(one.amount.pence for one in pays)
    parts = [(one, round(Fraction(one.amount.pence * WHOLE, whole))) for one in pays] if whole else []
    return tuple((one, paid) for one, paid in parts if abs(one.parts - paid) > ROUNDING)


def apart_words(one: ContributionRow, paid: int) -> str:
    """A share that is not the part of what is paid in."""
    return f"{one.partner}: share {percent_of_parts(one.parts)}, pays in {percent_of_parts(paid)} of the budget."


def chosen_pool(found: Sequence[Pool], fund_id: UUID | None) -> Pool:
    """The pool that was asked for, or the first. Raises Http404."""
    pool = next((one for one in found if fund_id in (None, one.id)), None)
    if pool is None:
        raise Http404
    return pool


def read_year(request: PageRequest, fund_id: UUID | None, today: date) -> PoolYearRead:
    """The year that the address asks for; of a year that nobody agreed and of none, that of today."""
    scope: Scope = request.scope
    with reading(scope):
        found = pools(scope)
        pool = chosen_pool(found, fund_id)
        years = years_of(scope, pool.id)
        asked = request.GET.get("year", "")
        begins = next((one.from_on for one in years if str(one.from_on.year) == asked), year_of(today))
        year = next((one for one in years if one.from_on == begins), None)
        ends = date(begins.year + 1, 4, 1)
        day = min(today, date(begins.year + 1, 3, 31))
        agreed = agreements_of(scope, pool.id)
        return PoolYearRead(
            pool, found, years, begins, today,
            next((one for one in agreed if one.holds_on(day)), None), year,
            contributions_of(scope, year.id) if year else (),
            receipts_of(scope, pool.id, begins), shares_of(scope, pool.id), held_by(scope, pool.id, begins, ends),
            waits(scope),
            {} if year else {one.id: one.name for one in partners_of(scope.contract_id, day)},
            next((one.from_on for one in agreed if day < one.from_on < ends), None),
        )  # fmt: skip
