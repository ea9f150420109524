"""What follows a delivery: faults, calls, the day when it is no longer needed, and what the desk settles.
Refuses nothing; how long someone keeps a thing follows the catalogue's own figures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from math import exp
from typing import Any
from uuid import UUID

from handrail.orders.states import CANCELLABLE
from handrail.simulation.answers import catalogue
from handrail.simulation.community import Community, Neighbour
from handrail.simulation.look import Stop, stops_of
from handrail.simulation.world import World, told
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.complete_visit import VisitRecorded
from handrail.usecases.log_contact import ContactToLog, log_contact
from handrail.usecases.request_visit import request_visit
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.visits.codes import AskedBy
from handrail.visits.rules.asking import AskedFor, Asking, AskingReason, Meanwhile
from handrail.visits.rules.booking import BookingReason
from handrail.visits.rules.faults import Kind, fits
from handrail.visits.states import VisitState

# Spread of the time a household keeps its things: most leave between half and double the median.
SPREAD = 0.65
FAULTY = 0.035
CARERS_COME = 0.3
REASONS = (("recovered", 5), ("no_longer_used", 4), ("moved_to_care_home", 2), ("did_not_help", 1), ("disliked", 1))
FAULTS = ("loose_fixing", "handset_fault", "brake_fault", "battery_not_charging", "ferrule_worn", "no_power")
CALLS = (
    ("DELIVERY_WHEN", "When will the bed come?", "Told the day and the half of the day"),
    ("HOW_TO_USE", "How does the handset lock?", "Talked through the leaflet"),
    ("ACCESS", "The key safe has a new code", "Note changed"),
    ("COMPLAINT", "Nobody called before the van came", "Said sorry; asked the crew to ring ahead"),
    ("OTHER", "Is the carer allowed to move the table?", "Yes; explained the brakes"),
)  # fmt: skip


class Aftercare:
    """What the desk, the family and chance do after things were brought."""

    def __init__(self, world: World, community: Community) -> None:
        self.world = world
        self.community = community
        self._chance = world.chance("aftercare")
        # Of its own, so that what else happens is as it was before.
        self._examining = world.chance("examining")
        self._product_codes: dict[UUID, str] = {}

    def learn(self, codes: dict[UUID, str]) -> None:
        """The products of the contract by id."""
        self._product_codes = codes

    def recorded(self, person: Neighbour, stop: Stop, done: VisitRecorded) -> None:
        """Loans begin and end; when they will end is chance's."""
        for loan_id in done.ended_loan_ids:
            person.things.pop(loan_id, None)
        begun = [(loan.loan_id, self._product_codes[loan.product_id]) for loan in done.loans]
        self.lent(person, begun)
        if done.state is VisitState.PART_COMPLETED and done.next_step and not done.follow_up_visit_ids:
            self._settle_later(person, stop, "")

    def lent(self, person: Neighbour, begun: Sequence[tuple[UUID, str]]) -> None:
        """Loans that began, each with its product's code."""
        person.things.update(begun)
        if begun:
            self._keep_for_a_while(person, begun)
            self._lifted_by_carers(person, [loan_id for loan_id, code in begun if catalogue()[code].examination_months])

    def _lifted_by_carers(self, person: Neighbour, loan_ids: Sequence[UUID]) -> None:
        """Once paid carers lift somebody with it, it is work equipment, and thoroughly examined where it stands."""
        if loan_ids and self._examining.random() < CARERS_COME:
            at = self.world.now + timedelta(days=self._examining.uniform(5, 25))
            self.world.then(self.world.working_moment(at), lambda: self._examine(person, loan_ids))

    def _examine(self, person: Neighbour, loan_ids: Sequence[UUID]) -> None:
        left = tuple(loan_id for loan_id in loan_ids if loan_id in person.things)
        if left and not person.gone:
            by_day = self.world.today + timedelta(days=7)
            note = "Paid carers use it from now on"
            self.ask("desk", Asking(AskedFor.SERVICE, left, AskedBy.CARER, chosen_on=by_day, note=note))

    def _keep_for_a_while(self, person: Neighbour, begun: Sequence[tuple[UUID, str]]) -> None:
        """Things that came together are mostly done with together."""
        pace = exp(self._chance.gauss(0, SPREAD)) * (0.25 if person.frail else 1)
        back: list[tuple[UUID, str]] = []
        days = 0.0
        for loan_id, code in begun:
            row = catalogue()[code]
            if row.collect_when_done and self._chance.random() < float(row.return_probability):
                back.append((loan_id, code))
                days = max(days, (row.median_loan_days or 120) * pace)
            if row.supply_route.value == "loan" and self._chance.random() < FAULTY:
                at = self.world.now + timedelta(days=self._chance.uniform(3, 90))
                self.world.then(self.world.working_moment(at), partial(self._fault, person, loan_id))
        if back:
            at = self.world.now + timedelta(days=max(days, 1.5))
            ids = tuple(loan_id for loan_id, _ in back)
            self.world.then(self.world.working_moment(at), lambda: self._done_with(person, ids))

    def _done_with(self, person: Neighbour, loan_ids: Sequence[UUID]) -> None:
        """The family, the person or a prescriber asks for a collection."""
        left = tuple(loan_id for loan_id in loan_ids if loan_id in person.things)
        if not left or person.gone:
            return
        asked_by = self._chance.choice((AskedBy.PERSON, AskedBy.CARER, AskedBy.CARER, AskedBy.PRESCRIBER))
        reason = self._chance.choices([code for code, _ in REASONS], weights=[share for _, share in REASONS])[0]
        speed = "collect_1d" if self._chance.random() < 0.12 else ""
        who = "nurse" if asked_by is AskedBy.PRESCRIBER else "desk"
        if who == "desk":
            self.log(person, asked_by, "COLLECTION", "Done with it, please fetch it", "Collection asked for")
        asking = Asking(AskedFor.COLLECTION, left, asked_by, speed, reason=reason, still_comes=True)
        self.ask(who, asking)

    def ask(self, who: str, asking: Asking) -> None:
        """Ask for a visit."""
        # Asked for already, or ended by what was recorded meanwhile: the caller is told so.
        with told(AskingReason.ASKED_ALREADY, AskingReason.NEXT_STEP_OPEN, AskingReason.LOAN_OVER):
            request_visit(self.world.call(who), request=replace(asking, meanwhile=Meanwhile.KEEP))

    def _fault(self, person: Neighbour, loan_id: UUID) -> None:
        """A fault is reported: mended at home, or swapped."""
        if loan_id not in person.things or person.gone:
            return
        row = catalogue()[person.things[loan_id]]
        swap = row.fitting_minutes == 0 or self._chance.random() < 0.25
        asked_for = AskedFor.SWAP if swap else AskedFor.REPAIR
        speed = self._chance.choice(("repair_24h", "repair_3d", "repair_3d"))
        self.log(person, AskedBy.CARER, "SWAP" if swap else "REPAIR", "It has stopped working", "Visit asked for")
        kind = Kind(row.category, row.electrical_test_months is not None)
        fault = self._chance.choice([code for code in FAULTS if fits(code, kind)])
        self.ask("desk", Asking(asked_for, (loan_id,), AskedBy.CARER, speed, fault=fault))

    def log(self, person: Neighbour, asked_by: AskedBy, subject: str, detail: str, outcome: str, **more: Any) -> None:
        """Write down a call."""
        own = asked_by is AskedBy.PERSON
        name = f"{person.made.given_name if own else 'A relative of'} {person.made.family_name}"
        request = ContactToLog(
            person_id=person.person_id,
            caller=name,
            caller_kind="PERSON" if own else "CARER",
            checked_how="TWO_FACTS",
            subject=subject,
            detail=detail,
            outcome=outcome,
            **more,
        )
        log_contact(self.world.call("desk"), request=request)

    def is_fetched(self, code: str) -> bool:
        """Whether the service collects such a thing at all."""
        return catalogue()[code].collect_when_done

    def calls(self, count: int) -> None:
        """Calls of a day that change nothing."""
        known = [person for person in self.community.people if person.things]
        for _ in range(count if known else 0):
            person = self._chance.choice(known)
            asked_by = self._chance.choice((AskedBy.PERSON, AskedBy.CARER))
            self.log(person, asked_by, *self._chance.choice(CALLS))

    def failed(self, person: Neighbour, stop: Stop, code: str) -> None:
        """A shut door: where no visit follows by itself, someone settles it within a day or two."""
        self._settle_later(person, stop, code)

    def _settle_later(self, person: Neighbour, stop: Stop, code: str) -> None:
        at = self.world.now + timedelta(hours=self._chance.uniform(1, 30))
        self.world.then(self.world.working_moment(at), lambda: self._settle(person, stop, code))

    def _settle(self, person: Neighbour, stop: Stop, code: str) -> None:
        if person.gone:
            return
        # Somebody may have cancelled them since.
        tasks = [task for now in stops_of(self.world.scope("desk"), [stop.id]) for task in now.tasks]
        lines = tuple(task.line_id for task in tasks if task.line_id and task.line_state in CANCELLABLE)
        refused = code == "person_refused" and any(task.line_id for task in tasks)
        taken = Taken.SETTLED if refused else Taken.WITHDRAWN if code == "still_in_use" else Taken.VISIT_AGAIN
        note = {Taken.SETTLED: "The person does not want it", Taken.WITHDRAWN: "Still in use"}.get(
            taken, "Spoke; agreed"
        )
        with told(BookingReason.STEP_TAKEN_ALREADY, BookingReason.NOTHING_LEFT_TO_DO):
            take_next_step(self.world.call("desk"), request=NextStepWanted(stop.id, taken, note))
            if refused and lines:
                cancel_lines(self.world.call("desk"), request=LinesToCancel(lines, "person_declined"))
