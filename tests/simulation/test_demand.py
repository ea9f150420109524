"""How much is asked for and when: by the catalogue's figures, most before the weekend, the same for the same seed."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.moment import LONDON
from handrail.simulation.demand import Demand, Wish

REFERENCE = shipped_reference()
WEEKS = 30


def wishes(seed: int = 3) -> list[Wish]:
    demand = Demand(Random(seed), 60_000, REFERENCE.products, REFERENCE.bundles)
    monday = date(2025, 6, 2)
    return [wish for day in range(7 * WEEKS) for wish in demand.wishes(monday + timedelta(days=day))]


def test_friday_is_the_peak_of_the_week() -> None:
    days = Counter(wish.at.astimezone(LONDON).weekday() for wish in wishes())
    assert days.most_common(1)[0][0] == 4
    assert days[5] + days[6] < 0.1 * days.total()


def test_pieces_a_week_are_those_of_the_catalogue() -> None:
    expected = 0.6 * sum(float(product.weekly_demand_per_100k) for product in REFERENCE.products)
    made = sum(pieces for wish in wishes() for _, pieces in wish.lines) / WEEKS
    assert 0.8 * expected < made < 1.25 * expected


def test_same_seed_asks_for_the_same() -> None:
    assert wishes(5) == wishes(5)
    assert wishes(5) != wishes(6)


def test_every_wish_asks_for_something() -> None:
    assert all(wish.lines for wish in wishes())
