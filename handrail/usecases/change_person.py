"""Change who a person is, how to speak with them, and under which duty they are served.
Refuses (STALE) to write over what someone else changed since; the page shows what that was."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.queries import is_council
from handrail.people import actions, queries
from handrail.people.rules.finding import with_texts
from handrail.people.rules.records import PersonDetails, cleaned_person, differences, nhs_status, person_search_text
from handrail.people.states import PersonReason
from handrail.usecases._found_by import write_texts


@dataclass(frozen=True, slots=True)
class PersonToChange:
    """The details as they should be, built on the version that was seen. `record_id`: which record of the person says
    them, where it is not the one in front."""

    person_id: UUID
    seen_version: int
    details: PersonDetails
    record_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """The version that the next change builds on, and the fields that changed."""

    version: int
    changed: tuple[str, ...]


@use_case(Event.PERSON_CHANGED, needs=Permission.EDIT_PERSON)
def change_person(change: Change, *, request: PersonToChange) -> PersonChanged:
    """Write the details. Raises `Refused`: NOT_FOUND, STALE, NHS_NUMBER_TAKEN, and what cannot be so."""
    details = cleaned_person(request.details, today=change.at.today, demo=settings.DEMO_MODE)
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    before = _held(change, file, request.record_id or file.person.id)
    council = details.residence_council_id
    if council not in (None, before.details.residence_council_id) and not is_council(council):
        raise refuse(PersonReason.CODE_UNKNOWN, "residence_council_id")
    if details.nhs_number != before.details.nhs_number:
        _refuse_taken(change, details.nhs_number, before.id)
    own = person_search_text(details, queries.own_postcode(change.scope, before.id))
    actions.change_person(
        before.id,
        seen_version=request.seen_version,
        details=details,
        nhs_number_status=nhs_status(details.nhs_number, before.details.nhs_number, before.nhs_number_status),
        search_text=with_texts(own, queries.texts_of_joined(change.scope, [before.id])),
    )
    if before.joined_into_id:
        write_texts(change.scope, before.joined_into_id)
    change.touched("person", before.id, before.id)
    changed = tuple(one.field for one in differences(before.details, details))
    return PersonChanged(request.seen_version + 1, changed)


def _refuse_taken(change: Change, nhs_number: str, record_id: UUID) -> None:
    """Two records of one person may have one number; whoever undoes their join is asked whose it is."""
    holder = queries.holder_of(change.scope, nhs_number, but=record_id)
    if holder and holder[0] not in queries.record_ids(change.scope, record_id):
        raise refuse(PersonReason.NHS_NUMBER_TAKEN, "nhs_number", person_id=str(holder[0]), number=holder[1])


def _held(change: Change, file: queries.PersonFile, record_id: UUID) -> queries.PersonRow:
    """This record, locked with the one in front: that one is found by what this one says. Raises NOT_FOUND for one that
    is not of this person."""
    if record_id not in file.record_ids:
        raise refuse(CallReason.NOT_FOUND, "record_id")
    locked = {key: queries.person(change.scope, key, lock=True) for key in sorted({record_id, file.person.id})}
    return locked[record_id]
