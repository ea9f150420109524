"""Say that the depot has put right what a visit failed for: what it left is visited again, under the same promise.
Refuses a step that is not the depot's, one that was taken already, and one without a word on what was done."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._next_step import end_step, left_of, owed, visit_again
from handrail.visits.codes import AskedBy
from handrail.visits.rules.booking import BookingReason
from handrail.visits.rules.next_steps import Owner


@dataclass(frozen=True, slots=True)
class PutRight:
    """The visit, and what was done about it."""

    visit_id: UUID
    note: str


@dataclass(frozen=True, slots=True)
class IsPutRight:
    """The visits that were opened for what was left; the desk books them."""

    visit_id: UUID
    follow_up_visit_ids: tuple[UUID, ...]


@use_case(Event.NEXT_STEP_TAKEN, needs=Permission.KEEP_STOCK)
def put_right(change: Change, *, request: PutRight) -> IsPutRight:
    """Put right. Raises `Refused`."""
    visit = owed(change, request.visit_id)
    if visit.owner != Owner.DEPOT:
        raise refuse(BookingReason.NOT_THE_DEPOTS, "visit_id", number=visit.number)
    if not request.note.strip():
        raise refuse(BookingReason.NOTE_NEEDED, "note")
    left = left_of(change, visit)
    again = visit_again(change, visit, left, by=AskedBy.CREW, note=request.note) if left else ()
    end_step(change, visit, request.note)
    return IsPutRight(visit.id, again)
