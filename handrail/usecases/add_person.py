"""Add a person with a home: checked, compared with those known, placed on the map, served by the user's partner.
Refuses what cannot be so; asks about an unknown postcode and about people who look alike, and then goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from handrail.core.matching import PersonTraits, Verdict, compare
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.queries import is_council
from handrail.people import actions, queries
from handrail.people.plans import NewAddress, NewPerson, NewReach
from handrail.people.rules.joining import reach_id
from handrail.people.rules.likeness import KnownPerson, alike_out_of_sight, lookalikes, reasons_against_adding
from handrail.people.rules.records import (
    AddressDetails,
    PersonDetails,
    PlacedAddress,
    cleaned_person,
    nhs_status,
    person_search_text,
    placed,
)
from handrail.people.states import PersonReason
from handrail.stock import actions as stock_actions
from handrail.usecases._residence import with_council

# A partner that sees its own people only is told so often within an hour that others know somebody, then no more.
MOST_TOLD, TOLD_WITHIN = 20, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PersonToAdd:
    """Who, and where they live. `why_new` says why someone who looks alike is another person; `takes_on` that the
    user's partner now serves a person whom another partner added."""

    details: PersonDetails
    home: AddressDetails
    why_new: str = ""
    takes_on: bool = False


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """The record under its number. `was_known`: it was there already, and the partner sees it from now on.
    `council_from_home`: nobody named the council that pays, so it is the one whose area the home lies in."""

    person_id: UUID
    number: int
    address_id: UUID | None
    was_known: bool = False
    council_from_home: bool = False


@use_case(Event.PERSON_ADDED, needs=Permission.EDIT_PERSON)
def add_person(change: Change, *, request: PersonToAdd) -> PersonAdded:
    """Add the person. Raises `Refused` with the reasons of `people.rules`: wrong, unknown or alike."""
    details, home = _checked(change, request)
    _refuse_asking_too_often(change, request, details)
    taken_on = _known_to_others(change, request, details)
    if taken_on:
        return taken_on
    _refuse_doubles(change, request, details, home)
    given = details.residence_council_id
    details = with_council(details, home, queries.county_of(change.scope))
    person_id, address_id = change.new_id(), change.new_id()
    text = person_search_text(details, home.postcode)
    row = NewPerson(person_id, details, nhs_status(details.nhs_number), text)
    # First: a partner that sees only those it serves could not read back the number otherwise.
    _serve(change, person_id)
    number = actions.add_people(change.scope, [row])[person_id]
    actions.add_addresses(change.scope, [NewAddress(address_id, person_id, home, True, change.at.today)])
    stock_actions.make_home_places([(address_id, person_id, change.scope.contract_id)])
    change.touched("person", person_id, person_id)
    change.touched("address", address_id, person_id)
    filled_in = details.residence_council_id != given
    return PersonAdded(person_id, number, address_id, council_from_home=filled_in)


def _checked(change: Change, request: PersonToAdd) -> tuple[PersonDetails, PlacedAddress]:
    """Both halves, so that the reasons of both are given at once."""
    reasons: list[Reason] = []
    council = request.details.residence_council_id
    if council is not None and not is_council(council):
        reasons.append(Reason(PersonReason.CODE_UNKNOWN, "residence_council_id"))
    details = _or_reasons(
        reasons, lambda: cleaned_person(request.details, today=change.at.today, demo=settings.DEMO_MODE)
    )
    home = _or_reasons(reasons, lambda: placed(request.home))
    if reasons or details is None or home is None:
        raise Refused(reasons)
    return details, home


def _or_reasons[T](reasons: list[Reason], make: Callable[[], T]) -> T | None:
    try:
        return make()
    except Refused as refused:
        reasons.extend(refused.reasons)
        return None


def _traits(details: PersonDetails, home: PlacedAddress) -> PersonTraits:
    return PersonTraits(
        given_name=details.given_name,
        family_name=details.family_name,
        born_on=details.birth_on,
        nhs_number=details.nhs_number or None,
        postcode=home.postcode,
        address_line=home.details.lines,
        phone=details.mobile or details.phone,
    )


def _known_to_others(change: Change, request: PersonToAdd, details: PersonDetails) -> PersonAdded | None:
    """A partner that sees only those it serves may take on a person by NHS number, birth date and name together."""
    known = queries.known_elsewhere(change.scope, details.nhs_number) if details.nhs_number else None
    if known is None:
        return None
    same = compare(
        known.traits, PersonTraits(details.given_name, details.family_name, details.birth_on, details.nhs_number)
    )
    if same.verdict is not Verdict.SAME or not request.takes_on:
        _tells_of(change, [known])
    if same.verdict is not Verdict.SAME:
        raise refuse(PersonReason.NHS_NUMBER_TAKEN, "nhs_number", number=0)
    if not request.takes_on:
        raise refuse(PersonReason.KNOWN_ELSEWHERE, "takes_on")
    _serve(change, known.person_id)
    _share_joined(change, known.person_id)
    change.touched("person", known.person_id, known.person_id)
    number = queries.person(change.scope, known.person_id).number
    return PersonAdded(known.person_id, number, None, was_known=True)


def _refuse_doubles(change: Change, request: PersonToAdd, details: PersonDetails, home: PlacedAddress) -> None:
    holder = queries.holder_of(change.scope, details.nhs_number)
    if holder:
        raise refuse(PersonReason.NHS_NUMBER_TAKEN, "nhs_number", person_id=str(holder[0]), number=holder[1])
    traits = _traits(details, home)
    alike = lookalikes(traits, queries.known_alike(change.scope, replace(traits, nhs_number=None)))
    reasons = reasons_against_adding(alike, why_new=clean_line(request.why_new))
    if not clean_line(request.why_new):
        reasons += _alike_elsewhere(change, traits)
    if reasons:
        raise Refused(reasons)


def _alike_elsewhere(change: Change, traits: PersonTraits) -> tuple[Reason, ...]:
    """A partner that sees only those it serves is told that there is somebody alike, and by what, never who."""
    known, by = alike_out_of_sight(traits, queries.alike_elsewhere(change.scope, traits))
    if by is None:
        return ()
    _tells_of(change, known)
    return (Reason(by, "why_new"),)


def _tells_of(change: Change, known: Sequence[KnownPerson]) -> None:
    """Whoever looks after one of those records reads in its log who was told of it."""
    subjects = [(f"person:{one.person_id}", one.person_id) for one in known]
    change.tells(Event.TOLD_OF_ELSEWHERE, (queries.asker(change.scope.user_id), None), *subjects)


def _refuse_asking_too_often(change: Change, request: PersonToAdd, details: PersonDetails) -> None:
    """Nobody goes through a list of names or numbers to learn who is known. An hour later there is room again."""
    if clean_line(request.why_new) and not details.nhs_number:
        return
    since = change.at.recorded_at - TOLD_WITHIN
    if queries.times_told(change.scope, since=since, most=MOST_TOLD) >= MOST_TOLD:
        raise refuse(PersonReason.ASKED_TOO_OFTEN, "why_new", most=MOST_TOLD)


def _serve(change: Change, person_id: UUID) -> None:
    reach = NewReach(change.new_id(), person_id, change.scope.partner_id)
    actions.add_reach(change.scope, [reach], at=change.at.happened_at)


def _share_joined(change: Change, person_id: UUID) -> None:
    """With what was joined to it: a death, told to this partner, stops what is under way on either record.

    It rests on the joins and ends with them. A join that was being made meanwhile is done once the lock is had."""
    queries.person(change.scope, person_id, lock=True)
    if queries.is_joined(change.scope, person_id):
        raise refuse(CallReason.STALE)
    partner_id = change.scope.partner_id
    shared = [
        NewReach(reach_id(join_id, record_id, partner_id), record_id, partner_id)
        for join_id, record_id in queries.joins_beneath(change.scope, person_id)
    ]
    actions.add_reach(change.scope, shared, at=change.at.happened_at)
