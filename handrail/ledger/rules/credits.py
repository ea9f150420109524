"""Owns: what a contract gives back for equipment that returned, when it falls due, and what it never gives back for.
Refuses nothing: what no term covers is credited with nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.ledger.codes import CreditDue, Excluded

# A rate is given in parts of a million: 85% are 850,000.
WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class CreditTerm:
    """One row of the terms, for a category (empty: any) and loans of `from_months` or more, below `until_months`.
    `parts` of a million of the price paid are credited, and never less than `floor_pence` a piece, when `due` says. One
    that `excludes` something says only that this is never credited."""

    position: int
    category: str
    from_months: int
    until_months: int | None
    parts: int
    floor_pence: int
    due: CreditDue = CreditDue.PASS
    excludes: Excluded | None = None

    @property
    def trait(self) -> str:
        """What it excludes, as a product is told to be of it."""
        return trait_of_category(self.category) if self.excludes is Excluded.CATEGORY else str(self.excludes or "")


def never(what: Excluded, category: str = "") -> CreditTerm:
    """The term that says that something is never credited."""
    return CreditTerm(0, category, 0, None, 0, 0, CreditDue.PASS, what)


def trait_of_category(category: str) -> str:
    """How a product is told to be of a category: apart from what else may be excluded."""
    return f"{Excluded.CATEGORY}:{category}"


def term_for(category: str, months: int, terms: Sequence[CreditTerm]) -> CreditTerm | None:
    """The first term that fits."""
    for term in sorted(terms, key=lambda one: one.position):
        young = term.until_months is None or months < term.until_months
        if not term.excludes and term.category in ("", category) and term.from_months <= months and young:
            return term
    return None


def credit_each(paid_each: int, category: str, months: int, terms: Sequence[CreditTerm]) -> int:
    """Pence for one piece by the first term that fits, half a penny up, never more than was paid for it. What is never
    credited is known before (`is_excluded`)."""
    term = term_for(category, months, terms)
    if term is None:
        return 0
    by_rate = (2 * paid_each * term.parts + WHOLE) // (2 * WHOLE)
    return min(paid_each, max(by_rate, term.floor_pence))


def falls_due(category: str, months: int, terms: Sequence[CreditTerm]) -> CreditDue:
    """When it is settled what is credited; what no term is about, with the others, once it passes."""
    term = term_for(category, months, terms)
    return term.due if term else CreditDue.PASS


def some_on_return(terms: Sequence[CreditTerm]) -> bool:
    """Whether anything is credited as it comes back."""
    return any(term.due is CreditDue.RETURN for term in terms)


def excluded_traits(terms: Sequence[CreditTerm]) -> frozenset[str]:
    """All that is never credited."""
    return frozenset(term.trait for term in terms if term.excludes)


def is_excluded(traits: Collection[str], terms: Sequence[CreditTerm]) -> bool:
    """Whether a thing of these traits is never credited."""
    return not excluded_traits(terms).isdisjoint(traits)


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
