"""The only code that writes people's records. Needs an open change; contract and user are the change's own.
Refuses (STALE) to write over what someone else wrote since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from handrail.core.insert import insert_rows
from handrail.core.refusal import CallReason, refuse
from handrail.identity.scope import Scope
from handrail.people.models import (
    Address,
    Apart,
    Contact,
    ContactLog,
    FollowUp,
    Join,
    LifeEvent,
    Note,
    Person,
    Reach,
)
from handrail.people.plans import (
    NewAddress,
    NewContact,
    NewContactLog,
    NewFollowUp,
    NewLifeEvent,
    NewNote,
    NewPerson,
    NewReach,
)
from handrail.people.rules.records import ContactDetails, PersonDetails, PlacedAddress
from handrail.people.states import FollowUpOutcome


def add_people(scope: Scope, rows: Sequence[NewPerson]) -> dict[UUID, int]:
    """Add people, in one statement. Answers the number that each is known by."""
    made = insert_rows(
        Person,
        [
            {"id": row.id, "contract_id": scope.contract_id, "nhs_number_status": row.nhs_number_status,
             "search_text": row.search_text, **_person_columns(row.details)}
            for row in rows
        ],
        returning=("id", "number"),
    )  # fmt: skip
    return dict(made)


def change_person(
    person_id: UUID, *, seen_version: int, details: PersonDetails, nhs_number_status: str, search_text: str
) -> None:
    """Write the details over the version that was seen; `Refused(STALE)` where there is a newer one."""
    changed = Person.objects.filter(pk=person_id, version=seen_version).update(
        **_person_columns(details),
        nhs_number_status=nhs_number_status,
        search_text=search_text,
        version=F("version") + 1,
    )
    if changed != 1:
        raise refuse(CallReason.STALE)


def set_search_text(texts: Mapping[UUID, str]) -> None:
    """Write anew by what people are found; one statement."""
    if texts:
        rows = [Person(pk=person_id, search_text=text) for person_id, text in texts.items()]
        Person.objects.bulk_update(rows, ["search_text"])


def set_died_on(person_id: UUID, died_on: date | None) -> None:
    """Write or take back the day of death."""
    Person.objects.filter(pk=person_id).update(died_on=died_on, version=F("version") + 1)


def add_reach(scope: Scope, rows: Sequence[NewReach], *, at: datetime) -> None:
    """Let partners see people they serve; one statement, those who do already stay as they are."""
    insert_rows(
        Reach,
        [
            {
                "id": row.id,
                "contract_id": scope.contract_id,
                "person_id": row.person_id,
                "partner_id": row.partner_id,
                "since": at,
            }
            for row in rows
        ],
        unless_there=True,
    )


def end_reach(ids: Collection[UUID]) -> None:
    """Take back the reach that a join gave; one statement."""
    Reach.objects.filter(pk__in=ids).delete()


def add_addresses(scope: Scope, rows: Sequence[NewAddress]) -> None:
    """Add addresses; one statement. Each needs its place: `stock.actions.make_home_places` in the same change."""
    insert_rows(
        Address,
        [
            {"id": row.id, "contract_id": scope.contract_id, "person_id": row.person_id, "is_home": row.is_home,
             "from_on": row.from_on, **_address_columns(row.placed)}
            for row in rows
        ],
    )  # fmt: skip


def change_address(address_id: UUID, placed: PlacedAddress) -> None:
    """Put an address right that was written wrongly; the person did not move."""
    Address.objects.filter(pk=address_id).update(**_address_columns(placed))


def end_addresses(ids: Collection[UUID], *, until_on: date) -> None:
    """The person is there no more; one statement. The first day is kept: an address holds for a day at least."""
    Address.objects.filter(pk__in=ids).update(until_on=until_on)


def set_home(address_id: UUID, *, is_home: bool, until_on: date | None) -> None:
    """Make an address the home again, or no longer."""
    Address.objects.filter(pk=address_id).update(is_home=is_home, until_on=until_on)


def add_contacts(scope: Scope, rows: Sequence[NewContact]) -> None:
    """Add helpers; one statement."""
    Contact.objects.bulk_create(
        Contact(id=row.id, contract_id=scope.contract_id, person_id=row.person_id, **asdict(row.details))
        for row in rows
    )


def change_contact(contact_id: UUID, details: ContactDetails) -> None:
    """Write a helper's details anew."""
    Contact.objects.filter(pk=contact_id).update(**asdict(details))


def end_contacts(ids: Collection[UUID], *, on: date) -> None:
    """These helpers act no more; one statement."""
    Contact.objects.filter(pk__in=ids, ended_on__isnull=True).update(ended_on=on)


def no_main_contact_but(person_id: UUID, contact_id: UUID) -> None:
    """Only one helper is the main one; one statement."""
    Contact.objects.filter(person_id=person_id, is_main=True).exclude(pk=contact_id).update(is_main=False)


def add_notes(scope: Scope, rows: Sequence[NewNote], *, at: datetime) -> None:
    """Add notes; one statement."""
    Note.objects.bulk_create(
        Note(
            id=row.id,
            contract_id=scope.contract_id,
            person_id=row.person_id,
            address_id=row.address_id,
            list=row.list,
            code=row.code,
            detail=row.detail,
            secret=row.secret,
            added_by_id=scope.user_id,
            added_at=at,
        )
        for row in rows
    )


def end_notes(ids: Collection[UUID], *, at: datetime) -> None:
    """End notes; one statement. `Refused(STALE)` where one was ended meanwhile."""
    if ids and Note.objects.filter(pk__in=ids, ended_at__isnull=True).update(ended_at=at) != len(set(ids)):
        raise refuse(CallReason.STALE)


def point_to(person_id: UUID, kept_id: UUID | None, *, seen: UUID | None) -> None:
    """Read a record through another from now on, or by itself again; `Refused(STALE)` where that changed meanwhile."""
    found = Person.objects.filter(pk=person_id, joined_into_id=seen)
    if found.update(joined_into_id=kept_id, version=F("version") + 1) != 1:
        raise refuse(CallReason.STALE)


def open_join(scope: Scope, join_id: UUID, *, kept_id: UUID, joined_id: UUID, reason: str, at: datetime) -> None:
    """Write down who joined two records, and why."""
    Join.objects.create(
        id=join_id,
        contract_id=scope.contract_id,
        kept_id=kept_id,
        joined_id=joined_id,
        reason=reason,
        joined_by_id=scope.user_id,
        joined_at=at,
    )


def close_join(scope: Scope, join_id: UUID, *, reason: str, at: datetime) -> None:
    """Write down who parted them again, and why; `Refused(STALE)` where they were parted already."""
    found = Join.objects.filter(pk=join_id, parted_at__isnull=True)
    if found.update(parted_by_id=scope.user_id, parted_at=at, parted_reason=reason) != 1:
        raise refuse(CallReason.STALE)


def tell_apart(scope: Scope, apart_id: UUID, *, pair: Collection[UUID], reason: str, at: datetime) -> None:
    """Write down who said that two records are two people, and why."""
    one_id, other_id = sorted(pair)
    Apart.objects.create(
        id=apart_id,
        contract_id=scope.contract_id,
        one_id=one_id,
        other_id=other_id,
        reason=reason,
        told_by_id=scope.user_id,
        told_at=at,
    )


def withdraw_apart(scope: Scope, apart_id: UUID, *, reason: str, at: datetime) -> None:
    """Write down who takes that back, and why; `Refused(STALE)` where it was taken back already."""
    found = Apart.objects.filter(pk=apart_id, withdrawn_at__isnull=True)
    if found.update(withdrawn_by_id=scope.user_id, withdrawn_at=at, withdrawn_reason=reason) != 1:
        raise refuse(CallReason.STALE)


def add_life_event(scope: Scope, row: NewLifeEvent, *, happened_at: datetime, recorded_at: datetime) -> None:
    """Write down an event with what was so before it."""
    LifeEvent.objects.create(
        id=row.id,
        contract_id=scope.contract_id,
        person_id=row.person_id,
        kind=row.kind.value,
        on=row.on,
        details=dict(row.details),
        told_by=row.told_by,
        recorded_by_id=scope.user_id,
        happened_at=happened_at,
        recorded_at=recorded_at,
        carried_out_at=None if row.to_come else happened_at,
    )


def carry_out_life_event(event_id: UUID, *, at: datetime, details: Mapping[str, Any]) -> None:
    """The day of the event has come, and it was carried out; `Refused(STALE)` where it was, or was taken back."""
    found = LifeEvent.objects.filter(pk=event_id, carried_out_at__isnull=True, withdrawn_at__isnull=True)
    if found.update(carried_out_at=at, details=dict(details)) != 1:
        raise refuse(CallReason.STALE)


def list_sent(visits: Sequence[tuple[UUID, UUID]]) -> None:
    """Moves to come (each with a visit) know these visits as sent to the new home; none is listed there before."""
    if not visits:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE people_lifeevent x
               SET details = jsonb_set(x.details, '{visits_moved}', x.details->'visits_moved' || s.visits)
               FROM (SELECT event, jsonb_agg(visit) AS visits FROM unnest(%s::uuid[], %s::text[]) AS u (event, visit)
                   GROUP BY event) s
               WHERE x.id = s.event""",
            [[event for event, _ in visits], [str(visit) for _, visit in visits]],
        )


def withdraw_life_event(scope: Scope, event_id: UUID, *, reason: str, at: datetime) -> None:
    """The event was entered in error: who says so, and why. `Refused(STALE)` where someone withdrew it meanwhile."""
    found = LifeEvent.objects.filter(pk=event_id, withdrawn_at__isnull=True)
    if found.update(withdrawn_by_id=scope.user_id, withdrawn_at=at, withdrawn_reason=reason) != 1:
        raise refuse(CallReason.STALE)


def add_follow_ups(scope: Scope, rows: Sequence[NewFollowUp]) -> None:
    """Give someone something to do; one statement."""
    FollowUp.objects.bulk_create(
        FollowUp(
            id=row.id,
            contract_id=scope.contract_id,
            person_id=row.person_id,
            life_event_id=row.life_event_id,
            kind=row.kind.value,
            owner_role=row.owner_role,
            due_on=row.due_on,
            note=row.note,
        )
        for row in rows
    )


def settle_follow_ups(
    scope: Scope, *, at: datetime, outcome: FollowUpOutcome, ids: Collection[UUID] = (), event_id: UUID | None = None
) -> None:
    """End what was to do: these, or all of one event; one statement."""
    found = FollowUp.objects.filter(done_at__isnull=True)
    found = found.filter(life_event_id=event_id) if event_id else found.filter(pk__in=ids)
    found.update(done_at=at, done_by_id=scope.user_id, outcome=outcome.value)


def reopen_follow_ups(ids: Collection[UUID]) -> None:
    """What was ended without being done is to do again; one statement, none for nothing."""
    if ids:
        FollowUp.objects.filter(pk__in=ids).update(done_at=None, done_by_id=None, outcome="")


def put_off(follow_up_id: UUID, *, until_on: date, note: str) -> None:
    """Ask again on another day; `Refused(STALE)` where it was done meanwhile."""
    if FollowUp.objects.filter(pk=follow_up_id, done_at__isnull=True).update(due_on=until_on, note=note) != 1:
        raise refuse(CallReason.STALE)


def log_contacts(scope: Scope, rows: Sequence[NewContactLog]) -> None:
    """Write down calls and messages; one statement."""
    insert_rows(ContactLog, [{"contract_id": scope.contract_id, "by_id": scope.user_id, **asdict(row)} for row in rows])


def _person_columns(details: PersonDetails) -> dict[str, Any]:
    columns = {field.name: getattr(details, field.name) for field in fields(details)}
    return columns | {"communication_needs": list(details.communication_needs)}


def _address_columns(placed: PlacedAddress) -> dict[str, Any]:
    asked = ("pin", "keep_unknown")
    columns = {f.name: getattr(placed.details, f.name) for f in fields(placed.details) if f.name not in asked}
    return {
        **columns,
        "postcode": placed.postcode,
        "easting": placed.easting,
        "northing": placed.northing,
        "district_code": placed.district_code,
        "placed_by": placed.placed_by.value,
    }
