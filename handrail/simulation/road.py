"""The drivers of a parish: what happens at each door, what goes wrong, and what comes back on the van.
Refuses nothing: what happened is recorded as it happened."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from handrail.catalogue.states import AskedAt
from handrail.identity.calls import reading
from handrail.simulation.answers import Seen, answers_for, catalogue
from handrail.simulation.beside import Beside
from handrail.simulation.community import Community, Neighbour
from handrail.simulation.look import Stop, Task, stops_of
from handrail.simulation.supply import DAY_MINUTES, LONGEST_STAY, SETS_OFF, Brought, Trip
from handrail.simulation.world import World, clock, told
from handrail.stock.codes import CameBack, ExaminationVerdict, StockReason
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.complete_visit import VisitRecorded, complete_visit
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.codes import MeasuringResult, Outcome
from handrail.visits.queries.on_van import left_on_van
from handrail.visits.rules.recalled_back import MADE_SAFE, TAKEN_DOWN
from handrail.visits.rules.report import DoorReport, Examined, HandedOver, LeftUndone, Received, SeenTo, TakenAway
from handrail.visits.rules.unloading import SaidOfThing

# What others lent and nobody wrote down.
FOREIGN = ("TOI-010", "HST-020", "HST-050")
# How often such a thing comes along with a collection.
OLD_LABELS = 0.06
FAILS = 0.04
PARTLY = 0.02
LATE = 0.03
MEASURED = "Stairs 81 cm wide, 13 steps, plaster on brick on both sides. Top landing 95 cm deep"
RELATIONS = (("self", 5), ("partner", 3), ("daughter", 3), ("son", 2), ("carer", 3), ("neighbour", 1))
HELPERS = ("Ann", "Paul", "Julie", "Mark", "Karen", "Sunil", "Beth", "Ola", "Dawn", "Rob")
WHY_FAILED = {
    "DELIVER": (("no_answer", 9), ("person_in_hospital", 3), ("discharge_delayed", 5), ("room_not_cleared", 4),
                ("person_refused", 2), ("out_of_time", 4), ("access_too_narrow", 2), ("van_breakdown", 1),
                ("person_asked_other_day", 3), ("wrong_address_given", 1)),
    "COLLECT": (("no_answer", 8), ("still_in_use", 4), ("item_not_found", 2), ("out_of_time", 3),
                ("person_asked_other_day", 3), ("no_way_in", 2)),
    "REPAIR": (("no_answer", 6), ("out_of_time", 3), ("crew_lacked_skill", 1)),
}  # fmt: skip
_V = ExaminationVerdict
FOUND = ((_V.PASS, ""), (_V.DEFECT, "The strap of the lifting arm is worn"), (_V.DANGER, "The boom is cracked"))
FAULTS = (
    ("loose_fixing", ("adjusted",)), ("handset_fault", ("handset_replaced",)), ("brake_fault", ("adjusted",)),
    ("battery_not_charging", ("battery_replaced",)), ("ferrule_worn", ("part_replaced",)),
)  # fmt: skip

type Recorded = Callable[[Neighbour, Stop, VisitRecorded], None]
type Failed = Callable[[Neighbour, Stop, str], None]
type Home = Callable[[Trip], None]


class Road:
    """Drives trips stop by stop. `recorded` hears of each door, `failed` of each that stayed shut, `home` of the van's
    return."""

    def __init__(self, world: World, community: Community, *, recorded: Recorded, failed: Failed, home: Home) -> None:
        self.world = world
        self.community = community
        self.recorded = recorded
        self.failed = failed
        self.home = home
        self._back: dict[str, datetime] = {}
        self._chance = world.chance("road")
        self._examining = world.chance("examined on the road")
        self._recalled = world.chance("recalled on the road")
        self._beside = Beside(world)

    def drive(self, trip: Trip) -> None:
        """Put every stop of a trip into the day: one door after the other, none before its slot begins."""
        ways = [self._chance.uniform(9, 24) for _ in trip.stops]
        stays = [min(stop.minutes, LONGEST_STAY) * self._chance.uniform(0.6, 1.1) for stop in trip.stops]
        pace = min(1.0, DAY_MINUTES / (sum(ways) + sum(stays)))
        at, times = max(clock(trip.on, *SETS_OFF), self.world.now), []
        for stop, way, stay in zip(trip.stops, ways, stays, strict=True):
            at = max(at + timedelta(minutes=way * pace), trip.opens[stop.id]) + timedelta(minutes=stay * pace)
            times.append(at)
        for stop, done in zip(trip.stops, times, strict=True):
            self._beside.arrange(stop)
            self._visit_at(trip, stop, done, at)
        home = at + timedelta(minutes=30)
        self._back[trip.team.van] = home
        self.world.then(home, lambda: self._return(trip))

    def back_at(self, van: str) -> datetime:
        """When a van is in its yard, after all that it was sent out for so far."""
        return max(self._back.get(van, self.world.now), self.world.now)

    def _visit_at(self, trip: Trip, stop: Stop, at: datetime, home: datetime) -> None:
        """The door at its time; now and then there is no signal, and it is written down hours later."""
        late = timedelta(minutes=self._chance.uniform(250, 285))
        if at + late < home and self._chance.random() < LATE:
            self.world.then(at + late, lambda: self._at_the_door(trip, stop, late))
        else:
            if self._chance.random() < 0.25:
                self.world.then(at - timedelta(minutes=4), lambda: self._arrive(trip, stop))
            self.world.then(at, lambda: self._at_the_door(trip, stop))

    def _arrive(self, trip: Trip, stop: Stop) -> None:
        if self._as_it_stands(trip, stop):
            start_visit(self.world.call(trip.team.driver), request=StepTaken(stop.id, Step.ARRIVED))

    def _as_it_stands(self, trip: Trip, stop: Stop) -> Stop | None:
        """The stop now; None where it was cancelled meanwhile, or, as after a death, taken off and booked anew."""
        now = stops_of(self.world.scope("desk"), [stop.id])
        states = {"RELEASED", "EN_ROUTE", "ARRIVED"}
        alive = [one for one in now if one.state in states and one.run_id == trip.run_id]
        return alive[0] if alive else None

    def _at_the_door(self, trip: Trip, before: Stop, late: timedelta = timedelta()) -> None:
        stop = self._as_it_stands(trip, before)
        person = self.community.by_id[before.person_id]
        if stop is None:
            trip.left = True
            return
        open_tasks = [task for task in stop.tasks if task.outcome == "OPEN"]
        # A line that was cancelled meanwhile is still on the van.
        trip.left = trip.left or len(open_tasks) < len(stop.tasks)
        able = [task for task in open_tasks if task.kind != "DELIVER" or task.line_state == "LOADED"]
        if not able or self._chance.random() < FAILS:
            self._fail(trip, stop, person, open_tasks, empty=not able)
            return
        missing = [task for task in open_tasks if task not in able]
        report = self._report(trip, stop, person, (able, missing))
        done = complete_visit(self.world.call(trip.team.driver, late=late), request=report)
        self.recorded(person, stop, done)

    def _fail(self, trip: Trip, stop: Stop, person: Neighbour, tasks: Sequence[Task], *, empty: bool) -> None:
        kind = tasks[0].kind if tasks else "DELIVER"
        codes = WHY_FAILED.get(kind, WHY_FAILED["DELIVER"])
        code = "item_not_on_van" if empty else self._one_of(codes)
        failure = VisitFailure(stop.id, code, "Card left at the door")
        done = fail_visit(self.world.call(trip.team.driver), request=failure)
        trip.left = trip.left or any(task.line_state == "LOADED" for task in tasks)
        if not done.follow_up_visit_ids:
            self.failed(person, stop, code)

    def _one_of(self, shares: Sequence[tuple[str, int]]) -> str:
        return self._chance.choices([code for code, _ in shares], weights=[share for _, share in shares])[0]

    def _report(self, trip: Trip, stop: Stop, person: Neighbour, tasks: tuple[list[Task], list[Task]]) -> DoorReport:
        """What the crew writes down of what it had with it, and of what it lacked."""
        able, missing = tasks
        undone = [LeftUndone(task.id, Outcome.NOT_DONE, "item_not_on_van") for task in missing]
        if len(able) > 1 and self._chance.random() < PARTLY * 2:
            task = able.pop()
            undone.append(self._left(task))
            trip.left = trip.left or task.line_state == "LOADED"
        brought = [task for task in able if task.kind == "DELIVER"]
        taken = self._taken(trip, [task for task in able if task.kind == "COLLECT"], undone)
        codes = [task.product for task in brought]
        return DoorReport(
            visit_id=stop.id,
            handed_over=(*(self._handed(task) for task in brought), *self._odd(brought)),
            taken_away=tuple(taken),
            undone=tuple(undone),
            seen_to=tuple(self._seen_to(task) for task in able if not (_is_carried(task) or _examined_as(task))),
            examined=tuple(self._examined(loan_id) for task in able if (loan_id := _examined_as(task))),
            received=self._received(person, codes) if brought else None,
            joint=self._beside.said(stop),
            answers=answers_for(self._chance, codes, AskedAt.DELIVERY, Seen(person.made, self.world.today)),
        )

    def _left(self, task: Task) -> LeftUndone:
        if task.kind == "COLLECT":
            outcome = self._chance.choice((Outcome.STILL_NEEDED, Outcome.MISSING))
            reason = "still_in_use" if outcome is Outcome.STILL_NEEDED else "item_not_found"
            return LeftUndone(task.id, outcome, reason)
        reason = "out_of_time" if task.kind == "MEASURE" else "part_missing"
        return LeftUndone(task.id, Outcome.NOT_DONE, reason)

    def _handed(self, task: Task) -> HandedOver:
        code = task.number or task.product
        return HandedOver(code, line_id=task.line_id, quantity=task.quantity)

    def _odd(self, brought: Sequence[Task]) -> tuple[HandedOver, ...]:
        """Something on the van that no record knows was left too; it has an owner from now on."""
        if brought and self._chance.random() < 0.004:
            return (HandedOver(f"OLD-{self._chance.randint(1000, 9999)}"),)
        return ()

    def _taken(self, trip: Trip, tasks: Sequence[Task], undone: list[LeftUndone]) -> list[TakenAway]:
        """What is there of what is asked for; sometimes still needed or not to be found, sometimes more."""
        taken = []
        for task in tasks:
            if self._chance.random() < 0.05:
                undone.append(self._left(task))
                continue
            code = task.number
            taken.append(TakenAway(code, task.loan_id if not code else None, task.quantity))
            trip.brought.append(Brought(code or task.product, task.product, task.quantity, task.lot))
        if taken and self._chance.random() < OLD_LABELS:
            code = f"OLD-{self._chance.randint(1000, 9999)}"
            taken.append(TakenAway(code))
            trip.brought.append(Brought(code, self._chance.choice(FOREIGN)))
        return taken

    def _examined(self, loan_id: UUID) -> Examined:
        """Mostly safe; now and then something is worn."""
        verdict, defects = self._examining.choices(FOUND, weights=(90, 8, 2))[0]
        mend_by = self.world.today + timedelta(days=14) if verdict is ExaminationVerdict.DEFECT else None
        report = f"TE-{self._examining.randint(1000, 9999)}"
        return Examined(loan_id, verdict, "Priya Nair, Lift Check Ltd", defects, mend_by, report)

    def _seen_to(self, task: Task) -> SeenTo:
        if task.kind == "MEASURE":
            return SeenTo(task.id, result=MeasuringResult.FITS, found=MEASURED)
        if task.kind == "SERVICE" and task.loan_id is None:
            # It is fitted and recalled: nothing else is serviced that is not lent.
            return SeenTo(task.id, actions=(self._recalled.choice((MADE_SAFE, TAKEN_DOWN)),), minutes=20)
        fault, actions = self._chance.choice(FAULTS)
        return SeenTo(task.id, fault, actions, self._chance.randint(10, 45), self._chance.choice((0, 0, 450, 1900)))

    def _received(self, person: Neighbour, codes: Sequence[str]) -> Received:
        relation = self._one_of(RELATIONS)
        own = f"{person.made.given_name} {person.made.family_name}"
        name = own if relation == "self" else f"{self._chance.choice(HELPERS)} {person.made.family_name}"
        shown = any(catalogue()[code].demonstration_required for code in codes)
        given = ("YES" if self._chance.random() < 0.96 else "NO") if shown else "NOT_NEEDED"
        note = "Carer comes tomorrow and will be shown then" if given == "NO" else ""
        return Received(name, relation, given, note, name)

    def _return(self, trip: Trip) -> None:
        """The van is back: the depot books in what it brought, and what was not left goes back. The van for what is
        urgent may go out twice; its runs are closed at night."""
        self.home(trip)
        if trip.left:
            self._unload(trip)
        closes = clock(trip.on, 23) if trip.team in trip.base.urgent else self.world.now
        self.world.then(closes, lambda: self._close(trip))

    def _unload(self, trip: Trip) -> None:
        depot_id, scope = self.world.county.made.depots[trip.base.name], self.world.scope(trip.base.keeper)
        with reading(scope):
            there = left_on_van(scope, trip.run_id, lock=False)
        # A part that was missing at the door lay in the depot.
        said = tuple(SaidOfThing(row.line_id, CameBack.FIT, row.asset_id, row.lot) for row in there)
        # Nothing was loaded for what was cancelled in time.
        with told(StockReason.NOTHING_SCANNED):
            unload_run(
                self.world.call(trip.base.keeper),
                request=Unloading(trip.run_id, depot_id, reason="Not handed over", said=said),
            )

    def _close(self, trip: Trip) -> None:
        close_run(self.world.call("desk"), request=CloseWanted(trip.run_id))


def _is_carried(task: Task) -> bool:
    return task.kind in {"DELIVER", "COLLECT"}


def _examined_as(task: Task) -> UUID | None:
    """The loan that a planned service examines; what is fitted is seen to otherwise."""
    return task.loan_id if task.kind == "SERVICE" else None
