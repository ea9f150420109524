"""Visits: list, book, set out, and record what happened at the door: delivery, collection, repair, in one call.
Refuses to book what is under way; what has happened at a door is never refused, it is recorded with what differs."""

from typing import Literal
from uuid import UUID

from ninja import Router
from pydantic import Field

from handrail.api.rest.care import StatementTold
from handrail.api.rest.fields import Code, Count, Day, Instant, Kin, Lot, Scan, Sent, Supplier, Told, Words
from handrail.api.rest.operations import call_of, looked_at, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_count, after_id, page_of
from handrail.api.rest.photos import PhotoId, Photos, stored_photos
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.codes import ExaminationVerdict
from handrail.usecases.book_visits import Bookings, VisitsBooked, book_visits
from handrail.usecases.complete_visit import VisitRecorded, complete_visit
from handrail.usecases.fail_visit import VisitFailed, VisitFailure, fail_visit
from handrail.usecases.start_visit import Step, StepTaken, VisitStarted, start_visit
from handrail.usecases.take_next_step import NextStepTaken, NextStepWanted, Taken, take_next_step
from handrail.usecases.withdraw_examination import (
    ExaminationWithdrawal,
    ExaminationWithdrawn,
    withdraw_examination,
)
from handrail.visits.codes import MeasuringResult, Outcome
from handrail.visits.queries.due_at_home import DueAtHome, due_at_home
from handrail.visits.queries.lists import Wanted
from handrail.visits.queries.paged import VisitListed, visits_page
from handrail.visits.rules.beside import JointTime
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.report import DoorReport, Examined, HandedOver, LeftUndone, Received, SeenTo, TakenAway
from handrail.visits.states import VisitState

router = Router(tags=["Visits"])


@router.get("/visits", **reads("list_visits", "List visits", Page[VisitListed]))
def list_visits(
    request: CallerRequest,
    person_id: UUID | None = None,
    run_id: UUID | None = None,
    state: VisitState | None = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Page[VisitListed]:
    """The oldest first. A crew member sees the visits of their own runs."""
    with reading(request.auth):
        found = visits_page(
            request.auth, limit=limit + 1, after=after_id(cursor), person_id=person_id, run_id=run_id, state=state
        )
        looked_at(request.auth, person_id, found)
    return page_of(found, limit, lambda visit: visit.visit_id)


@router.get("/visits/{visit_id}", **reads("get_visit", "Look at a visit", VisitListed))
def get_visit(request: CallerRequest, visit_id: UUID) -> VisitListed:
    """The visit with its tasks."""
    with reading(request.auth):
        found = visits_page(request.auth, limit=1, visit_id=visit_id)
        if not found:
            raise refuse(CallReason.NOT_FOUND, "visit_id")
        looked_at(request.auth, found[0].person_id, found)
    return found[0]


class SlotAsked(Sent):
    """A visit and the time between which the crew comes."""

    visit_id: UUID
    slot_from: Instant = Field(examples=["2026-03-04T08:00:00+00:00"])
    slot_until: Instant = Field(examples=["2026-03-04T12:00:00+00:00"])
    again: bool = Field(False, description="It may have a slot already.")
    told: bool = Field(False, description="The person was told just now.")
    new_home_early: bool = Field(
        False, description="To the new home, also before the day of a move that was told ahead; else to the old one."
    )
    in_hospital: bool = Field(
        False, description="It is known that the person is in hospital then, and that somebody lets the crew in."
    )


class BookBody(Told):
    """Visits to book; `run_id` puts all of them on one run, in this order, after the stops that it has."""

    visits: list[SlotAsked] = Field(max_length=200, min_length=1)
    run_id: UUID | None = None
    release: bool = Field(False, description="Send the run to its driver in the same call, with all its stops.")
    without_stock: bool = Field(False, description="It is known that not everything is in stock.")
    reason: Words = ""


@router.post("/bookings", **writes("book_visits", "Book visits, and put them on a run", VisitsBooked))
def book(request: CallerRequest, body: BookBody) -> VisitsBooked:
    """Either all of them are booked or none."""
    bookings = tuple(
        Booking(
            slot.visit_id,
            slot.slot_from,
            slot.slot_until,
            slot.again,
            slot.told,
            new_home_early=slot.new_home_early,
            in_hospital=slot.in_hospital,
        )
        for slot in body.visits
    )
    wanted = Bookings(bookings, body.run_id, body.reason, body.release, body.without_stock)
    return book_visits(call_of(request, body), request=wanted)


class StepBody(Told):
    """Where the crew is now."""

    step: Step


@router.post("/visits/{visit_id}/steps", **writes("start_visit", "Say where the crew is", VisitStarted))
def start(request: CallerRequest, visit_id: UUID, body: StepBody) -> VisitStarted:
    """On the way, at the door, or turned back. May be left out: completing a visit says that the crew was there."""
    return start_visit(call_of(request, body), request=StepTaken(visit_id, body.step))


class ThingLeft(Sent):
    """One thing left with the person: the code scanned, or for counted stock the product's code or the line."""

    code: Scan | None = Field(None, examples=["HR000123"])
    line_id: UUID | None = None
    quantity: Count = 1
    lot: Lot = ""


class ThingTaken(Sent):
    """One thing taken along: the code scanned, or for counted stock the loan that so many came back of."""

    code: Scan | None = Field(None, examples=["HR000123"])
    loan_id: UUID | None = None
    quantity: Count = 1
    note: Words = ""


class TaskUndone(Sent):
    """A task that was not done, and why."""

    task_id: UUID
    outcome: Outcome
    reason: Code = Field("", description="From code list failed_visit.")
    note: Words = ""


class TaskSeenTo(Sent):
    """A repair, service, review, fitting or measuring that was done."""

    task_id: UUID
    fault: Code = ""
    actions: list[Code] = Field(
        [], max_length=50, description="Of what is fitted and recalled: made_safe, or taken_down."
    )
    minutes: Count = 0
    parts_pence: Count = 0
    note: Words = ""
    result: MeasuringResult = Field(MeasuringResult.MEASURED, description="Of a measuring: what it came to.")
    found: Words = Field("", description="Of a measuring: the measurements in words.")
    why_not: Words = Field("", description="Of a measuring: why it cannot be fitted.")


class ThingExamined(Sent):
    """A thorough examination of a thing that is lent, where it stands, with its report."""

    loan_id: UUID
    verdict: ExaminationVerdict = Field(
        description="PASS; DEFECT: safe until `mend_by`, and a repair is asked for; DANGER: it is not used any more, "
        "and another is brought at once."
    )
    examiner: Supplier = Field(description="The competent person who signs the report.", examples=["Sam Field"])
    defects: Words = Field("", description="What is wrong: needed unless it passed.")
    mend_by: Day | None = Field(None, description="The day by which a DEFECT must be mended.")
    report: Code = Field("", description="The number of the written report.")


class ReceivedBy(Sent):
    """Who received it and was shown how."""

    received_by: Supplier = Field("", examples=["Ivy Harker"])
    relationship: Kin = Field("", examples=["daughter"])
    demonstrated: Literal["", "YES", "NO", "NOT_NEEDED"] = Field("", examples=["YES"])
    demonstrated_note: Words = ""
    signed_name: Supplier = ""
    note: Words = ""


class CameAlong(Sent):
    """Whether a prescriber who was to come along came, and for how many minutes they worked with the crew."""

    came: bool
    minutes: Count = 0


class DoorBody(Told):
    """Everything that happened at one door."""

    handed_over: list[ThingLeft] = Field([], max_length=200)
    taken_away: list[ThingTaken] = Field([], max_length=200)
    undone: list[TaskUndone] = Field([], max_length=200)
    seen_to: list[TaskSeenTo] = Field([], max_length=200)
    examined: list[ThingExamined] = Field([], max_length=200, description="An examination sees to its SERVICE task.")
    received: ReceivedBy | None = None
    statement: StatementTold | None = Field(None, description="What the things taken away were in contact with.")
    answers: dict[Code, Words] = Field(
        {}, description="To the questions that what is handed over asks at delivery, by question code; to no other."
    )
    line_answers: dict[UUID, dict[Code, Words]] = Field(
        {},
        description="About one line by itself, where several ask the same; they go before `answers`.",
    )
    fail_code: Code = Field("", description="From code list failed_visit, where nothing could be done.")
    note: Words = ""
    other_day: bool = Field(
        False, description="It is known that the visit was planned for another day than it was done on."
    )
    done_with: UUID | None = Field(
        None,
        description="The run with which it was done, or the depot where what was taken away is. Else its own run, or "
        "the one that it was taken off that day.",
    )
    joint: CameAlong | None = Field(None, description="Of the prescriber who was to come along.")
    photos: Photos = []
    signature: PhotoId | None = Field(None, description="A drawn signature, from POST /photos.")

    def report(self, visit_id: UUID) -> DoorReport:
        """The report as the use case takes it."""
        return DoorReport(
            visit_id=visit_id,
            handed_over=tuple(HandedOver(x.code or "", x.line_id, x.quantity, x.lot) for x in self.handed_over),
            taken_away=tuple(TakenAway(x.code or "", x.loan_id, x.quantity, x.note) for x in self.taken_away),
            undone=tuple(LeftUndone(x.task_id, x.outcome, x.reason, x.note) for x in self.undone),
            seen_to=tuple(
                SeenTo(
                    x.task_id, x.fault, tuple(x.actions), x.minutes, x.parts_pence, x.note, x.result, x.found, x.why_not
                )
                for x in self.seen_to
            ),
            examined=tuple(Examined(**x.model_dump()) for x in self.examined),
            received=Received(**self.received.model_dump()) if self.received else None,
            answers=self.answers,
            line_answers=self.line_answers,
            only_asked=True,
            statement=self.statement.said() if self.statement else None,
            fail_code=self.fail_code,
            note=self.note,
            other_day=self.other_day,
            done_with=self.done_with,
            joint=JointTime(self.joint.came, self.joint.minutes) if self.joint else None,
            files=stored_photos(self.photos, self.signature),
        )


@router.post("/visits/{visit_id}/complete", **writes("complete_visit", "Record what happened at a door", VisitRecorded))
def complete(request: CallerRequest, visit_id: UUID, body: DoorBody) -> VisitRecorded:
    """One report for one visit: what was handed over, taken away, seen to and left undone. A delivery makes loans, a
    collection ends them. What was done on another day than planned is asked about once (PLANNED_FOR_ANOTHER_DAY), and
    taken with `other_day`. What differs from the record is listed under `found`, each with an owner."""
    return complete_visit(call_of(request, body), request=body.report(visit_id))


@router.get(
    "/examinations-due",
    **reads("list_examinations_due", "List examinations that are due in homes", Page[DueAtHome]),
)
def list_examinations_due(request: CallerRequest, limit: Limit = USUAL, cursor: Cursor = None) -> Page[DueAtHome]:
    """What is lent and overdue for its thorough examination, or due within six weeks, the longest overdue first; with
    the visit that comes for it, where one was asked for."""
    passed, at = after_count(cursor), now()
    wanted = Wanted(at, limit=limit + 1, offset=passed, named=request.auth.may(Permission.SEE_PERSON))
    with reading(request.auth):
        found, _ = due_at_home(request.auth, wanted, at.astimezone(LONDON).date())
    return page_of(found, limit, lambda _: passed + limit)


class WithdrawExaminationBody(Told):
    """How it is known that it was not examined."""

    reason: Words = Field(examples=["Another hoist was examined, and recorded as this one"])


@router.post(
    "/examinations/{examination_id}/withdraw",
    **writes("withdraw_examination", "Take an examination back", ExaminationWithdrawn),
)
def withdraw(request: CallerRequest, examination_id: UUID, body: WithdrawExaminationBody) -> ExaminationWithdrawn:
    """It was not examined after all: the report stays, the item is due again as before, and its charge comes back."""
    wanted = ExaminationWithdrawal(examination_id, body.reason)
    return withdraw_examination(call_of(request, body), request=wanted)


class FailBody(Told):
    """Why nothing could be done."""

    fail_code: Code = Field(description="From code list failed_visit.", examples=["nobody_in"])
    note: Words = ""
    photos: Photos = []


@router.post("/visits/{visit_id}/fail", **writes("fail_visit", "Record a failed visit", VisitFailed))
def fail(request: CallerRequest, visit_id: UUID, body: FailBody) -> VisitFailed:
    """What follows, and whose it is, is in the answer."""
    wanted = VisitFailure(visit_id, body.fail_code, body.note, stored_photos(body.photos))
    return fail_visit(call_of(request, body), request=wanted)


class NextStepBody(Told):
    """The step that was taken after a visit."""

    taken: Taken
    note: Words = ""


@router.post("/visits/{visit_id}/next-step", **writes("take_next_step", "Take the next step", NextStepTaken))
def take(request: CallerRequest, visit_id: UUID, body: NextStepBody) -> NextStepTaken:
    """After a failed or part completed visit."""
    return take_next_step(call_of(request, body), request=NextStepWanted(visit_id, body.taken, body.note))
