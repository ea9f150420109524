"""Write down that somebody rang or wrote to a person, or could not reach them.
Refuses a message that was told or withdrawn meanwhile: after a death nobody is rung."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from handrail.core import outbox
from handrail.core.models import MessageState
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits.queries.by_hand import message_to_tell

TRY_AGAIN_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class ToldByHand:
    """The message, and whether the person (or who speaks for them) was reached."""

    message_id: UUID
    reached: bool


@use_case(Event.PERSON_TOLD, needs=Permission.LOG_CONTACT)
def tell_by_hand(change: Change, *, request: ToldByHand) -> UUID:
    """Settle the message, or put it off for two hours; whom it was for. Raises `Refused`: NOT_FOUND, STALE."""
    person_id, state = message_to_tell(change.scope, request.message_id)
    if state not in (MessageState.WAITING, MessageState.FAILED):
        raise refuse(CallReason.STALE)
    at = change.at.happened_at
    if request.reached:
        outbox.told(request.message_id, at=at)
    else:
        outbox.try_by_hand(request.message_id, again=at + TRY_AGAIN_AFTER)
    change.touched("message", request.message_id, person_id)
    return person_id
