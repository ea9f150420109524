"""Owns: what the sums on a fund's accounts say to people: reserved, spent, credited, and what is left.
Refuses what was received: that is of the year it was paid for, whenever it came. Debits and credits become amounts
above zero, as they are spoken of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.moment import month_after
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.shares import by_partner


@dataclass(frozen=True, slots=True)
class Gained:
    """What the accounts of one kind and share set gained in one month; above zero a debit."""

    month: date
    kind: AccountKind
    share_set_id: UUID
    pence: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a time. `reserved_pence` is what is still kept at its end, whenever it was reserved.
    `vat_back_pence`: VAT that is got back, and so is no cost; `vat_pence` is the rest."""

    reserved_pence: int = 0
    equipment_pence: int = 0
    activity_pence: int = 0
    vat_pence: int = 0
    credited_pence: int = 0
    vat_back_pence: int = 0

    @property
    def spent_pence(self) -> int:
        """Equipment, activity, and the VAT on both that is not got back."""
        return self.equipment_pence + self.activity_pence + self.vat_pence

    @property
    def net_pence(self) -> int:
        """What it cost: spent less credited."""
        return self.spent_pence - self.credited_pence


def figures(gained: Iterable[Gained], first: date, after: date) -> Figures:
    """The sums from the month `first`, before the month `after`."""
    sums: Counter[AccountKind] = Counter()
    for one in gained:
        if one.month < after and (one.month >= first or one.kind is AccountKind.RESERVED):
            sums[one.kind] += one.pence
    return Figures(
        sums[AccountKind.RESERVED], sums[AccountKind.EQUIPMENT], sums[AccountKind.ACTIVITY], sums[AccountKind.VAT],
        -sums[AccountKind.CREDITED], sums[AccountKind.VAT_BACK],
    )  # fmt: skip


def months_of(first: date, last: date) -> Iterator[date]:
    """The first of each month from one month to another, both counted in."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = month_after(month, 1)


def net_by_partner(
    gained: Iterable[Gained], shares: Mapping[UUID, Mapping[UUID, int]], first: date, after: date
) -> dict[UUID, int]:
    """What it cost each partner: the net of each share set, shared by that set, once."""
    by_set: dict[UUID, list[Gained]] = {share_set: [] for share_set in shares}
    for one in gained:
        by_set[one.share_set_id].append(one)
    cost: Counter[UUID] = Counter({partner: 0 for parts in shares.values() for partner in parts})
    for share_set, of_set in by_set.items():
        cost.update(by_partner(figures(of_set, first, after).net_pence, shares[share_set]))
    return dict(cost)
