"""Owns: what must be free for the person, and what somebody must be told before they pay for something dearer.
Refuses nothing itself: `redeeming` says what is wrong with a sale.

Care and Support (Preventing Needs for Care and Support) Regulations 2014 (SI 2014/2673), regulations 2 and 4, and
Care and Support (Charging and Assessment of Resources) Regulations 2014 (SI 2014/2672), regulation 3: community
equipment is an aid, or a minor adaptation that costs £1,000 or less, and no charge is made for it. An aid has no
ceiling, and it does not matter where somebody lives."""

from typing import Final

from handrail.catalogue.states import SupplyRoute

# Kept with each sale that somebody added to.
TOLD_FREE: Final = (
    "What the voucher is for costs you nothing. You pay only if you choose something dearer, and only the difference. "
    "You may change your mind."
)


def must_be_free(route: SupplyRoute, cost_pence: int, adaptation_limit_pence: int) -> bool:
    """Whether no charge may be made: an aid, whatever it costs; an adaptation, up to the limit and at it. The cost of
    an adaptation is that of fitting it too."""
    return route is not SupplyRoute.ADAPTATION or cost_pence <= adaptation_limit_pence
