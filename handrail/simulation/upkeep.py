"""The slow work of a parish: stock takes, differences that are settled, orders that are begun and left for tomorrow.
Refuses nothing; a count that differs becomes a difference with an owner."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from handrail.simulation.community import Community
from handrail.simulation.look import Lying, lying, open_discrepancies, standing
from handrail.simulation.store_work import Store
from handrail.simulation.supply import Brought
from handrail.simulation.world import World
from handrail.stock.plans import ItemScan
from handrail.stock.states import AssetState
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.save_draft import DraftRequest, save_draft
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy

COUNTED_CATEGORIES = ("walking_aids", "toileting", "bathing", "cushions")
DRAFTS = (
    ("nurse", ("MAT-012", "BDA-060"), "deliver_next_day"),
    ("therapist", ("BDA-040",), "deliver_5d"),
    ("ward", ("WLK-010",), "deliver_same_day"),
)


class Upkeep:
    """Counting, settling, and what lies on desks overnight."""

    def __init__(self, world: World, community: Community) -> None:
        self.world = world
        self.community = community
        self._chance = world.chance("upkeep")
        self._takes = 0

    def count(self, store: Store) -> None:
        """Count one category of a store; of one thing there is one less than the record says."""
        category = COUNTED_CATEGORIES[self._takes % len(COUNTED_CATEGORIES)]
        self._takes += 1
        found = lying(self.world.scope(store.base.keeper), store.place_id, category)
        if not found:
            return
        keeper = store.base.keeper
        take = begin_stock_take(self.world.call(keeper), request=TakeWanted(store.place_id, category))
        for condition, items in self._by_condition(found).items():
            request = Counted(take.take_id, tuple(items), AssetState(condition))
            count_stock(self.world.call(keeper), request=request)
        close_stock_take(self.world.call(keeper), request=TakeToClose(take.take_id, rest_is_missing=True))

    def _by_condition(self, found: Sequence[Lying]) -> dict[str, list[ItemScan]]:
        missing = next((row for row in found if row.counted and row.quantity > 3 and row.condition == "READY"), None)
        scans: dict[str, list[ItemScan]] = defaultdict(list)
        for row in found:
            pieces = row.quantity - 1 if row is missing else row.quantity
            scans[row.condition].append(ItemScan(row.code, pieces if row.counted else None, row.lot))
        return scans

    def settle(self, stores: Mapping[UUID, Store]) -> None:
        """What was found more than four days ago is looked into; most of it is settled. What was set apart for it is
        cleaned with what came back since, in its store (by place)."""
        found = open_discrepancies(self.world.scope("desk"), before=self.world.now - timedelta(days=4))
        done = tuple(one for one in found if self._chance.random() < 0.8)
        if done:
            request = Settled(done, "Looked into; the record is right now", to_clean=True)
            cleared = settle_discrepancy(self.world.call("desk"), request=request).items
            for item in standing(self.world.scope("desk"), [one.asset_id for one in cleared if one.asset_id]):
                stores[item.place_id].dirty.append(Brought(item.number, item.product))

    def leave_drafts(self) -> None:
        """Orders that were begun this afternoon and not sent."""
        known = [person for person in self.community.people if not person.gone and not person.child]
        for user, codes, speed in DRAFTS if known else ():
            person = self._chance.choice(known)
            lines = [{"code": code, "quantity": "1", "speed": speed} for code in codes]
            request = DraftRequest(person.person_id, {"lines": lines, "typed": {"why": "To manage at home"}})
            save_draft(self.world.call(user), request=request)
