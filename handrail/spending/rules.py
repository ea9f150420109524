"""Owns: what would come back of things that are lent now, and what a thing likely costs in the end, by terms of a day.
Refuses nothing: what may not be credited, or was not paid for, comes back with nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from handrail.ledger.rules.credits import CreditTerm, credit_each
from handrail.spending.codes import LoanAge

# Fewer pieces than this say nothing about a product: then the catalogue's own expectation holds.
ENOUGH = 20
# A probability of the catalogue has three decimals.
_THOUSAND = 1000
_DAYS_OF_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Returned:
    """Of so many pieces of a product that were lent so many came back, on average after so many whole months."""

    lent: int
    back: int
    months: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Of `of` pieces `back` are expected to come back, after so many months. `own`: seen by the contract itself."""

    back: int
    of: int
    months: int
    own: bool


def expected(seen: Returned | None, probability: Decimal, median_days: int | None) -> Expected:
    """What the contract has seen of a product; of too few pieces, what its catalogue says."""
    if seen and seen.lent >= ENOUGH:
        return Expected(seen.back, seen.lent, seen.months, own=True)
    return Expected(int(probability * _THOUSAND), _THOUSAND, (median_days or 0) // _DAYS_OF_A_MONTH, own=False)


def likely_net(price_pence: int, category: str, comes: Expected, terms: Sequence[CreditTerm]) -> int:
    """The price less the credit at the usual age, as often as one comes back; half a penny up."""
    credit = credit_each(price_pence, category, comes.months, terms)
    return price_pence - (2 * credit * comes.back + comes.of) // (2 * comes.of)


@dataclass(frozen=True, slots=True)
class Lent:
    """Loans that are alike: of a category, for so many whole months, `each_pence` paid for each piece. `pieces` were
    paid for and are out; `eligible`: the catalogue lets them be credited."""

    category: str
    months: int
    each_pence: int
    eligible: bool
    loans: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What is counted over all loans once a day: what came back by product, and what is lent."""

    returned: Mapping[UUID, Returned]
    lent: Sequence[Lent]
    without_price: int


@dataclass(frozen=True, slots=True)
class ToCome:
    """Sums of loans, in pence: what was paid for them, and what would come back if all came back today and passed."""

    loans: int = 0
    pieces: int = 0
    paid_pence: int = 0
    back_pence: int = 0

    def __add__(self, other: "ToCome") -> "ToCome":
        return ToCome(
            self.loans + other.loans, self.pieces + other.pieces, self.paid_pence + other.paid_pence,
            self.back_pence + other.back_pence,
        )  # fmt: skip


def back_each(each_pence: int, category: str, months: int, terms: Sequence[CreditTerm], *, eligible: bool) -> int:
    """What one piece would bring today."""
    return credit_each(each_pence, category, months, terms) if eligible else 0


def age_of(months: int) -> LoanAge:
    """The band of a loan's age."""
    return next(age for age in reversed(LoanAge) if months >= int(age))


def months_of(age: LoanAge) -> tuple[int, int | None]:
    """The whole months of a band: from one up to but not including another; the last band has no end."""
    ages = list(LoanAge)
    after = ages.index(age) + 1
    return int(age), int(ages[after]) if after < len(ages) else None


def to_come(lent: Iterable[Lent], terms: Sequence[CreditTerm]) -> dict[tuple[str, LoanAge], ToCome]:
    """The sums by category and age."""
    found: dict[tuple[str, LoanAge], ToCome] = {}
    for one in lent:
        key = (one.category, age_of(one.months))
        back = one.pieces * back_each(one.each_pence, one.category, one.months, terms, eligible=one.eligible)
        found[key] = found.get(key, ToCome()) + ToCome(one.loans, one.pieces, one.pieces * one.each_pence, back)
    return found


# At these parts of a hundred the owner of a budget is told, the highest that is reached.
WARNS_AT = (100, 80)


def warns_at(used_pence: int, budget_pence: int) -> int | None:
    """The threshold that a team has reached; None below all of them."""
    return next((percent for percent in WARNS_AT if used_pence * 100 >= budget_pence * percent), None)
