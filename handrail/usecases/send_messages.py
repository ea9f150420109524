"""Take messages that are due for sending, and write down what became of them. Sending lies between the two.
Refuses nothing; a message that was withdrawn meanwhile stays withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from handrail.core import outbox
from handrail.core.outbox import Waiting
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people.queries.reaching import reachable
from handrail.people.rules.telling import way_to_tell
from handrail.visits.queries.news import NO_WAY, TOLD_BY_HAND

AT_ONCE = 50
# A message is tried again after so many minutes, by the number of times it was tried; then it is given up.
WAITS_MINUTES = (2, 10, 60, 360, 1440)
# Longer than all these waits. A service that comes back after a month must not send a month's mail.
STALE_AFTER = timedelta(days=7)


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
    """Take due messages, so many at a time. Each is tried again later unless its sending is written down. What goes to
    a person goes the way that is theirs now: since it was put, they may have changed number, helper or mind. What
    has waited for days is withdrawn."""
    at = change.at.recorded_at
    outbox.withdraw_stale(change.scope.contract_id, at=at, due_before=at - STALE_AFTER)
    taken = outbox.claim(change.scope.contract_id, at=at, again=at + timedelta(minutes=WAITS_MINUTES[0]), most=AT_ONCE)
    for message in taken:
        change.touched("message", message.id)
    return _the_way_of_now(change, taken)


def _the_way_of_now(change: Change, taken: Iterable[Waiting]) -> tuple[Waiting, ...]:
    people = {message.person_id for message in taken if message.person_id}
    known = reachable(change.scope, people, today=change.at.today) if people else {}
    leaving: list[Waiting] = []
    withheld: list[UUID] = []
    for message in taken:
        if message.person_id is None:
            leaving.append(message)
            continue
        way = way_to_tell(known[message.person_id], today=change.at.today) if message.person_id in known else None
        if way is None or (way.by_hand and message.kind not in TOLD_BY_HAND):
            withheld.append(message.id)
            continue
        content = {**message.content, "helper": way.to_helper}
        now = replace(message, channel=way.channel.value, recipient=way.recipient, content=content)
        if now != message:
            outbox.readdress(now, at=change.at.recorded_at)
        if not way.by_hand:
            leaving.append(now)
    outbox.withdraw(withheld, why=NO_WAY)
    return tuple(leaving)


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
