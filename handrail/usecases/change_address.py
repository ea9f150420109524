"""Put an address right that was written wrongly, or say that it holds no longer.
Refuses to end a home (that is a move), and to write over what someone else changed since."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.versions import version_of
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.queries import AddressRow, PersonFile
from handrail.people.rules.finding import with_texts
from handrail.people.rules.records import AddressDetails, PlacedAddress, person_search_text, placed
from handrail.people.states import PersonReason


@dataclass(frozen=True, slots=True)
class AddressToChange:
    """The address as it should be; `until_on` ends it; `seen_version` is `address_version` of what was seen."""

    address_id: UUID
    person_id: UUID
    seen_version: str
    address: AddressDetails
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class AddressChanged:
    """How well the address is placed now."""

    address_id: UUID
    placed_by: str


def address_version(row: AddressRow) -> str:
    """What a change of this address builds on."""
    return version_of(row)


@use_case(Event.ADDRESS_CHANGED, needs=Permission.EDIT_PERSON)
def change_address(change: Change, *, request: AddressToChange) -> AddressChanged:
    """Write the address. Raises `Refused`: NOT_FOUND, STALE, HOME_NOT_ENDED, MOVE_TO_COME, a bad postcode."""
    where = placed(request.address)
    person = queries.person(change.scope, request.person_id, lock=True)
    file = queries.person_file(change.scope, person.id, on=change.at.today)
    before = next((row for row in file.addresses if row.id == request.address_id), None)
    if before is None:
        raise refuse(CallReason.NOT_FOUND, "address_id")
    if address_version(before) != request.seen_version:
        raise refuse(CallReason.STALE)
    actions.change_address(before.id, where)
    if request.until_on:
        if before.is_home and before.until_on is None:
            raise refuse(PersonReason.HOME_NOT_ENDED, "until_on")
        if file.move and file.move.address_id == before.id:
            raise refuse(PersonReason.MOVE_TO_COME, "until_on", on=file.move.on.isoformat())
        if request.until_on < before.from_on:
            raise refuse(PersonReason.DATES_IN_WRONG_ORDER, "until_on")
        actions.end_addresses([before.id], until_on=request.until_on)
    if before == file.home:
        _find_by(change, file, where)
    change.touched("address", before.id, file.person.id)
    return AddressChanged(before.id, where.placed_by.value)


def _find_by(change: Change, file: PersonFile, where: PlacedAddress) -> None:
    own = person_search_text(file.person.details, where.postcode)
    others = queries.texts_of_joined(change.scope, [file.person.id])
    actions.set_search_text({file.person.id: with_texts(own, others)})
