"""Owns: which VAT is on what is bought, and whether it is got back; what is wrong with terms of VAT as somebody typed
them. Refuses nothing of what is bought: what no term names bears no VAT. What applies is for who keeps a contract's
data to say: nothing here knows a tax law."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor, lcm
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.core.refusal import Reason
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.rentals import RENT
from handrail.ledger.rules.suspense import EQUIPMENT

# A rate is given in parts of ten thousand: 20% are 2,000.
WHOLE = 10_000
# What is bought that the price list has no row for.
OWN_ITEMS = (EQUIPMENT, RENT, "parts")
# Of the first it costs who buys, of the second nothing: it is got back.
OF_VAT = frozenset({AccountKind.VAT, AccountKind.VAT_BACK})


class VatReason(StrEnum):
    """Why terms of VAT cannot hold as they were typed."""

    TWICE = "VAT_TERM_TWICE"
    ITEM_UNKNOWN = "VAT_ITEM_UNKNOWN"
    CATEGORY_UNKNOWN = "VAT_CATEGORY_UNKNOWN"
    FUND_UNKNOWN = "VAT_FUND_UNKNOWN"
    RATE_OUTSIDE = "VAT_RATE_OUTSIDE_0_TO_100"
    CATEGORY_OF_ACTIVITY = "VAT_CATEGORY_OF_AN_ACTIVITY"


@dataclass(frozen=True, slots=True)
class VatTerm:
    """The VAT on `item` (`equipment`, or a row of the price list; empty: anything), of equipment of a `category`
    (empty: any), where a fund pays (None: any): `parts` of ten thousand, and whether who pays gets it back."""

    item: str
    category: str
    fund_id: UUID | None
    parts: int
    is_recovered: bool

    @property
    def account(self) -> AccountKind:
        """Where it is counted."""
        return AccountKind.VAT_BACK if self.is_recovered else AccountKind.VAT


def term_for(terms: Sequence[VatTerm], item: str, category: str, fund_id: UUID) -> VatTerm | None:
    """The term that names it most closely: the item before its category, and that before the fund."""
    fitting = [
        one
        for one in terms
        if one.item in ("", item) and one.category in ("", category) and one.fund_id in (None, fund_id)
    ]
    return min(fitting, key=lambda one: (not one.item, not one.category, one.fund_id is None), default=None)


def rounded_half_up(pence: Fraction) -> int:
    """Whole pence; below zero as above it."""
    return floor(abs(pence) + Fraction(1, 2)) * (1 if pence > 0 else -1)


def rounded_once(parts: Sequence[Fraction]) -> tuple[int, ...]:
    """Amounts in whole pence whose sum is rounded half up once, shared by largest remainder. All are of one sign."""
    return shared_by(rounded_half_up(sum(parts, Fraction(0))), parts) if any(parts) else (0,) * len(parts)


def shared_by(total_pence: int, weights: Sequence[Fraction]) -> tuple[int, ...]:
    """A total in proportion to these, of which not all are nothing; whether above zero or below is the total's."""
    common = lcm(*(one.denominator for one in weights))
    return split_by_weights(total_pence, [int(abs(one) * common) for one in weights])


@dataclass(frozen=True, slots=True)
class Bought:
    """What of one kind was bought in a time by a fund, less credits, and the VAT that was posted on it."""

    item: str
    category: str
    fund_id: UUID
    net_pence: int
    vat_pence: int


def would_bear(bought: Sequence[Bought], terms: Sequence[VatTerm]) -> tuple[int, int]:
    """The VAT that these terms would have put on it, and how much of that would have been got back."""
    found = [(one.net_pence, term) for one in bought if (term := term_for(terms, one.item, one.category, one.fund_id))]
    parts = [(Fraction(net * term.parts, WHOLE), term.is_recovered) for net, term in found]
    whole, back = (sum((one for one, is_back in parts if is_back in kinds), Fraction(0)) for kinds in ((0, 1), (1,)))
    return floor(whole + Fraction(1, 2)), floor(back + Fraction(1, 2))


def reasons_against_vat(
    terms: Sequence[VatTerm], items: Collection[str], categories: Collection[str], funds: Collection[UUID]
) -> Iterator[Reason]:
    """What is wrong with terms of VAT; fields are `terms.0.parts` and so on."""
    seen: set[tuple[str, str, UUID | None]] = set()
    for at, term in enumerate(terms):
        key = (term.item, term.category, term.fund_id)
        if key in seen:
            yield Reason(VatReason.TWICE, f"terms.{at}.item")
        seen.add(key)
        if term.item not in ("", *items):
            yield Reason(VatReason.ITEM_UNKNOWN, f"terms.{at}.item", (("item", term.item),))
        if term.category and term.item != EQUIPMENT:
            yield Reason(VatReason.CATEGORY_OF_ACTIVITY, f"terms.{at}.category")
        elif term.category and term.category not in categories:
            yield Reason(VatReason.CATEGORY_UNKNOWN, f"terms.{at}.category", (("category", term.category),))
        if term.fund_id is not None and term.fund_id not in funds:
            yield Reason(VatReason.FUND_UNKNOWN, f"terms.{at}.fund_id")
        if not 0 <= term.parts <= WHOLE:
            yield Reason(VatReason.RATE_OUTSIDE, f"terms.{at}.parts")
