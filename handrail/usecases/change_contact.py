"""Add, change or end someone who may act for a person: a carer, a relative, a proxy with papers that were seen.
Refuses papers that nobody saw, and to write over what someone else changed since."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.versions import version_of
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.plans import NewContact
from handrail.people.queries import ContactRow
from handrail.people.rules.records import ContactDetails, cleaned_contact


@dataclass(frozen=True, slots=True)
class ContactToChange:
    """A helper. Without `contact_id` a new one; without `details` the one named acts no more."""

    person_id: UUID
    contact_id: UUID | None = None
    details: ContactDetails | None = None
    seen_version: str = ""


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """The helper that was written."""

    contact_id: UUID


def contact_version(row: ContactRow) -> str:
    """What a change of this helper builds on."""
    return version_of(row)


@use_case(Event.CONTACT_CHANGED, needs=Permission.EDIT_PERSON)
def change_contact(change: Change, *, request: ContactToChange) -> ContactChanged:
    """Write the helper. Raises `Refused`: NOT_FOUND, STALE, and the reasons of `people.rules.records`."""
    details = cleaned_contact(request.details, today=change.at.today) if request.details else None
    person = queries.person(change.scope, request.person_id, lock=True)
    if request.contact_id is None:
        if details is None:
            raise refuse(CallReason.NOT_FOUND, "contact_id")
        contact_id = change.new_id()
        actions.add_contacts(change.scope, [NewContact(contact_id, person.id, details)])
    else:
        contact_id = _change(change, request, request.contact_id, details)
    if details and details.is_main:
        actions.no_main_contact_but(person.id, contact_id)
    change.touched("contact", contact_id, person.id)
    return ContactChanged(contact_id)


def _change(change: Change, request: ContactToChange, contact_id: UUID, details: ContactDetails | None) -> UUID:
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    before = next((row for row in file.contacts if row.id == contact_id), None)
    if before is None:
        raise refuse(CallReason.NOT_FOUND, "contact_id")
    if contact_version(before) != request.seen_version:
        raise refuse(CallReason.STALE)
    if details is None:
        actions.end_contacts([contact_id], on=change.at.today)
    else:
        actions.change_contact(contact_id, details)
    return contact_id
