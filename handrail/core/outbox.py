"""Puts messages that leave only if the change that caused them is kept; a job sends them afterwards.
Refuses to send twice: a key that was used before is left as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from handrail.core.models import MessageState, OutboxMessage


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    LETTER = "LETTER"
    PHONE = "PHONE"


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `key` says what it is about and makes it go once; `content` are the numbers for its wording."""

    id: UUID
    key: str
    kind: str
    channel: Channel
    recipient: str
    content: Mapping[str, Any]
    person_id: UUID | None = None
    send_after: datetime | None = None


def put(messages: Sequence[Message], *, contract_id: UUID, at: datetime) -> None:
    """Put messages into the outbox; one statement, none for no messages. Needs an open transaction."""
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                id=message.id,
                contract_id=contract_id,
                key=message.key,
                kind=message.kind,
                channel=message.channel.value,
                recipient=message.recipient,
                content=dict(message.content),
                person_id=message.person_id,
                put_at=at,
                send_after=message.send_after or at,
            )
            for message in messages
        ],
        ignore_conflicts=True,
    )


def withdraw_for(person_ids: Sequence[UUID]) -> int:
    """Take back what waits for these people, after a death for one; how many messages were. One statement."""
    waiting = OutboxMessage.objects.filter(person_id__in=person_ids, state=MessageState.WAITING)
    return waiting.update(state=MessageState.WITHDRAWN)
