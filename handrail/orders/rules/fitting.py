"""Owns: which activity price the fitting of a product is charged at, for totals that count fitting too.
Refuses: nothing; a contract without that activity price adds nothing."""

from collections.abc import Iterable, Mapping

from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.states import SupplyRoute

# By question set, since the way of fixing is what the set asks about; other fittings are charged as small ones.
FITTING_ACTIVITIES: Mapping[str, str] = {
    "rail_fitting": "fitting_rail",
    "stair_rail": "fitting_stair_rail",
    "outdoor_step": "fitting_outdoor",
    "key_safe": "fitting_key_safe",
}
SMALL_FITTING = "fitting_rail"


def fitting_prices(products: Iterable[ProductFacts], activity_pence: Mapping[str, int]) -> dict[str, int]:
    """The price in pence of fitting one of each adaptation among these, by product code. `activity_pence`: the
    contract's per-item prices by activity. A first rail's price is taken for each: never too low."""
    return {
        product.code: activity_pence.get(FITTING_ACTIVITIES.get(product.question_set, SMALL_FITTING), 0)
        for product in products
        if product.supply_route is SupplyRoute.ADAPTATION
    }
