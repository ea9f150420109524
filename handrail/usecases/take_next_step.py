"""Take the next step after a visit that failed or was half done: visit again, withdraw, or say how it was settled.
Refuses a visit whose next step was taken already, and a step without a word on how."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.usecases._following import open_wishes
from handrail.visits import actions as visit_actions
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.queries.leftovers import Leftover, failed_visit_locked, leftovers
from handrail.visits.rules.booking import BookingReason
from handrail.visits.rules.requests import Asked, Wish


class Taken(StrEnum):
    """What was done. VISIT_AGAIN opens a visit for what is left; WITHDRAWN: the collection is not wanted any more."""

    VISIT_AGAIN = "VISIT_AGAIN"
    WITHDRAWN = "WITHDRAWN"
    SETTLED = "SETTLED"


@dataclass(frozen=True, slots=True)
class NextStepWanted:
    """The step that was taken after a visit, and a word on it (needed for SETTLED and WITHDRAWN)."""

    visit_id: UUID
    taken: Taken
    note: str = ""


@dataclass(frozen=True, slots=True)
class NextStepTaken:
    """The visits that were opened."""

    visit_id: UUID
    follow_up_visit_ids: tuple[UUID, ...]


@use_case(Event.NEXT_STEP_TAKEN, needs=Permission.ASK_FOR_VISIT)
def take_next_step(change: Change, *, request: NextStepWanted) -> NextStepTaken:
    """Take a next step. Raises `Refused`."""
    visit = failed_visit_locked(change.scope, request.visit_id)
    if visit.next_step_done_at is not None:
        raise refuse(BookingReason.STEP_TAKEN_ALREADY, "visit_id", number=visit.number)
    if request.taken is not Taken.VISIT_AGAIN and not request.note.strip():
        raise refuse(BookingReason.NOTE_NEEDED, "note")
    left = leftovers(change.scope, visit.id)
    again: tuple[UUID, ...] = ()
    if request.taken is Taken.VISIT_AGAIN:
        if not left:
            raise refuse(BookingReason.NOTHING_LEFT_TO_DO, "taken", number=visit.number)
        asked = Asked(AskedBy.DESK, change.scope.user_id, change.at.happened_at, request.note, visit.id)
        again = open_wishes(change, [_wish(task) for task in left], asked)
    if request.taken is Taken.WITHDRAWN:
        loan_actions.move_loans(
            [task.loan_id for task in left if task.loan_id and task.loan_state is LoanState.RETURN_REQUESTED],
            expected=[LoanState.RETURN_REQUESTED],
            path=[LoanState.ACTIVE],
            reason=request.note,
        )
    note = "\n".join(text for text in (visit.fail_note, request.note.strip()) if text)
    visit_actions.note_visits([visit.id], next_step_done_at=change.at.happened_at, fail_note=note)
    change.touched("visit", visit.id, visit.person_id)
    return NextStepTaken(visit.id, again)


def _wish(task: Leftover) -> Wish:
    return Wish(
        kind=TaskKind(task.kind),
        person_id=task.person_id,
        address_id=task.address_id,
        depot_id=task.depot_id,
        product_id=task.product_id,
        due_at=task.due_at,
        speed_code=task.speed_code,
        quantity=task.quantity_left,
        line_id=task.line_id,
        loan_id=task.loan_id,
        asset_id=task.asset_id,
        crew=task.crew,
        fitting_minutes=task.fitting_minutes,
        note=task.note,
    )
