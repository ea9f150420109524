"""Owns one full loan cycle of three serialised items through the use cases: ordered, and at last READY again.
Refuses to look at anything but the answers of the calls, as any caller has to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from bench.county import (
    DESK,
    DRIVER,
    PRESCRIBER,
    RELEASER,
    STORE,
    Run,
    Someone,
    call_of,
    run_on,
    store_of,
)
from handrail.core.ids import NewId, fresh_id
from handrail.identity.calls import Call
from handrail.orders.rules.facts import OrderRequest
from handrail.simulation.set_up import County
from handrail.stock.codes import InspectionVerdict
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk, InspectionKind
from handrail.usecases.allocate_lines import Allocated, LineKept, LineWanted, Wanted, allocate_lines
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.complete_visit import VisitRecorded, complete_visit
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.inspect import Inspected, InspectedItem, inspect
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.place_order import OrderPlaced, OrderToPlace, place_order
from handrail.usecases.receive_returns import Returned, ReturnedItem, Statement, receive_returns
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.request_visit import request_visit
from handrail.visits.codes import AskedBy
from handrail.visits.rules.asking import AskedFor, Asking
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.report import DoorReport, HandedOver, Received, TakenAway

READINGS = {"insulation_megaohm": Decimal("20.5"), "earth_continuity_ohm": Decimal("0.1")}
KINDS = (InspectionKind.LOOK, InspectionKind.ELECTRICAL_TEST, InspectionKind.EXAMINATION)
# A van's day: so many people are served by one run, each with a delivery and a collection.
PEOPLE_A_ROUND = 6


@dataclass(frozen=True, slots=True)
class Round:
    """The cycles of one run, for people without anything; `new_id` makes the ids of rows, `new_key` those of calls.

    `order` is one whose answers do for everybody."""

    county: County
    order: OrderRequest
    van_id: UUID
    new_id: NewId = fresh_id
    new_key: NewId = fresh_id

    def go(self, day: date, people: Sequence[Someone]) -> list[tuple[UUID, ...]]:
        """Make the run, walk the cycle for each, one after the other. Gives the items of each, by order line."""
        run = run_on(self.county, self.van_id, day, self._call(DESK))
        return [self.cycle(who, run, first=index == 0) for index, who in enumerate(people)]

    def planned(self, day: date, people: Sequence[Someone]) -> UUID:
        """A run whose things are kept and wait to be picked: the beginning of a cycle for each. Gives the run's id."""
        run = run_on(self.county, self.van_id, day, self._call(DESK))
        for who in people:
            placed = self.ordered(who)
            visits = self.released(placed)
            self.allocated(placed)
            self.booked(run, visits)
        return run.id

    def _call(self, who: str) -> Call:
        return replace(call_of(self.county, who, str(self.new_key())), new_id=self.new_id)

    def cycle(self, who: Someone, run: Run, *, first: bool) -> tuple[UUID, ...]:
        """One full cycle in twelve calls, and one more for the first of a run: it goes to its driver."""
        placed = self.ordered(who)
        visits = self.released(placed)
        kept = self.allocated(placed)
        items = [item for line in _by_line(placed, kept) for item in line.items]
        numbers = tuple(item.number for item in items)
        self.booked(run, visits)
        if first:
            release_run(self._call(DESK), request=ReleaseWanted(run.id))
        load_run(self._call(STORE), request=Loading(run.id, _scans(numbers)))
        loans = [loan.loan_id for visit in visits for loan in self.delivered(visit, numbers).loans]
        asking = Asking(AskedFor.COLLECTION, tuple(loans), AskedBy.DESK)
        asked = request_visit(self._call(DESK), request=asking)
        fetches = [visit.visit_id for visit in asked.visits]
        self.booked(run, fetches)
        for visit in fetches:
            self.collected(visit, numbers)
        self.made_ready(run, numbers)
        return tuple(item.asset_id for item in items if item.asset_id)

    def ordered(self, who: Someone) -> OrderPlaced:
        """The order; a line of it waits for a release."""
        order = replace(self.order, person_id=who.id, address_id=who.address_id)
        return place_order(self._call(PRESCRIBER), request=OrderToPlace(order))

    def released(self, placed: OrderPlaced) -> list[UUID]:
        """The release is given; all visits that bring something."""
        yes = ReleaseYes(placed.release_ids, "Seen and agreed")
        given = give_release(self._call(RELEASER), request=yes)
        return list(dict.fromkeys((*placed.visit_ids, *given.visit_ids)))

    def allocated(self, placed: OrderPlaced) -> Allocated:
        """The best items on the shelf are kept for the lines."""
        lines = tuple(LineWanted(line.line_id) for line in placed.lines)
        return allocate_lines(self._call(STORE), request=Wanted(lines, store_of(self.county)))

    def booked(self, run: Run, visits: Sequence[UUID]) -> None:
        """The visits have a slot on the run."""
        slots = tuple(Booking(visit, run.slot_from, run.slot_until) for visit in visits)
        book_visits(self._call(DESK), request=Bookings(slots, run.id))

    def delivered(self, visit: UUID, numbers: tuple[str, ...]) -> VisitRecorded:
        """What was loaded is left with the person, who was shown how."""
        report = DoorReport(
            visit_id=visit,
            handed_over=tuple(HandedOver(number) for number in numbers),
            received=Received("Ivy Harker", "daughter", "YES", signed_name="I Harker"),
            other_day=True,
        )
        return complete_visit(self._call(DRIVER), request=report)

    def collected(self, visit: UUID, numbers: tuple[str, ...]) -> None:
        """All of it is taken away again."""
        report = DoorReport(visit_id=visit, taken_away=tuple(TakenAway(number) for number in numbers), other_day=True)
        complete_visit(self._call(DRIVER), request=report)

    def made_ready(self, run: Run, numbers: tuple[str, ...]) -> None:
        """Booked in off the van with a statement, cleaned, tested and put on the shelf."""
        store = store_of(self.county)
        said = Statement((), InfectionRisk.NO)
        back = tuple(ReturnedItem(number) for number in numbers)
        receive_returns(self._call(STORE), request=Returned(store, back, run.van_id, statement=said))
        steps = (CleanStep("wash_chamber", 60),)
        decontaminate(self._call(STORE), request=Cleaned(store, _scans(numbers), steps, reason="As labelled"))
        tested = tuple(InspectedItem(one, KINDS, InspectionVerdict.PASS, READINGS, "good") for one in _scans(numbers))
        inspect(self._call(STORE), request=Inspected(store, tested, put_away=True))


def _by_line(placed: OrderPlaced, kept: Allocated) -> list[LineKept]:
    found = {line.line_id: line for line in kept.kept}
    return [found[line.line_id] for line in placed.lines]


def _scans(numbers: tuple[str, ...]) -> tuple[ItemScan, ...]:
    return tuple(ItemScan(number) for number in numbers)
