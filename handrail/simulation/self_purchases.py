"""People who would rather buy a small thing themselves, having been told that it is free, and one who does not after
all. Refuses to write a row itself."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.needs.self_purchase import SelfPurchaseChoice
from handrail.simulation.answers import facts
from handrail.simulation.world import World
from handrail.usecases.record_self_purchase import SelfPurchaseToEnd, end_self_purchase, record_self_purchase

# Of those who are ordered something; a thing above that worth nobody buys who could have it free.
CHOOSE, WORTH_AT_MOST = 0.03, 4_500
# Counted from the first.
CHANGED_THEIR_MIND = 4
WORDS = (
    "Her daughter is at the shop this afternoon and brings one",
    "Wants a colour that goes with the bathroom",
    "Would rather own it than have it fetched one day",
    "Needs a second one for the caravan",
)


class SelfPurchases:
    """The few who choose to pay."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._chance = world.chance("self purchases")
        self._made = 0

    def ordered(self, person_id: UUID, by: str) -> None:
        """Something was ordered for somebody: beside it they may choose to buy something small."""
        if self._chance.random() < CHOOSE:
            self.world.later(10, partial(self._choose, person_id, by))

    def _choose(self, person_id: UUID, by: str) -> None:
        small = sorted(
            code
            for code, fact in facts().items()
            if fact.supply_route is SupplyRoute.LOAN and 0 < fact.price_pence <= WORTH_AT_MOST
        )
        choice = SelfPurchaseChoice(
            person_id, self._chance.choice(small), 1, told=True, words=self._chance.choice(WORDS)
        )
        made = record_self_purchase(self.world.call(by), request=choice)
        self._made += 1
        if self._made == CHANGED_THEIR_MIND:
            ends = SelfPurchaseToEnd(made.self_purchase_id, "Too heavy to carry home: would have it brought after all")
            goes = self.world.working_moment(self.world.now + timedelta(days=3))
            self.world.then(goes, partial(self._end, ends, by))

    def _end(self, ends: SelfPurchaseToEnd, by: str) -> None:
        end_self_purchase(self.world.call(by), request=ends)
