"""Write down a call or message from or about a person: who, how that was checked, what was asked, what was said.
Refuses a caller without a name; an unchecked caller is written down too, because the call took place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.text_guard import clean_line, clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.plans import NewContactLog
from handrail.people.states import (
    CallerKind,
    Channel,
    CheckedHow,
    ContactSubject,
    FollowUpOutcome,
    PersonReason,
)

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class ContactToLog:
    """A call. `contact_id` names a helper on the record. With `follow_up_id` the call was about that: asked again on
    `ask_again_on`, or settled with `follow_up_outcome`."""

    person_id: UUID
    caller: str
    caller_kind: str
    checked_how: str
    subject: str
    channel: str = Channel.PHONE.value
    contact_id: UUID | None = None
    detail: str = ""
    outcome: str = ""
    follow_up_id: UUID | None = None
    ask_again_on: date | None = None
    follow_up_outcome: str = ""


@dataclass(frozen=True, slots=True)
class ContactLogged:
    """The entry in the person's time line."""

    contact_log_id: UUID


@use_case(Event.CONTACT_LOGGED, needs=Permission.LOG_CONTACT)
def log_contact(change: Change, *, request: ContactToLog) -> ContactLogged:
    """Write down the call. Raises `Refused`: NOT_FOUND, NAME_MISSING, CODE_UNKNOWN, DAY_IN_PAST."""
    reasons = tuple(_against(request, change.at.today))
    if reasons:
        raise Refused(reasons)
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    if request.contact_id and request.contact_id not in {row.id for row in file.contacts}:
        raise refuse(CallReason.NOT_FOUND, "contact_id")
    if request.follow_up_id:
        _follow_up(change, request, request.follow_up_id)
    log_id = change.new_id()
    actions.log_contacts(change.scope, [_row(change, request, file.person.id, log_id)])
    change.touched("contact_log", log_id, file.person.id)
    return ContactLogged(log_id)


def _against(request: ContactToLog, today: date) -> Iterator[Reason]:
    if not clean_line(request.caller):
        yield Reason(PersonReason.NAME_MISSING, "caller")
    codes: tuple[tuple[str, type[StrEnum]], ...] = (
        ("caller_kind", CallerKind),
        ("checked_how", CheckedHow),
        ("channel", Channel),
        ("subject", ContactSubject),
    )
    for field, known in codes:
        if getattr(request, field) not in set(known):
            yield Reason(PersonReason.CODE_UNKNOWN, field, (("code", getattr(request, field)[:40]),))
    if request.follow_up_outcome and request.follow_up_outcome not in set(FollowUpOutcome):
        yield Reason(PersonReason.CODE_UNKNOWN, "follow_up_outcome", (("code", request.follow_up_outcome[:40]),))
    if request.ask_again_on and request.ask_again_on < today:
        yield Reason(PersonReason.DAY_IN_PAST, "ask_again_on")
    for field in ("detail", "outcome"):
        if len(getattr(request, field)) > LONGEST_TEXT:
            yield Reason(PersonReason.NOTE_TOO_LONG, field, (("most", LONGEST_TEXT),))


def _follow_up(change: Change, request: ContactToLog, follow_up_id: UUID) -> None:
    found = queries.follow_up(change.scope, follow_up_id)
    if request.follow_up_outcome:
        actions.settle_follow_ups(
            change.scope,
            at=change.at.happened_at,
            outcome=FollowUpOutcome(request.follow_up_outcome),
            ids=[found.id],
        )
    elif request.ask_again_on:
        actions.put_off(found.id, until_on=request.ask_again_on, note=clean_lines(request.outcome))
    change.touched("follow_up", found.id, found.person_id)


def _row(change: Change, request: ContactToLog, person_id: UUID, log_id: UUID) -> NewContactLog:
    return NewContactLog(
        id=log_id,
        person_id=person_id,
        contact_id=request.contact_id,
        caller=clean_line(request.caller)[:120],
        caller_kind=request.caller_kind,
        checked_how=request.checked_how,
        channel=request.channel,
        subject=request.subject,
        detail=clean_lines(request.detail),
        outcome=clean_lines(request.outcome),
        happened_at=change.at.happened_at,
        recorded_at=change.at.recorded_at,
    )
