"""Owns the products of a county of chance: their prices, how often they are ordered, how long they are needed.
Refuses names of real products: a category and a number do."""

from dataclasses import dataclass
from random import Random

CATEGORIES = ("small aids", "bathing", "toileting", "seating", "moving", "beds")
AGED_MONTHS = 24
FULL_CREDIT = 85
REDUCED_CREDIT = 50
# By category: prices in pence, how often something of it is ordered, which part is lent.
_PRICES = ((600, 1_500), (2_000, 6_000), (3_000, 9_000), (8_000, 30_000), (6_000, 110_000), (40_000, 120_000))
_OFTEN = (4.0, 3.0, 4.0, 1.5, 1.0, 0.8)
_LENT = (0.5, 1.0, 1.0, 1.0, 1.0, 1.0)
_EACH = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A product. Some who get it need it for a short time, the others for a long one."""

    name: str
    category: str
    weight: float
    price_pence: int
    lent: bool
    short_part: float
    short_days: float
    long_days: float


def kinds_of(chance: Random) -> tuple[Kind, ...]:
    """Five products of each category."""
    return tuple(kind for number in range(len(CATEGORIES)) for kind in _of_category(chance, number))


def _of_category(chance: Random, number: int) -> tuple[Kind, ...]:
    low, high = _PRICES[number]
    short = chance.uniform(0.3, 0.7)
    return tuple(
        Kind(
            name=f"{CATEGORIES[number]} {nth}",
            category=CATEGORIES[number],
            weight=_OFTEN[number] * chance.uniform(0.2, 1.8),
            price_pence=chance.randrange(low, high),
            lent=chance.random() < _LENT[number],
            short_part=min(0.9, max(0.1, short + chance.uniform(-0.15, 0.15))),
            short_days=chance.uniform(30, 110),
            long_days=chance.uniform(350, 1_100),
        )
        for nth in range(_EACH)
    )
