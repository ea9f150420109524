"""Owns: which activity price the fitting of a product is charged at, at a door and for totals that count fitting too.
Refuses: nothing; a contract without that activity price adds nothing."""

from collections.abc import Iterable, Mapping

from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.states import SupplyRoute
from handrail.partners.terms import Terms

# By question set, since the way of fixing is what the set asks about; other fittings are charged as small ones.
FITTING_ACTIVITIES: Mapping[str, str] = {
    "rail_fitting": "fitting_rail",
    "stair_rail": "fitting_stair_rail",
    "outdoor_step": "fitting_outdoor",
    "key_safe": "fitting_key_safe",
}
SMALL_FITTING = "fitting_rail"


def fitting_of(supply_route: str, question_set: str, size_group: str, category: str, terms: Terms) -> str:
    """The activity at which fitting a product is charged; empty: it is in the price of its delivery. Of what is lent,
    only what takes more than carrying in and showing is fitted: by size group, or by category, as the terms say."""
    if supply_route == SupplyRoute.ADAPTATION:
        return FITTING_ACTIVITIES.get(question_set, SMALL_FITTING)
    return terms.fitting_row(size_group, category) if supply_route == SupplyRoute.LOAN else ""


def fitting_prices(products: Iterable[ProductFacts], activity_pence: Mapping[str, int]) -> dict[str, int]:
    """The price in pence of fitting one of each adaptation among these, by product code. `activity_pence`: the
    contract's per-item prices by activity. A first rail's price is taken for each: never too low."""
    return {
        product.code: activity_pence.get(FITTING_ACTIVITIES.get(product.question_set, SMALL_FITTING), 0)
        for product in products
        if product.supply_route is SupplyRoute.ADAPTATION
    }
