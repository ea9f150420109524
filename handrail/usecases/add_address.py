"""Add another address of a person: a relative, a school, a care home, a ward. Its place in stock comes with it.
Refuses a second home: that is a move, which takes the loans along."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.plans import NewAddress
from handrail.people.rules.finding import with_texts
from handrail.people.rules.records import AddressDetails, person_search_text, placed
from handrail.people.states import PersonReason
from handrail.stock import actions as stock_actions


@dataclass(frozen=True, slots=True)
class AddressToAdd:
    """An address, from which day it holds (None: today), and whether it is the first known home."""

    person_id: UUID
    address: AddressDetails
    from_on: date | None = None
    is_home: bool = False


@dataclass(frozen=True, slots=True)
class AddressAdded:
    """The address, which is also a place, and how well it is placed."""

    address_id: UUID
    placed_by: str


@use_case(Event.ADDRESS_ADDED, needs=Permission.EDIT_PERSON)
def add_address(change: Change, *, request: AddressToAdd) -> AddressAdded:
    """Add the address. Raises `Refused`: NOT_FOUND, HOME_KNOWN, impossible or unknown postcode."""
    where = placed(request.address)
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    person = file.person
    if request.is_home and file.home:
        raise refuse(PersonReason.HOME_KNOWN, "is_home")
    address_id = change.new_id()
    row = NewAddress(address_id, person.id, where, request.is_home, request.from_on or change.at.today)
    actions.add_addresses(change.scope, [row])
    stock_actions.make_home_places([(address_id, person.id, change.scope.contract_id)])
    if request.is_home:
        own = person_search_text(person.details, where.postcode)
        others = queries.texts_of_joined(change.scope, [person.id])
        actions.set_search_text({person.id: with_texts(own, others)})
    change.touched("address", address_id, person.id)
    return AddressAdded(address_id, where.placed_by.value)
