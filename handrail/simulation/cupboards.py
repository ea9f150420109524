"""The satellite stores of a parish: filled by van from the main depot, issued over the counter by scan.
Refuses nothing; what the cupboard lacks is not issued that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from math import ceil

from handrail.catalogue.reference.rows import ProductRow
from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.identity.calls import reading
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.facts import OrderReason
from handrail.simulation.aftercare import Aftercare
from handrail.simulation.answers import catalogue
from handrail.simulation.community import Community
from handrail.simulation.demand import SITUATIONS, Wish
from handrail.simulation.northdown import HOSPICE_STORE, HOSPITAL_STORE, MAIN_DEPOT
from handrail.simulation.store_work import Store
from handrail.simulation.world import World, told
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan
from handrail.stock.queries import low_levels
from handrail.usecases.issue_from_satellite import SatelliteIssue, issue_from_satellite
from handrail.usecases.keep_levels import Level, LevelsWanted, keep_levels
from handrail.usecases.move_stock import StockMoved, move_stock

PURPOSES = ("discharge", "discharge", "prevent_admission", "falls", "trial")


@dataclass(frozen=True, slots=True)
class Cupboard:
    """A satellite store: who issues from it, for which situation, how many products it keeps, issues a working day."""

    name: str
    issuer: str
    situation: str
    products: int
    issues_a_day: float


HOSPITAL = Cupboard(HOSPITAL_STORE, "ward", "discharge", 24, 1.1)
HOSPICE = Cupboard(HOSPICE_STORE, "hospice", "end_of_life", 8, 0.3)


@cache
def simple_things() -> tuple[ProductRow, ...]:
    """What a cupboard is for: counted things that a ward may hand out, the most asked for first."""
    fit = [
        row
        for row in catalogue().values()
        if row.tracking is Tracking.COUNTED
        and row.supply_route in {SupplyRoute.LOAN, SupplyRoute.GIFT}
        and AuthorityStep.ASSISTANT.covers(row.minimum_authority)
        and row.category in {"walking_aids", "toileting", "bathing"}
        and not row.child
    ]
    return tuple(sorted(fit, key=lambda row: (-row.weekly_demand_per_100k, row.code)))


class Cupboards:
    """The satellites that are open, and what goes in and out of them."""

    def __init__(self, world: World, community: Community, aftercare: Aftercare, depot: Store) -> None:
        self.world = world
        self.community = community
        self.aftercare = aftercare
        self.depot = depot
        self.open: list[Cupboard] = []
        self._chance = world.chance("cupboards")

    def begin(self, cupboard: Cupboard) -> None:
        """Set the levels and bring the first stock."""
        kept = simple_things()[: cupboard.products]
        levels = tuple(Level(row.code, self._keep(row), self._keep(row) // 3) for row in kept)
        place_id = self.world.county.made.depots[cupboard.name]
        keep_levels(self.world.call("depot"), request=LevelsWanted(place_id, levels))
        self._bring(cupboard, [(level.code, level.keep) for level in levels])
        self.open.append(cupboard)

    def _keep(self, row: ProductRow) -> int:
        return 3 + ceil(self.depot.target(row) / 4)

    def _bring(self, cupboard: Cupboard, wanted: Sequence[tuple[str, int]]) -> None:
        """Out of the depot, after the depot has bought what it lacks."""
        ready = self.depot.ready()
        short = [(code, pieces - ready[code]) for code, pieces in wanted if ready[code] < pieces]
        if short:
            self.depot.buy_now(short)
        made = self.world.county.made.depots
        request = StockMoved(
            made[MAIN_DEPOT], made[cupboard.name], tuple(ItemScan(code, pieces) for code, pieces in wanted),
            reason="filled up",
        )  # fmt: skip
        move_stock(self.world.call("depot"), request=request)

    def fill_up(self) -> None:
        """What has fallen to its level, once a week."""
        for cupboard in self.open:
            place_id = self.world.county.made.depots[cupboard.name]
            with reading(self.world.scope("depot")):
                low = low_levels(self.world.scope("depot"), place_id=place_id)
            wanted = [(level.product_code, level.wanted) for level in low if level.wanted]
            if wanted:
                self._bring(cupboard, wanted)

    def put_into_day(self) -> None:
        """The issues of a working day."""
        for cupboard in self.open:
            count = int(cupboard.issues_a_day) + (self._chance.random() < cupboard.issues_a_day % 1)
            for _ in range(count):
                self.world.later(self._chance.uniform(0, 400), partial(self._issue, cupboard))

    def _issue(self, cupboard: Cupboard) -> None:
        """One thing over the counter, or two of a kind, for someone known or new."""
        chance = self._chance
        kept = simple_things()[: cupboard.products]
        row = chance.choices(kept, weights=[float(one.weekly_demand_per_100k) for one in kept])[0]
        situation = next(one for one in SITUATIONS if one.code == cupboard.situation)
        wish = Wish(self.world.now, situation, ((row.code, 1),), "", cupboard.issuer, chance.random() < 0.3)
        person = self.community.someone_for(wish, cupboard.issuer)
        purpose = "end_of_life" if cupboard is HOSPICE else chance.choice(PURPOSES)
        request = SatelliteIssue(
            self.world.county.made.depots[cupboard.name],
            person.person_id,
            purpose,
            (ItemScan(row.code, 1),),
            reason="Shown on the ward and tried",
            review_on=self.world.today + timedelta(weeks=4),
        )
        # The last one went over the counter this morning, or it does not fit with what the person has.
        with told(StockReason.NOT_ENOUGH, OrderReason.CHECK_BLOCKS):
            done = issue_from_satellite(self.world.call(cupboard.issuer), request=request)
            self.aftercare.lent(person, [(loan_id, row.code) for loan_id in done.loan_ids])
