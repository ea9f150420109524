"""Owns: what a past time would have cost under other terms, by the rules that post: what was posted against that.
Refuses to guess: what the terms of its day do not explain (it was corrected since) stays as it was posted, counted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.core.moment import month_after
from handrail.ledger.codes import CreditDue
from handrail.ledger.rules.credits import CreditTerm, credit_each, falls_due, is_excluded
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.price_list import ListedPrice, price_of

type TermsOfDay[T] = Callable[[date], Sequence[T]]


@dataclass(frozen=True, slots=True)
class Settled:
    """Pieces of one loan that came back, passed their tests or were credited in a quarter. `on`: the day of which terms
    decide; `fell_due`: whether their credit fell due in the quarter, `each_pence`: what was credited for one then;
    `came`, `passed`: whether they came back and passed in it. `paid_each`: what was paid for one."""

    on: date
    category: str
    months: int
    paid_each: int
    pieces: int
    each_pence: int
    traits: tuple[str, ...] = ()
    fell_due: bool = True
    came: bool = False
    passed: bool = True

    def worth(self, terms: Sequence[CreditTerm]) -> int:
        """What these terms give for one."""
        if is_excluded(self.traits, terms):
            return 0
        return credit_each(self.paid_each, self.category, self.months, terms)

    def falls_in(self, terms: Sequence[CreditTerm]) -> bool:
        """Whether it falls due in the quarter, as if these terms had held always."""
        return self.came if falls_due(self.category, self.months, terms) is CreditDue.RETURN else self.passed


@dataclass(frozen=True, slots=True)
class Charged:
    """So many of a row of the price list, charged on one day at one price. Those taken back count below zero.
    `promised`: at which speeds, where they were several; the dearest was charged."""

    on: date
    item: str
    speed_code: str
    quantity: int
    unit_pence: int
    promised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repriced:
    """What was posted for one row, and what the proposal would have made of it. `kept`: so many of it were corrected
    since, and stand as they were posted in both."""

    item: str
    speed_code: str
    quantity: int
    posted_pence: int
    proposed_pence: int
    kept: int = 0

    @property
    def more_pence(self) -> int:
        """How much more it would have been; below zero: less."""
        return self.proposed_pence - self.posted_pence


def previous_quarter(today: date) -> tuple[date, date]:
    """The last quarter that is over: its first day and the day after its last."""
    after = month_after(today, -((today.month - 1) % 3))
    return month_after(after, -3), after


def repriced_credits(
    settled: Iterable[Settled], before: TermsOfDay[CreditTerm], proposed: Sequence[CreditTerm]
) -> tuple[Repriced, ...]:
    """Credits by category. What neither fell due nor would have is left out."""
    found: dict[tuple[str, str], Repriced] = {}
    for one in settled:
        would = one.falls_in(proposed)
        if one.fell_due or would:
            known = one.each_pence == (one.worth(before(one.on)) if one.fell_due else 0)
            each = (one.worth(proposed) if would else 0) if known else one.each_pence
            _add(found, (one.category, ""), one.pieces, one.each_pence, each, known=known)
    return tuple(found[key] for key in sorted(found))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a quarter is of something that is never to be credited: pieces, and what was credited for them."""

    pieces: int = 0
    posted_pence: int = 0


def left_out(settled: Iterable[Settled], traits: Iterable[str]) -> dict[str, LeftOut]:
    """By what is never to be credited. A thing may be of several."""
    found = {trait: LeftOut() for trait in traits}
    for one in settled:
        for trait in found.keys() & set(one.traits) if one.fell_due else ():
            so_far = found[trait]
            pence = so_far.posted_pence + one.pieces * one.each_pence
            found[trait] = LeftOut(so_far.pieces + one.pieces, pence)
    return found


def repriced_charges(
    charged: Iterable[Charged], before: TermsOfDay[ListedPrice], proposed: Sequence[ListedPrice]
) -> tuple[Repriced, ...]:
    """Charges by row of the price list, of the activities that the proposal names. What was charged at a speed is
    priced at that speed; what was promised at several, at the one that is dearest then."""
    named = {price.activity for price in proposed}
    found: dict[tuple[str, str], Repriced] = {}
    for one in charged:
        if one.item not in named:
            continue
        held = before(one.on)
        at = next(
            (speeds for speeds in (one.promised, (one.speed_code,)) if _unit(one, speeds, held) == one.unit_pence), None
        )
        known = at is not None
        each = one.unit_pence if at is None else _unit(one, at, in_place(held, proposed))
        _add(found, (one.item, one.speed_code), one.quantity, one.unit_pence, each, known=known)
    return tuple(found[key] for key in sorted(found))


def in_place(held: Sequence[ListedPrice], proposed: Sequence[ListedPrice]) -> tuple[ListedPrice, ...]:
    """A price list with some rows in the place of those that it had, or beside them."""
    rows = {(price.activity, price.speed_code): price for price in (*held, *proposed)}
    return tuple(rows.values())


def _unit(one: Charged, speeds: Sequence[str], prices: Sequence[ListedPrice]) -> int:
    price = price_of(one.item, speeds or [one.speed_code], prices)
    return price.unit_pence if isinstance(price, Price) else 0


def _add(
    found: dict[tuple[str, str], Repriced], key: tuple[str, str], quantity: int, was: int, each: int, *, known: bool
) -> None:
    so_far = found.get(key, Repriced(*key, 0, 0, 0))
    found[key] = Repriced(
        *key, so_far.quantity + quantity, so_far.posted_pence + quantity * was,
        so_far.proposed_pence + quantity * each, so_far.kept + (0 if known else abs(quantity)),
    )  # fmt: skip
