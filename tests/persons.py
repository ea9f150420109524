"""Situations about people's records: someone who was added through the use case, with what may be said of them."""

from datetime import date
from typing import Any

from handrail.core.nhs_number import nth_test_number
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.people.queries import FoundPerson, find_people
from handrail.people.rules.finding import read_wish
from handrail.people.rules.records import AddressDetails, PersonDetails
from handrail.simulation.set_up import County
from handrail.usecases.add_person import PersonAdded, PersonToAdd, add_person
from tests.situations import call_as

TODAY = date(2026, 3, 3)
# In Huntingdon, inside Northdown; in Maidstone, outside it; possible, but on no list; with an unknown outward code.
HERE, AWAY, UNKNOWN, NOWHERE = "PE29 3RB", "ME14 1XX", "ME14 1AA", "ZE9 9ZZ"


def details(given: str = "Margaret", family: str = "Sallow", **also: Any) -> PersonDetails:
    """Someone's details; all but the name and birth date are left out unless given."""
    return PersonDetails(given, family, **{"birth_on": date(1942, 5, 3), **also})


def home(postcode: str = HERE, **also: Any) -> AddressDetails:
    """A home."""
    return AddressDetails(
        lines=also.pop("lines", "14 Sallow Lane"), postcode=postcode, **{"town": "Huntingdon", **also}
    )


def nhs(index: int) -> str:
    """The digits of a test number."""
    return nth_test_number(index).digits


def added(county: County, who: PersonDetails | None = None, by: str = "nurse", **also: Any) -> PersonAdded:
    """A person added by a prescriber; an explanation goes along, in case they look like someone."""
    wanted = PersonToAdd(who or details(), also.pop("home", home()), **{"why_new": "Another person", **also})
    return add_person(call_as(county.scopes[by]), request=wanted)


def found(scope: Scope, text: str) -> list[FoundPerson]:
    """What the search box finds."""
    with reading(scope):
        return list(find_people(scope, read_wish(text, today=TODAY)))


def names(scope: Scope, text: str) -> list[str]:
    """The names that the search box finds."""
    return [one.name for one in found(scope, text)]


def codes_of(refused: Refused) -> list[tuple[str, str | None]]:
    """The codes of a refusal, each with its field."""
    return [(reason.code.value, reason.field) for reason in refused.reasons]


def param(refused: Refused, name: str) -> list[object]:
    """One parameter of each reason."""
    return [dict(reason.params).get(name) for reason in refused.reasons]
