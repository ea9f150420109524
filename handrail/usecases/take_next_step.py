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
from handrail.usecases._next_step import end_step, left_of, owed, visit_again
from handrail.visits.codes import AskedBy
from handrail.visits.rules.booking import BookingReason


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
    visit = owed(change, request.visit_id)
    if request.taken is not Taken.VISIT_AGAIN and not request.note.strip():
        raise refuse(BookingReason.NOTE_NEEDED, "note")
    left = left_of(change, visit)
    again: tuple[UUID, ...] = ()
    if request.taken is Taken.VISIT_AGAIN:
        if not left:
            raise refuse(BookingReason.NOTHING_LEFT_TO_DO, "taken", number=visit.number)
        again = visit_again(change, visit, left, by=AskedBy.DESK, note=request.note)
    if request.taken is Taken.WITHDRAWN:
        loan_actions.move_loans(
            [task.loan_id for task in left if task.loan_id and task.loan_state is LoanState.RETURN_REQUESTED],
            expected=[LoanState.RETURN_REQUESTED],
            path=[LoanState.ACTIVE],
            reason=request.note,
        )
    end_step(change, visit, request.note)
    return NextStepTaken(visit.id, again)
