"""The depot and the desk of a parish: stock kept for lines, visits booked onto runs, vans loaded by scan.
Refuses nothing; what the shelves lack goes on back-order and is tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import atan2
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.orders.states import LineState
from handrail.partners.queries import contract_data
from handrail.simulation.fleet import MAIN, Base, Team, with_fleets
from handrail.simulation.look import Stop, open_visits, overdue_lines
from handrail.simulation.world import World, clock
from handrail.stock.plans import ItemScan
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.release_allocations import LetGo, release_allocations
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.queries.depot import RunLine, pick_list
from handrail.visits.queries.desk import WaitingLine, waiting_lines
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.slots import slots_of_day

STOPS_A_RUN = 16
WAITS = (LineState.AUTHORISED, LineState.BACK_ORDERED)
KEPT = frozenset({"ALLOCATED", "PICKED"})
MOST_LINES = 200
# The calendar of the slots that the desk offers, and what is reckoned for a stop until its door is done.
LONG_DAYS = "7day_8_20"
SETS_OFF, DAY_MINUTES = (8, 20), 630
WAY_MINUTES, LONGEST_STAY, STAY_SHARE = 16.5, 90, 0.85


@dataclass(frozen=True, slots=True)
class Brought:
    """Something on its way back: its label, or a counted product's code with how many of which lot."""

    code: str
    product: str
    quantity: int = 1
    lot: str = ""

    @property
    def counted(self) -> bool:
        """Whether it has no label of its own."""
        return self.code == self.product


@dataclass(slots=True)
class Trip:
    """A run that is loaded: its stops in order. `opens`: from when a crew was promised, by visit; `brought`: what is
    on the way back, as scanned; `left`: something that was loaded is still on the van."""

    base: Base
    team: Team
    run_id: UUID
    on: date
    stops: list[Stop]
    opens: dict[UUID, datetime] = field(default_factory=dict)
    brought: list[Brought] = field(default_factory=list)
    left: bool = False


class Supply:
    """Keeps, books and loads. `bases` are the depots that are open; `fleets` is how many times Northdown's vans go
    out."""

    def __init__(self, world: World, fleets: int = 1) -> None:
        self.world = world
        self.fleets = fleets
        self.bases: list[Base] = [with_fleets(MAIN, fleets)]
        self._urgent_trips = 0

    def depot_id(self, base: Base) -> UUID:
        """The id of the depot, which is its place's too."""
        return self.world.county.made.depots[base.name]

    def keep_stock(self, base: Base) -> tuple[WaitingLine, ...]:
        """Keep stock for all lines that wait at a depot; gives those that stay short."""
        scope, most = self.world.scope(base.keeper), MOST_LINES * self.fleets
        with reading(scope):
            waiting = waiting_lines(
                scope,
                states=WAITS,
                today=self.world.today,
                depot_id=self.depot_id(base),
                limit=most,
            )
        mine = [line for line in waiting if line.depot_id == self.depot_id(base)]
        tried = [line for line in mine if line.state is LineState.AUTHORISED or line.ready_here >= line.quantity]
        if not tried:
            return tuple(mine)
        wanted = Wanted(tuple(LineWanted(line.line_id) for line in tried), self.depot_id(base), or_back_order=True)
        done = allocate_lines(self.world.call(base.keeper), request=wanted)
        kept = {line.line_id for line in done.kept}
        return tuple(line for line in mine if line.line_id not in kept)

    def plan(self, base: Base, day: date, until: datetime) -> list[Trip]:
        """The runs of a day for what is due by a moment: booked and sent to their drivers. They are loaded when the
        vans are back."""
        self.keep_stock(base)
        found = open_visits(self.world.scope("desk"), [self.depot_id(base)], until=until)
        able = [stop for stop in found if self._worth_going(stop, day)][: STOPS_A_RUN * len(base.teams)]
        return [self._trip(base, team, day, stops) for team, stops in self._shared(base, able)]

    def _worth_going(self, stop: Stop, day: date) -> bool:
        """All of it is there; or it is due and some of it is."""
        lines = [task for task in stop.tasks if task.kind == "DELIVER" and task.outcome == "OPEN"]
        there = sum(1 for task in lines if task.line_state in KEPT)
        others = any(task.kind != "DELIVER" and task.outcome == "OPEN" for task in stop.tasks)
        due = stop.due_at.astimezone(LONDON).date() <= day
        return there == len(lines) if not due else there > 0 or others

    def _shared(self, base: Base, stops: Sequence[Stop]) -> list[tuple[Team, list[Stop]]]:
        """Among the vans by direction, so that each drives one way; jobs for two go with two."""
        if not stops:
            return []
        count = min(len(base.teams), -(-len(stops) // STOPS_A_RUN))
        teams = base.teams[:count]
        found: dict[Team, list[Stop]] = {team: [] for team in teams}
        pairs = [team for team in teams if team.second]
        centre = (sum(s.easting for s in stops) / len(stops), sum(s.northing for s in stops) / len(stops))
        round_about = sorted(stops, key=lambda s: (atan2(s.northing - centre[1], s.easting - centre[0]), s.number))
        share = -(-len(stops) // count)
        for at, stop in enumerate(round_about):
            team = teams[at // share]
            if stop.crew > 1 and not team.second:
                team = pairs[at % len(pairs)]
            found[team].append(stop)
        return [(team, on) for team, on in found.items() if on]

    def _trip(self, base: Base, team: Team, day: date, stops: list[Stop], shift: str = "day") -> Trip:
        users, desk = self.world.county.users, "desk"
        second = users[team.second] if team.second else None
        wanted = RunWanted(
            self.depot_id(base), self.world.county.made.vans[team.van], day, shift, users[team.driver], second
        )
        run_id = make_run(self.world.call(desk), request=wanted).run_id
        slots = self._slots(day, stops) if shift == "day" else self._now(stops)
        book_visits(self.world.call(desk), request=Bookings(slots, run_id, without_stock=True))
        release_run(self.world.call(desk), request=ReleaseWanted(run_id, without_stock=True))
        return Trip(base, team, run_id, day, stops, {slot.visit_id: slot.slot_from for slot in slots})

    def _slots(self, day: date, stops: Sequence[Stop]) -> tuple[Booking, ...]:
        """The slots that the desk offers, one after the other: for each stop the one in which its crew is expected."""
        with reading(self.world.scope("desk")):
            hours = contract_data(self.world.scope("desk").contract_id, day).terms.slot_hours
        slots = list(slots_of_day(day, self.world.calendars[LONG_DAYS], hours=hours))
        stays = [WAY_MINUTES + min(stop.minutes, LONGEST_STAY) * STAY_SHARE for stop in stops]
        pace = min(1.0, DAY_MINUTES / sum(stays))
        at, booked = clock(day, *SETS_OFF), []
        for stop, stay in zip(stops, stays, strict=True):
            at += timedelta(minutes=stay * pace)
            slot = next((one for one in slots if at < one.ends), slots[-1])
            booked.append(
                Booking(stop.id, slot.starts, slot.ends, again=stop.state == "BOOKED", told=True, in_hospital=True)
            )
        return tuple(booked)

    def _now(self, stops: Sequence[Stop]) -> tuple[Booking, ...]:
        until = self.world.now + timedelta(hours=2)
        return tuple(
            Booking(
                stop.id,
                self.world.now,
                max(until, stop.due_at),
                again=stop.state == "BOOKED",
                told=True,
                in_hospital=True,
            )
            for stop in stops
        )

    def load(self, trip: Trip) -> None:
        """Pick by list and load by scan."""
        there = self._to_load(trip)
        if old := overdue_lines(self.world.scope(trip.base.keeper), [row.line_id for row in there], on=trip.on):
            # A test ran out while it waited for its van: it goes back, and another one is kept where there is one.
            release_allocations(self.world.call(trip.base.keeper), request=LetGo(old, "Its test has run out"))
            self.keep_stock(trip.base)
            there = self._to_load(trip)
        if not there:
            return
        lines = tuple(dict.fromkeys(row.line_id for row in there))
        pick_lines(self.world.call(trip.base.keeper), request=ToPick(lines))
        load_run(self.world.call(trip.base.keeper), request=Loading(trip.run_id, self._scans(there)))

    def _to_load(self, trip: Trip) -> list[RunLine]:
        scope = self.world.scope(trip.base.keeper)
        with reading(scope):
            listed = pick_list(scope, trip.run_id)
        return [row for row in listed if row.line_state in (LineState.ALLOCATED, LineState.PICKED)]

    def _scans(self, rows: Sequence[RunLine]) -> tuple[ItemScan, ...]:
        items = [ItemScan(row.number) for row in rows if row.asset_id]
        counted = {row.line_id: row.product_code for row in rows if row.asset_id is None}
        return (*items, *(ItemScan(code) for code in counted.values()))

    def dispatch(self, base: Base, team: Team, until: datetime) -> Trip | None:
        """What must be there by a moment of today goes out now, with a van that is kept for it."""
        found = open_visits(self.world.scope("desk"), [self.depot_id(base)], until=until)
        # What another van still has on board after a door that stayed shut cannot go with this one.
        here = [stop for stop in found if all(task.line_state != "LOADED" for task in stop.tasks)]
        able = [stop for stop in here if self._worth_going(stop, self.world.today)][:STOPS_A_RUN]
        if not able:
            return None
        self._urgent_trips += 1
        trip = self._trip(base, team, self.world.today, able, f"urgent {self._urgent_trips}")
        self.load(trip)
        return trip
