"""Walks one parish through its history, day by day, every step through the use case that a page would call.
Refuses to write a row itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from handrail.catalogue.queries import products
from handrail.catalogue.reference.rows import ProductRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.identity.calls import reading
from handrail.simulation.aftercare import Aftercare
from handrail.simulation.community import Community, Neighbour
from handrail.simulation.cupboards import HOSPICE, HOSPITAL, Cupboards
from handrail.simulation.demand import Demand, Wish
from handrail.simulation.fleet import MAIN, SECOND, Base, fleets_for, with_fleets
from handrail.simulation.invoicing import Invoicing
from handrail.simulation.lives import Lives
from handrail.simulation.measuring import Measuring
from handrail.simulation.ordering import Ordering
from handrail.simulation.parcels import Parcels
from handrail.simulation.pooling import Pooling
from handrail.simulation.recalls import Recalls
from handrail.simulation.road import Road
from handrail.simulation.self_purchases import SelfPurchases
from handrail.simulation.set_up import County
from handrail.simulation.specials import Specials
from handrail.simulation.store_work import Store
from handrail.simulation.supply import Supply, Trip
from handrail.simulation.upkeep import Upkeep
from handrail.simulation.vouchers import Vouchers
from handrail.simulation.world import World, clock
from handrail.usecases.place_order import OrderPlaced

# The second depot opens so many days before the end, with a twentieth of the county's demand.
SECOND_DEPOT_DAYS = 35
SECOND_SHARE = 0.06
# As far ahead as anything is promised at the usual speeds, over a long weekend too.
LATER_DUE = timedelta(days=21)
FAST = frozenset({"deliver_2h", "deliver_4h"})

type Progress = Callable[[str], None]
type AtNight = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class History:
    """What is to be made: so many people, so many days up to the morning of `until`, from a seed."""

    population: int
    days: int
    seed: int
    until: date

    @property
    def first_day(self) -> date:
        """The day on which work begins."""
        return self.until - timedelta(days=self.days)


class Walk:
    """One parish and everyone at work in it. `at_night` is called after each day with the number of days done."""

    def __init__(
        self,
        county: County,
        history: History,
        *,
        parish: int = 1,
        progress: Progress = lambda _: None,
        at_night: AtNight = lambda _: None,
    ) -> None:
        self.history = history
        self.progress = progress
        self.at_night = at_night
        self.world = World(county, seed=history.seed, begins=clock(history.first_day, 5), parish=parish)
        reference = shipped_reference()
        self.demand = Demand(self.world.chance("demand"), history.population, reference.products, reference.bundles)
        self.community = Community(self.world)
        self.supply = Supply(self.world, fleets_for(history.population))
        self.aftercare = Aftercare(self.world, self.community)
        self.lives = Lives(self.world, self.community, self.aftercare)
        self.upkeep = Upkeep(self.world, self.community)
        self.ordering = Ordering(self.world, self.community, self._placed)
        self.road = Road(
            self.world,
            self.community,
            recorded=self.aftercare.recorded,
            failed=self.aftercare.failed,
            home=self._home,
        )
        self.stores = {MAIN.name: Store(self.world, MAIN, pieces_a_week=self._pieces_a_week)}
        self.specials = Specials(
            self.world,
            self.community,
            self.ordering,
            learn=self._learn,
            take_in=lambda code: self.stores[MAIN.name].buy_now([(code, 1)]),
        )
        self.vouchers = Vouchers(self.world)
        self.self_purchases = SelfPurchases(self.world)
        self._waited_for: set[datetime] = set()
        self.cupboards = Cupboards(self.world, self.community, self.aftercare, self.stores[MAIN.name])

    def _pieces_a_week(self, row: ProductRow) -> float:
        return float(row.weekly_demand_per_100k) * self.history.population / 100_000

    def run(self) -> None:
        """The whole history, up to the last evening: the next morning is the user's."""
        self._learn()
        self.stores[MAIN.name].open()
        self.cupboards.begin(HOSPITAL)
        Pooling(self.world, self.history.population).begin(self.history.until)
        Invoicing(self.world).begin(self.history.until)
        self.specials.begin(self.history.first_day, self.history.until)
        self.vouchers.begin(self.history.first_day, self.history.until)
        Measuring(self.world, self.community).begin(self.history.first_day, self.history.until)
        Parcels(self.world, self.supply).begin(self.history.first_day, self.history.until)
        Recalls(self.world).begin(self.history.first_day, self.history.until)
        day = self.history.first_day
        while day < self.history.until:
            self._put_into(day)
            self.world.until(clock(day + timedelta(days=1), 0))
            self._end(day)
            day += timedelta(days=1)

    def _learn(self) -> None:
        """The products as they are called, specials among them."""
        scope = self.world.scope("desk")
        with reading(scope):
            self.aftercare.learn({row.id: row.facts.code for row in products(scope).values()})

    def _end(self, day: date) -> None:
        done = (day - self.history.first_day).days + 1
        self.at_night(done)
        if done % 15 == 0 or done == self.history.days:
            self.progress(
                f"  {day:%d %B %Y}: day {done} of {self.history.days}, {len(self.community.people)} people known"
            )

    def _put_into(self, day: date) -> None:
        """Everything that this day will bring, as far as the calendar knows it."""
        for wish in self.demand.wishes(day):
            self.world.then(wish.at, partial(self.ordering.order, wish))
        if day == self.history.until - timedelta(days=SECOND_DEPOT_DAYS):
            self.world.then(clock(day, 6), self._open_second)
        self.world.then(clock(day, 13, 15), lambda: self._urgent(self.supply.bases[0]))
        if self.world.is_working(day):
            self._put_work_into(day)
        if day == self.history.until - timedelta(days=1):
            self.world.then(clock(day, 16, 20), self.upkeep.leave_drafts)
        # Runs go out on working days, and on any other day for what is promised for it.
        self.world.then(clock(day, 16, 45), lambda: self._plan(day + timedelta(days=1)))

    def _put_work_into(self, day: date) -> None:
        for store in self.stores.values():
            if day.weekday() == 0:
                self.world.then(clock(day, 6, 40), store.fill_up)
            self.world.then(clock(day, 7, 10), partial(self._care, store))
            self.world.then(clock(day, 11, 30), store.test)
        self.world.then(clock(day, 9), self.cupboards.put_into_day)
        self.world.then(clock(day, 9, 20), self.ordering.look_over)
        self.world.then(clock(day, 10, 30), self.lives.day)
        self.world.then(clock(day, 14), lambda: self.aftercare.calls(2))
        if day.weekday() == 3:
            self.world.then(clock(day, 12), self.cupboards.fill_up)
            self.world.then(clock(day, 15, 30), self._settle)
        if day.weekday() == 1 and (day - self.history.first_day).days % 6 == 2:
            self.world.then(clock(day, 13), lambda: self.upkeep.count(self.stores[MAIN.name]))
        if day.weekday() == 2:
            for store in self.stores.values():
                self.world.then(clock(day, 15), partial(store.examine_shelf, days_over=10))

    def _settle(self) -> None:
        self.upkeep.settle({store.place_id: store for store in self.stores.values()})

    def _care(self, store: Store) -> None:
        store.clean_up()
        store.mend()

    def _open_second(self) -> None:
        self.supply.bases.append(with_fleets(SECOND, self.supply.fleets))
        store = Store(self.world, SECOND, pieces_a_week=lambda row: self._pieces_a_week(row) * SECOND_SHARE)
        self.stores[SECOND.name] = store
        self.community.second_depot_open = True
        store.open()
        self.cupboards.begin(HOSPICE)

    def _plan(self, day: date) -> None:
        """The runs of tomorrow: of a working day those of all depots; of any other what is promised for it, but on
        the last evening always some, so that the user finds a driver's morning."""
        working = self.world.is_working(day) or day == self.history.until
        until = clock(self._due_by(day) if working else day, 22)
        planned = [self._send(base, day, until) for base in (self.supply.bases if working else self.supply.bases[:1])]
        if day == self.history.until and not any(planned):
            # A small county has nothing due so soon after a long weekend: then what is due later goes out.
            for base in self.supply.bases:
                self._send(base, day, until + LATER_DUE)

    def _send(self, base: Base, day: date, until: datetime) -> int:
        """Plan what a depot brings on a day of what is due until then, and have it done; how many trips."""
        trips = self.supply.plan(base, day, until)
        for trip in trips:
            self.world.then(clock(self.world.today, 20, 45), partial(self.supply.load, trip))
            self.world.then(clock(day, 8), partial(self.road.drive, trip))
        return len(trips)

    def _due_by(self, day: date) -> date:
        """What is due by then goes out on a day: also what is due on the next one; on the last, what is due soon."""
        due = self.world.next_day(day)
        return self.world.next_day(self.world.next_day(due)) if day == self.history.until else due

    def _home(self, trip: Trip) -> None:
        self.stores[trip.base.name].book_in(trip)

    def _placed(self, person: Neighbour, wish: Wish, done: OrderPlaced, by: str) -> None:
        """Urgent orders do not wait for the next round."""
        self.vouchers.ordered(done)
        self.self_purchases.ordered(person.person_id, by)
        self.lives.ordered(person, wish.situation.code == "end_of_life", done, by)
        if wish.speed in FAST:
            self.world.later(25, lambda: self._urgent(self.supply.bases[0]))

    def _urgent(self, base: Base) -> None:
        """Bring what is due today. What the shelf lacks is bought at once. A van that is out goes once it is back."""
        team = min(base.urgent, key=lambda one: self.road.back_at(one.van))
        if (back := self.road.back_at(team.van)) > self.world.now:
            if back not in self._waited_for:
                self._waited_for.add(back)
                self.world.then(back + timedelta(minutes=5), lambda: self._urgent(base))
            return
        end = clock(self.world.today, 22)
        short = [line for line in self.supply.keep_stock(base) if line.due_at and line.due_at <= end]
        if short:
            self.stores[base.name].buy_now([(line.product_code, line.quantity) for line in short])
            self.supply.keep_stock(base)
        trip = self.supply.dispatch(base, team, end)
        if trip:
            self.road.drive(trip)
