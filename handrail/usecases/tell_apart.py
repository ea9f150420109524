"""Say that two records which look alike are two people: the pair leaves the list of look-alikes, with the reason.
Refuses records that are read through another, and a pair that was told apart already."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.states import PersonReason


@dataclass(frozen=True, slots=True)
class PeopleToTellApart:
    """The two records, in either order, and how it is known that they are two people."""

    one_id: UUID
    other_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ToldApart:
    """By this id it can be taken back."""

    apart_id: UUID


@use_case(Event.PEOPLE_TOLD_APART, needs=Permission.JOIN_PEOPLE)
def tell_apart(change: Change, *, request: PeopleToTellApart) -> ToldApart:
    """Keep that they are two. Raises `Refused`: NOT_FOUND, SAME_PERSON, ALREADY_JOINED, TOLD_APART_ALREADY,
    REASON_NEEDED."""
    scope, reason = change.scope, clean_line(request.reason)
    pair = (request.one_id, request.other_id)
    if request.one_id == request.other_id:
        raise refuse(PersonReason.SAME_PERSON, "other_id")
    if not reason:
        raise refuse(PersonReason.REASON_NEEDED, "reason")
    people = [queries.person(scope, key, lock=True) for key in sorted(pair)]
    read_through = [person for person in people if person.joined_into_id]
    if read_through:
        reasons = [
            Reason(PersonReason.ALREADY_JOINED, "other_id", (("number", person.number),)) for person in read_through
        ]
        raise Refused(reasons)
    if queries.apart_of(scope, *pair):
        raise refuse(PersonReason.TOLD_APART_ALREADY, "other_id")
    apart_id = change.new_id()
    actions.tell_apart(scope, apart_id, pair=pair, reason=reason, at=change.at.happened_at)
    for person in people:
        change.touched("person", person.id, person.id)
    return ToldApart(apart_id)
