"""Record that a visit could not be done: the reason, what was seen, and what follows from it.
Refuses a reason that the contract's list does not hold, a visit that is over, and another crew's."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import NoSuchMove, path
from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._charges import follow_visit
from handrail.usecases._door_rows import write_book
from handrail.usecases._following import follow_up
from handrail.usecases._recall_told import not_reached
from handrail.visits import actions as visit_actions
from handrail.visits.queries.door import door_facts, visits_locked
from handrail.visits.queries.reasons import sides_of_failure
from handrail.visits.rules.booking import BookingReason
from handrail.visits.rules.door import settle_door
from handrail.visits.rules.next_steps import NextStep, Owner, Side, follow_of
from handrail.visits.rules.outcomes import OutcomeReason, VisitEnd
from handrail.visits.rules.plans import ProofPlan, StoredFile
from handrail.visits.rules.report import DoorReport
from handrail.visits.states import MOVES, VisitEvent, VisitState


@dataclass(frozen=True, slots=True)
class VisitFailure:
    """Why a visit could not be done; `fail_code` from the list failed_visit. Photos show the closed door."""

    visit_id: UUID
    fail_code: str
    note: str = ""
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitFailed:
    """What follows, and whose it is. `follow_up_visit_ids`: visits that were opened at once."""

    visit_id: UUID
    number: int
    next_step: NextStep
    owner: Owner
    follow_up_visit_ids: tuple[UUID, ...] = ()


@use_case(Event.VISIT_FAILED, needs=Permission.RECORD_VISITS)
def fail_visit(change: Change, *, request: VisitFailure) -> VisitFailed:
    """Record a failed visit. What is on the van stays LOADED until it is unloaded. Raises `Refused`."""
    (visit,) = visits_locked(change.scope, [request.visit_id], at=change.at.happened_at)
    sides = sides_of_failure(change.scope, change.at.today)
    if request.fail_code not in sides:
        code = OutcomeReason.FAIL_CODE_UNKNOWN if request.fail_code else OutcomeReason.FAIL_CODE_NEEDED
        raise refuse(code, "fail_code", reason=request.fail_code)
    try:
        moved = path(MOVES, visit.state, VisitEvent.FAIL)
    except NoSuchMove as wrong:
        raise refuse(BookingReason.VISIT_OVER, "visit_id", number=visit.number, state=visit.state.value) from wrong
    side = sides[request.fail_code]
    follow = follow_of(request.fail_code, side)
    end = VisitEnd(VisitState.FAILED, request.fail_code, side.value, follow)
    report = DoorReport(visit_id=visit.id, fail_code=request.fail_code)
    facts = door_facts(change.scope, visit, [])
    book = settle_door(report, facts, at=change.at.happened_at, day=change.at.today, new_id=change.new_id)
    visit_actions.end_visit(
        visit.id,
        run_id=visit.run_id,
        expected=visit.state,
        path=moved,
        end=end,
        arrived_at=visit.arrived_at,
        finished_at=change.at.happened_at,
        note=request.note,
    )
    if side in (Side.PERSON, Side.PROPERTY):
        not_reached(change, book)
    write_book(change, book)
    if request.files:
        proof = ProofPlan(id=change.new_id(), visit_id=visit.id, person_id=visit.person_id, note=request.note)
        visit_actions.add_proof(proof, [(change.new_id(), file) for file in request.files])
    follow_ups = follow_up(change, book) if end.visit_again else ()
    follow_visit(change, book, end)
    change.touched("visit", visit.id, visit.person_id)
    return VisitFailed(visit.id, visit.number, follow.step, follow.owner, follow_ups)
