"""Owns what a forecast is made from: orders, loans, prices, terms, as they are known at the end of one day.
Refuses what lies after that day: `as_known` takes it out, so that no forecast sees its own future."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from handrail.forecasting.forecast.months import last_whole_month

# Pence for one piece by the price paid, the category and the whole months of the loan. The contract's own rule is
# handed in (`ledger.rules.credits.credit_each` with its terms): a second one here could come to differ from it.
type CreditRule = Callable[[int, str, int], int]


class SpendKind(StrEnum):
    """What money is spent on."""

    EQUIPMENT = "EQUIPMENT"
    ACTIVITY = "ACTIVITY"


@dataclass(frozen=True, slots=True)
class Order:
    """Money that was kept for an order, and what became of it. Like ones may be one row with their sum. What is
    charged without an order counts as ordered on its day."""

    funder: str
    kind: SpendKind
    pence: int
    ordered_on: date
    spent_on: date | None = None
    cancelled_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether its money is still kept."""
        return self.spent_on is None and self.cancelled_on is None


@dataclass(frozen=True, slots=True)
class Loan:
    """Pieces of a product lent on one day, and how they ended: with a credit on the day it was given, or without one
    (lost, sold, given away, not eligible). Like ones may be one row with their sums."""

    funder: str
    product: str
    category: str
    pieces: int
    paid_pence: int
    begun_on: date
    ended_on: date | None = None
    credited_pence: int = 0


@dataclass(frozen=True, slots=True)
class PriceChange:
    """From a day on, prices of a kind are `parts` of a million of what they were: 6% more are 1,060,000."""

    kind: SpendKind
    told_on: date
    from_on: date
    parts: int


@dataclass(frozen=True, slots=True)
class Fee:
    """What a funder pays for a month whatever is ordered: posted on a day, or due on it."""

    funder: str
    pence: int
    on: date
    is_posted: bool


@dataclass(frozen=True, slots=True)
class SelfBought:
    """What people bought themselves in a whole month, by what it would have cost the service, and what the service
    spent on equipment in it."""

    month: int
    worth_pence: int
    spent_pence: int


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known at the end of `as_at`. Orders and ends of loans are complete from `since`; of loans begun
    before, only those are given that were out on that day."""

    since: date
    as_at: date
    orders: tuple[Order, ...]
    loans: tuple[Loan, ...]
    credit_rule: CreditRule
    price_changes: tuple[PriceChange, ...] = ()
    closed_days: frozenset[date] = frozenset()
    fees: tuple[Fee, ...] = ()
    self_bought: tuple[SelfBought, ...] = ()


def as_known(history: Known, as_at: date) -> Known:
    """What of a history was known at the end of an earlier day: what came later has not happened, what ended later is
    still open, and a price that was told later is not known."""
    return replace(
        history,
        as_at=as_at,
        orders=tuple(_order_at(one, as_at) for one in history.orders if one.ordered_on <= as_at),
        loans=tuple(_loan_at(one, as_at) for one in history.loans if one.begun_on <= as_at),
        price_changes=tuple(one for one in history.price_changes if one.told_on <= as_at),
        self_bought=tuple(one for one in history.self_bought if one.month <= last_whole_month(as_at)),
    )


def _order_at(order: Order, as_at: date) -> Order:
    spent = order.spent_on is not None and order.spent_on > as_at
    cancelled = order.cancelled_on is not None and order.cancelled_on > as_at
    return replace(order, spent_on=None, cancelled_on=None) if spent or cancelled else order


def _loan_at(loan: Loan, as_at: date) -> Loan:
    ends_later = loan.ended_on is not None and loan.ended_on > as_at
    return replace(loan, ended_on=None, credited_pence=0) if ends_later else loan
