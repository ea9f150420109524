"""Take messages that are due for sending, and write down what became of them. Sending lies between the two.
Refuses nothing; a message that was withdrawn meanwhile stays withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """What became of claimed messages. `failed`: why, by message; `for_good` those that no other try will help."""

    sent: tuple[UUID, ...] = ()
    failed: Mapping[UUID, str] = field(default_factory=dict)
    for_good: tuple[UUID, ...] = ()


@use_case(Event.MESSAGE_SENT, needs=Permission.RUN_JOBS)
def claim_messages(change: Change) -> tuple[Waiting, ...]:
    """Take due messages, so many at a time. Each is tried again later unless its sending is written down."""
    at = change.at.recorded_at
    taken = outbox.claim(change.scope.contract_id, at=at, again=at + timedelta(minutes=WAITS_MINUTES[0]), most=AT_ONCE)
    for message in taken:
        change.touched("message", message.id)
    return taken


@use_case(Event.MESSAGE_SENT, needs=Permission.RUN_JOBS)
def record_sending(change: Change, *, request: Sending) -> int:
    """Write down what became of messages; how many were sent."""
    outbox.record(request.sent, request.failed, request.for_good, at=change.at.recorded_at)
    for message_id in (*request.sent, *request.failed):
        change.touched("message", message_id)
    return len(request.sent)
