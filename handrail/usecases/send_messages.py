"""Take messages that are due for sending, and write down what became of them. Sending lies between the two.
Refuses nothing; a message that was withdrawn meanwhile stays withdrawn."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from handrail.core import outbox
from handrail.core.outbox import Waiting
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission

AT_ONCE = 50
# A message is tried again after so many minutes, by the number of times it was tried; then it is given up.
WAITS_MINUTES = (2, 10, 60, 360, 1440)


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a claimed message: it left, or `failure` says why not. `attempts`: how often it was tried;
    `for_good`: no other try will help."""

    message_id: UUID
    attempts: int
    failure: str = ""
    for_good: bool = False


@use_case(Event.MESSAGE_SENT, needs=Permission.RUN_JOBS)
def claim_messages(change: Change) -> tuple[Waiting, ...]:
    """Take due messages, so many at a time. Each is tried again later unless its sending is written down."""
    at = change.at.recorded_at
    taken = outbox.claim(change.scope.contract_id, at=at, again=at + timedelta(minutes=WAITS_MINUTES[0]), most=AT_ONCE)
    for message in taken:
        change.touched("message", message.id)
    return taken


@use_case(Event.MESSAGE_SENT, needs=Permission.RUN_JOBS)
def record_sending(change: Change, *, request: Sending) -> bool:
    """Write down what became of a message; whether it was sent."""
    at, tries = change.at.recorded_at, request.attempts
    if request.failure:
        gives_up = request.for_good or tries >= len(WAITS_MINUTES)
        again = None if gives_up else at + timedelta(minutes=WAITS_MINUTES[tries - 1])
        outbox.not_sent(request.message_id, why=request.failure, again=again)
    else:
        outbox.sent(request.message_id, at=at)
    change.touched("message", request.message_id)
    return not request.failure
