"""Record everything that happened at one door, in one call: what was left, taken, mended, who received it, what not.
Refuses only what cannot be read and a visit that is recorded already: what has happened is never refused."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.queries import lines_of_orders
from handrail.stock import actions as stock_actions
from handrail.stock.plans import CaredFor, NewContamination
from handrail.stock.rules.care import Statement
from handrail.stock.states import AssetState
from handrail.usecases._charges import follow_visit
from handrail.usecases._door_answers import keep_delivery_answers
from handrail.usecases._door_rows import write_book
from handrail.usecases._following import follow_up, leave_to_nobody, mend_defects, swap_now
from handrail.usecases._found_again import end_visits_for, settle_not_found
from handrail.usecases._measured import tell_askers
from handrail.usecases._recall_told import recalled_at_door, tell_at_door
from handrail.visits import actions as visit_actions
from handrail.visits.actions.beside import record_joint
from handrail.visits.codes import Outcome
from handrail.visits.queries.done_with import done_with
from handrail.visits.queries.door import door_facts, visits_locked
from handrail.visits.queries.driver import door_scans
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.parcels import orders_of_visit
from handrail.visits.queries.reasons import sides_of_failure
from handrail.visits.rules.door import DoorReason, outcomes, planned_otherwise, settle_door
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import VisitFact
from handrail.visits.rules.outcomes import VisitEnd, brought_again, end_of, leading
from handrail.visits.rules.plans import ProofPlan
from handrail.visits.rules.report import DoorReport
from handrail.visits.states import DONE, MOVES, VisitEvent, VisitState

_E = VisitEvent
# What must have happened for someone to have stood at the door, from each state.
_WAY_THERE: dict[VisitState, tuple[VisitEvent, ...]] = {
    VisitState.ARRIVED: (),
    VisitState.EN_ROUTE: (_E.ARRIVE,),
    VisitState.RELEASED: (_E.SET_OFF, _E.ARRIVE),
    VisitState.PLANNED: (_E.RELEASE, _E.SET_OFF, _E.ARRIVE),
    VisitState.BOOKED: (_E.PLAN, _E.RELEASE, _E.SET_OFF, _E.ARRIVE),
    VisitState.OFFERED: (_E.BOOK, _E.PLAN, _E.RELEASE, _E.SET_OFF, _E.ARRIVE),
    VisitState.UNBOOKED: (_E.BOOK, _E.PLAN, _E.RELEASE, _E.SET_OFF, _E.ARRIVE),
    VisitState.CANCELLED: (_E.REINSTATE, _E.BOOK, _E.PLAN, _E.RELEASE, _E.SET_OFF, _E.ARRIVE),
}
_ENDS = {
    VisitState.COMPLETED: _E.COMPLETE,
    VisitState.PART_COMPLETED: _E.PART_COMPLETE,
    VisitState.FAILED: _E.FAIL,
}


@dataclass(frozen=True, slots=True)
class LoanMade:
    """A loan that began at the door."""

    loan_id: UUID
    product_id: UUID
    quantity: int
    line_id: UUID | None
    asset_id: UUID | None


@dataclass(frozen=True, slots=True)
class ExaminationMade:
    """A thorough examination, and when the next is due."""

    examination_id: UUID
    loan_id: UUID
    examination_due_on: date


@dataclass(frozen=True, slots=True)
class FoundAtDoor:
    """Something that differed from the record, and whose it is to settle."""

    discrepancy_id: UUID
    kind: str
    owner_role: str
    code_read: str


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """What a report made of the record. `swap_visit_ids`: visits that bring something else at once;
    `repair_visit_ids`: those that mend what an examination found."""

    visit_id: UUID
    number: int
    state: VisitState
    loans: tuple[LoanMade, ...] = ()
    gift_ids: tuple[UUID, ...] = ()
    adaptation_ids: tuple[UUID, ...] = ()
    ended_loan_ids: tuple[UUID, ...] = ()
    found: tuple[FoundAtDoor, ...] = ()
    next_step: str = ""
    next_step_owner: str = ""
    follow_up_visit_ids: tuple[UUID, ...] = ()
    swap_visit_ids: tuple[UUID, ...] = ()
    repair_visit_ids: tuple[UUID, ...] = ()
    examinations: tuple[ExaminationMade, ...] = ()


@use_case(Event.VISIT_COMPLETED, needs=Permission.RECORD_VISITS)
def complete_visit(change: Change, *, request: DoorReport) -> VisitRecorded:
    """Record a visit. Raises `Refused`: already recorded, not the user's, nothing done without a reason, unreadable."""
    if request.taken_away:
        # Another visit may be about the same thing, and loses it.
        hold_visits(change.scope, beside=[request.visit_id])
    (visit,) = visits_locked(change.scope, [request.visit_id], at=change.at.happened_at)
    _may_end(change.scope, visit, request, change.at.today)
    if request.done_with:
        visit = done_with(change.scope, visit, request.done_with)
    if visit.by_post:
        # Before its own lines, in the order of their keys: another parcel of the same order is charged with this one.
        lines_of_orders(change.scope, orders_of_visit(change.scope, visit.id), lock=True)
    codes = [*(item.code for item in request.handed_over), *(item.code for item in request.taken_away)]
    facts = door_facts(change.scope, visit, [code for code in dict.fromkeys(codes) if code])
    book = settle_door(request, facts, at=change.at.happened_at, day=change.at.today, new_id=change.new_id)
    given = _reasons(request)
    sides = sides_of_failure(change.scope, change.at.today) if given else {}
    end = end_of(outcomes(book), fail_code=leading(given, sides), sides=sides, extras=book.extras)
    if request.answers or request.line_answers:
        keep_delivery_answers(change, book, request)
    _end_visit(change, visit, end, request.note)
    # Before what this visit found in its turn is written.
    back = [step.id for step in book.asset_steps.values() if AssetState.RETURNED_DIRTY in step.path]
    settle_not_found(change, back, f"It was found: visit {visit.number} took it along")
    from_a_home = {step.id for step in book.asset_steps.values() if AssetState.ON_LOAN in step.expected}
    settle_not_found(change, from_a_home.difference(back), f"It was found: visit {visit.number} left it with someone")
    recalled = recalled_at_door(change, book)
    write_book(change, book)
    found = f"Visit {visit.number} found what was to be fetched"
    end_visits_for(change, book.loans_returned, found, reason=f"visit {visit.number} was there before")
    if request.statement:
        _state(change, book, request.statement)
    leave_to_nobody(change, book)
    if facts.joint and request.joint:
        record_joint(facts.joint.id, request.joint)
    _keep_proof(change, request, visit)
    again = None if end.visit_again else {reason for reason in given if brought_again(reason, sides)}
    follow_ups = follow_up(change, book, only=again)
    swaps = swap_now(change, book) if book.swaps else ()
    repairs = mend_defects(change, book) if book.examinations else ()
    told = tell_at_door(change, book, recalled) if recalled else ()
    follow_visit(change, book, end, told, minutes=request.joint.minutes if request.joint else 0)
    tell_askers(change, book.measured)
    _touch(change, book)
    return replace(_answer(visit, book, end, follow_ups, swaps), repair_visit_ids=repairs)


def _reasons(report: DoorReport) -> list[str]:
    """The reasons that ask for a next step. What is still needed stays and asks for none: it speaks only by itself."""
    left = [one for one in report.undone if one.outcome is not Outcome.STILL_NEEDED] or report.undone
    return [reason for reason in (report.fail_code, *(one.reason for one in left)) if reason]


def _may_end(scope: Scope, visit: VisitFact, report: DoorReport, day: date) -> None:
    """One report for one visit; a cancelled visit only where something was done at the door all the same. What was done
    on another day than planned, or scanned on another phone just now, is asked about once."""
    happened = report.handed_over or report.taken_away or report.seen_to or report.examined
    if visit.state in DONE or (visit.state is VisitState.CANCELLED and not happened):
        raise refuse(DoorReason.VISIT_ALREADY_RECORDED, "visit_id", state=visit.state.value)
    # A parcel comes on whatever day the post brings it.
    run_on = None if visit.by_post else visit.run_on
    if planned := planned_otherwise(report, run_on, day):
        raise refuse(DoorReason.PLANNED_FOR_ANOTHER_DAY, "other_day", planned=planned.isoformat())
    if report.scans_seen is not None and set(report.scans_seen) != set(door_scans(scope, visit.id)):
        raise refuse(DoorReason.SCANNED_MEANWHILE, "code")


def _end_visit(change: Change, visit: VisitFact, end: VisitEnd, note: str) -> None:
    visit_actions.end_visit(
        visit.id,
        run_id=visit.run_id,
        expected=visit.state,
        path=path(MOVES, visit.state, *_WAY_THERE[visit.state], _ENDS[end.state]),
        end=end,
        arrived_at=min(visit.arrived_at or change.at.happened_at, change.at.happened_at),
        finished_at=change.at.happened_at,
        note=note,
    )


def _state(change: Change, book: DoorBook, said: Statement) -> None:
    """What was said of everything that was taken along; the depot reads it before it touches anything."""
    depot_id, dirty = book.facts.visit.depot_id, AssetState.RETURNED_DIRTY
    back = [step.id for step in book.asset_steps.values() if step.path[-1] is dirty]
    care = [CaredFor(change.new_id(), book.facts.assets[id_].product_id, depot_id, asset_id=id_) for id_ in back]
    care += [
        CaredFor(change.new_id(), move.product_id, depot_id, lot=move.lot, quantity=move.quantity)
        for move in book.counted
        if move.to_condition is dirty
    ]
    stock_actions.add_contaminations(
        NewContamination(of, said.contact_with, said.infection_risk.value, said.precautions) for of in care
    )


def _keep_proof(change: Change, report: DoorReport, visit: VisitFact) -> None:
    received = report.received
    if received is None and not report.files:
        return
    plan = ProofPlan(
        id=change.new_id(),
        visit_id=visit.id,
        person_id=visit.person_id,
        received_by=received.received_by if received else "",
        relationship=received.relationship if received else "",
        demonstrated=received.demonstrated if received else "",
        demonstrated_note=received.demonstrated_note if received else "",
        signed_name=received.signed_name if received else "",
        note=received.note if received else "",
    )
    visit_actions.add_proof(plan, [(change.new_id(), file) for file in report.files])


def _touch(change: Change, book: DoorBook) -> None:
    person_id = book.facts.visit.person_id
    change.touched("visit", book.facts.visit.id, person_id)
    for order_id in sorted({line.order_id for line in book.facts.lines.values()}):
        change.touched("order", order_id, person_id)
    examined = [one.of.asset_id for one in book.examinations if one.of.asset_id]
    for asset_id in dict.fromkeys((*book.asset_steps, *(asset.id for asset in book.new_assets), *examined)):
        change.touched("asset", asset_id, person_id)
    for loan in book.loans:
        change.touched("loan", loan.id, person_id)
    for loan_id in dict.fromkeys((*book.loans_returned, *book.part_backs, *book.loans_kept)):
        change.touched("loan", loan_id, book.facts.loans[loan_id].person_id)


def _answer(
    visit: VisitFact, book: DoorBook, end: VisitEnd, follow_ups: tuple[UUID, ...], swaps: tuple[UUID, ...]
) -> VisitRecorded:
    return VisitRecorded(
        visit_id=visit.id,
        number=visit.number,
        state=end.state,
        loans=tuple(LoanMade(row.id, row.product_id, row.quantity, row.line_id, row.asset_id) for row in book.loans),
        gift_ids=tuple(row.id for row in book.gifts),
        adaptation_ids=tuple(row.id for row in book.adaptations),
        ended_loan_ids=tuple(dict.fromkeys(book.loans_returned)),
        found=tuple(FoundAtDoor(row.id, row.kind, row.owner_role, row.code_read) for row in book.discrepancies),
        examinations=tuple(
            ExaminationMade(row.of.id, row.loan_id, row.examination_due_on) for row in book.examinations
        ),
        next_step=end.follow.step.value if end.follow else "",
        next_step_owner=end.follow.owner.value if end.follow else "",
        follow_up_visit_ids=follow_ups,
        swap_visit_ids=swaps,
    )
