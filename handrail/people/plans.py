"""The rows that actions write for people, decided beforehand.
Refuses nothing; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.people.rules.records import ContactDetails, PersonDetails, PlacedAddress
from handrail.people.states import FollowUpKind, LifeEventKind


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to add, with the home and the partner that serves them."""

    id: UUID
    details: PersonDetails
    nhs_number_status: str
    search_text: str


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address to add to a person."""

    id: UUID
    person_id: UUID
    placed: PlacedAddress
    is_home: bool
    from_on: date


@dataclass(frozen=True, slots=True)
class NewReach:
    """A partner that serves a person from now on."""

    id: UUID
    person_id: UUID
    partner_id: UUID


@dataclass(frozen=True, slots=True)
class NewContact:
    """A helper to add."""

    id: UUID
    person_id: UUID
    details: ContactDetails


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to add; `secret` is the code of a key safe or gate, shown only for a reason of work."""

    id: UUID
    person_id: UUID
    list: str
    code: str
    detail: str = ""
    secret: str = ""
    address_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewLifeEvent:
    """An event of someone's life, with what was so before it. `to_come`: it was told before its day, which carries
    it out."""

    id: UUID
    person_id: UUID
    kind: LifeEventKind
    on: date
    told_by: str
    details: Mapping[str, Any] = field(default_factory=dict)
    to_come: bool = False


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """What someone has to do after a life event."""

    id: UUID
    person_id: UUID
    life_event_id: UUID
    kind: FollowUpKind
    owner_role: str
    due_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewContactLog:
    """A call or message, and what became of it."""

    id: UUID
    person_id: UUID
    contact_id: UUID | None
    caller: str
    caller_kind: str
    checked_how: str
    channel: str
    subject: str
    detail: str
    outcome: str
    happened_at: datetime
    recorded_at: datetime
