"""Owns: what a contract gives back for equipment that returned and passed its tests.
Refuses nothing: what no term covers is credited with nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# A rate is given in parts of a million: 85% are 850,000.
WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class CreditTerm:
    """One row of the terms, for a category (empty: any) and loans of `from_months` or more, below `until_months`.
    `parts` of a million of the price paid are credited, and never less than `floor_pence` a piece."""

    position: int
    category: str
    from_months: int
    until_months: int | None
    parts: int
    floor_pence: int


def credit_each(paid_each: int, category: str, months: int, terms: Sequence[CreditTerm]) -> int:
    """Pence for one piece by the first term that fits, half a penny up, never more than was paid for it."""
    for term in sorted(terms, key=lambda one: one.position):
        young = term.until_months is None or months < term.until_months
        if term.category in ("", category) and term.from_months <= months and young:
            by_rate = (2 * paid_each * term.parts + WHOLE) // (2 * WHOLE)
            return min(paid_each, max(by_rate, term.floor_pence))
    return 0


def in_order(pieces: int, each: Sequence[int]) -> tuple[int, ...]:
    """So many pieces taken from the first that has some, then the next, and so on."""
    taken = []
    for has in each:
        taken.append(min(has, pieces))
        pieces -= taken[-1]
    return tuple(taken)


def whole_months(begun: date, ended: date) -> int:
    """Whole months from one day to a later one."""
    return (ended.year - begun.year) * 12 + ended.month - begun.month - (ended.day < begun.day)
