"""Puts messages that leave only if the change that caused them is kept; a job sends them afterwards.
Refuses to send twice: a key that was used before is left as it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Func, Value

from handrail.core.channels import BY_HAND, Channel
from handrail.core.insert import insert_rows
from handrail.core.models import MessageState, OutboxMessage
from handrail.core.select import value_of


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `key` says what it is about and makes it go once; `content` are the numbers for its wording.

    `withheld`: why it does not leave at all; the row keeps it from being looked at again."""

    id: UUID
    key: str
    kind: str
    channel: Channel
    recipient: str
    content: Mapping[str, Any]
    person_id: UUID | None = None
    send_after: datetime | None = None
    withheld: str = ""


def put(messages: Sequence[Message], *, contract_id: UUID, at: datetime) -> None:
    """Put messages into the outbox; one statement, none for no messages. Needs an open transaction."""
    insert_rows(
        OutboxMessage,
        [
            {
                "id": message.id,
                "contract_id": contract_id,
                "key": message.key,
                "kind": message.kind,
                "channel": message.channel.value,
                "recipient": message.recipient,
                "content": dict(message.content),
                "person_id": message.person_id,
                "put_at": at,
                "send_after": message.send_after or at,
                "state": MessageState.WITHDRAWN if message.withheld else MessageState.WAITING,
                "failures": [message.withheld] if message.withheld else [],
            }
            for message in messages
        ],
        unless_there=True,
    )


def withdraw_for(person_ids: Sequence[UUID], *, but_about: Collection[UUID] = ()) -> int:
    """Take back what waits for these people, after a death for one, but what is about these things; how many messages
    were. One statement."""
    waiting = OutboxMessage.objects.filter(person_id__in=person_ids, state=MessageState.WAITING)
    return waiting.exclude(content__about_id__in=[str(one) for one in but_about]).update(state=MessageState.WITHDRAWN)


def withdraw_about(about_ids: Sequence[str], kinds: Collection[str], *, person_ids: Collection[UUID]) -> None:
    """Take back what waits for these people about these things: newer news takes its place. One statement, none for
    nothing."""
    if about_ids:
        waiting = OutboxMessage.objects.filter(person_id__in=person_ids, state=MessageState.WAITING, kind__in=kinds)
        waiting.filter(content__about_id__in=about_ids).update(state=MessageState.WITHDRAWN)


def hand_on(about_ids: Collection[UUID], *, from_ids: Collection[UUID], to_id: UUID) -> None:
    """What was written to these people about these things was for that one. One statement."""
    written = OutboxMessage.objects.filter(person_id__in=from_ids)
    written.filter(content__about_id__in=[str(one) for one in about_ids]).update(person_id=to_id)


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a message said, said of something else too, which is somebody else's."""

    id: UUID
    of_id: UUID
    key: str
    about_id: UUID
    person_id: UUID


def repeat(rows: Sequence[Repeated]) -> None:
    """Write down that these were said too, as and when the others were. One statement, none for nothing."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO core_outboxmessage (id, contract_id, key, kind, channel, recipient, content, person_id,
                   put_at, send_after, state, attempts, sent_at, failures)
               SELECT r.id, m.contract_id, r.key, m.kind, m.channel, m.recipient,
                   m.content || jsonb_build_object('about_id', r.about_id), r.person_id, m.put_at, m.send_after,
                   m.state, m.attempts, m.sent_at, m.failures
               FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::uuid[])
                   AS r (id, of_id, key, about_id, person_id)
               JOIN core_outboxmessage m ON m.id = r.of_id""",
            [
                [row.id for row in rows], [row.of_id for row in rows], [row.key for row in rows],
                [row.about_id for row in rows], [row.person_id for row in rows],
            ],
        )  # fmt: skip


TOO_OLD = "too old"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was taken for sending; `attempts` counts this one."""

    id: UUID
    kind: str
    channel: str
    recipient: str
    content: Mapping[str, Any]
    attempts: int
    person_id: UUID | None


_CLAIM = """
    UPDATE core_outboxmessage SET attempts = attempts + 1, send_after = %(again)s
    WHERE id IN (
        SELECT id FROM core_outboxmessage WHERE contract_id = %(contract)s AND state = 'WAITING'
        AND send_after <= %(at)s AND channel IN ('EMAIL', 'SMS')
        ORDER BY send_after, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, channel, recipient, content, attempts, person_id
"""


_STALE = """
    UPDATE core_outboxmessage SET state = 'WITHDRAWN', failures = array_append(failures, %(why)s)
    WHERE contract_id = %(contract)s AND state = 'WAITING' AND channel IN ('EMAIL', 'SMS')
    AND send_after < %(due_before)s AND coalesce((content->>'slot_until')::timestamptz, send_after) < %(at)s
"""


def withdraw_stale(contract_id: UUID, *, at: datetime, due_before: datetime) -> None:
    """What was to leave by itself and did not for so long does not leave any more: it would tell old news. A visit that
    is still to come is none."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, {"contract": contract_id, "at": at, "due_before": due_before, "why": TOO_OLD})


def anything_waiting(contract_id: UUID, at: datetime) -> bool:
    """Whether a message is due to leave by itself; one statement, read only."""
    return OutboxMessage.objects.filter(
        contract_id=contract_id, state=MessageState.WAITING, channel__in=["EMAIL", "SMS"], send_after__lte=at
    ).exists()


def claim(contract_id: UUID, *, at: datetime, again: datetime, most: int) -> tuple[Waiting, ...]:
    """Take due messages for sending. A worker that dies leaves them to be taken once more at `again`."""
    asked: dict[str, Any] = {"contract": contract_id, "at": at, "again": again, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, asked)
        return tuple(
            Waiting(row[0], row[1], row[2], row[3], value_of(row[4]), row[5], row[6]) for row in cursor.fetchall()
        )


def withdraw(message_ids: Sequence[UUID], *, why: str) -> None:
    """These do not leave any more. One statement, none for nothing."""
    if message_ids:
        failures = Func(F("failures"), Value(why), function="array_append")
        waiting = OutboxMessage.objects.filter(pk__in=message_ids, state=MessageState.WAITING)
        waiting.update(state=MessageState.WITHDRAWN, failures=failures)


def readdress(message: Waiting, *, at: datetime) -> None:
    """The message goes this way now; for somebody's hands it waits from now on as if it had not been tried."""
    columns = {"channel": message.channel, "recipient": message.recipient, "content": dict(message.content)}
    tried = {"attempts": 0, "send_after": at} if message.channel in BY_HAND else {}
    OutboxMessage.objects.filter(pk=message.id).update(**columns, **tried)


def is_still_taken(message: Waiting) -> bool:
    """Whether a claimed message is still to be sent by who claimed it: not withdrawn, not taken once more."""
    mine = OutboxMessage.objects.filter(pk=message.id, state=MessageState.WAITING, attempts=message.attempts)
    return mine.exists()


def sent(message_id: UUID, *, at: datetime) -> None:
    """It left. One that was withdrawn meanwhile stays so."""
    waiting = OutboxMessage.objects.filter(pk=message_id, state=MessageState.WAITING)
    waiting.update(state=MessageState.SENT, sent_at=at)


def not_sent(message_id: UUID, *, why: str, again: datetime | None) -> None:
    """It did not leave: it waits until `again`, or is given up. One that was withdrawn meanwhile stays so."""
    failures = Func(F("failures"), Value(why), function="array_append")
    later = {"send_after": again} if again else {"state": MessageState.FAILED}
    OutboxMessage.objects.filter(pk=message_id, state=MessageState.WAITING).update(failures=failures, **later)


def told(message_id: UUID, *, at: datetime) -> None:
    """Somebody told it, by whatever way it was to go: a text that could not be sent was rung through."""
    OutboxMessage.objects.filter(pk=message_id, state=MessageState.FAILED).update(channel=Channel.PHONE)
    OutboxMessage.objects.filter(pk=message_id).update(state=MessageState.SENT, sent_at=at)


def try_by_hand(message_id: UUID, *, again: datetime) -> None:
    """Nobody was reached: it waits for somebody once more. A text that could not be sent is for the phone from now."""
    OutboxMessage.objects.filter(pk=message_id, state=MessageState.FAILED).update(channel=Channel.PHONE)
    OutboxMessage.objects.filter(pk=message_id).update(
        state=MessageState.WAITING, send_after=again, attempts=F("attempts") + 1
    )


__all__ = [
    "BY_HAND",
    "Channel",
    "Message",
    "Repeated",
    "Waiting",
    "anything_waiting",
    "claim",
    "hand_on",
    "is_still_taken",
    "not_sent",
    "put",
    "readdress",
    "repeat",
    "sent",
    "told",
    "try_by_hand",
    "withdraw",
    "withdraw_about",
    "withdraw_for",
]
