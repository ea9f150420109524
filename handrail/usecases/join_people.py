"""Join two records of one person: the one is read through the other from now on. No row of either is moved. Whoever
said before that they are two people is overruled, by name.
Refuses records that are joined already, and a pair told apart of which that was not seen; whoever may see the one sees
both while they are joined."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.refusal import Reason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.plans import NewReach
from handrail.people.queries import ApartRow, PersonRow
from handrail.people.rules.finding import with_texts
from handrail.people.rules.joining import reach_id
from handrail.people.states import PersonReason


@dataclass(frozen=True, slots=True)
class PeopleToJoin:
    """The record that is kept in front, the one that is read through it, and why they are one person. `overrules`: the
    ids under which somebody said that they are two."""

    kept_id: UUID
    joined_id: UUID
    reason: str
    overrules: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleJoined:
    """The join, by whose id the two can be parted again."""

    join_id: UUID
    kept_id: UUID


@use_case(Event.PEOPLE_JOINED, needs=Permission.JOIN_PEOPLE)
def join_people(change: Change, *, request: PeopleToJoin) -> PeopleJoined:
    """Join the records. Raises `Refused`: NOT_FOUND, SAME_PERSON, ALREADY_JOINED, TOLD_APART,
    REASON_NEEDED, STALE."""
    reason = clean_line(request.reason)
    if request.kept_id == request.joined_id:
        raise refuse(PersonReason.SAME_PERSON, "joined_id")
    if not reason:
        raise refuse(PersonReason.REASON_NEEDED, "reason")
    locked = {key: queries.person(change.scope, key, lock=True) for key in sorted((request.kept_id, request.joined_id))}
    kept, joined = locked[request.kept_id], locked[request.joined_id]
    _refuse_joined(kept, joined)
    apart = _told_apart(change, kept, joined)
    _refuse_unseen(apart, request.overrules)
    join_id = change.new_id()
    actions.open_join(
        change.scope, join_id, kept_id=kept.id, joined_id=joined.id, reason=reason, at=change.at.happened_at
    )
    for one in apart:
        actions.withdraw_apart(change.scope, one.id, reason=reason, at=change.at.happened_at)
    texts = queries.search_texts(change.scope, [kept.id, joined.id])
    actions.set_search_text({kept.id: with_texts(texts[kept.id], [texts[joined.id]])})
    actions.point_to(joined.id, kept.id, seen=None)
    _share_reach(change, join_id, kept.id, joined.id)
    for person_id in (kept.id, joined.id):
        change.touched("person", person_id, person_id)
    return PeopleJoined(join_id, kept.id)


def _refuse_joined(*people: PersonRow) -> None:
    reasons = [
        Reason(PersonReason.ALREADY_JOINED, "joined_id", (("number", person.number),))
        for person in people
        if person.joined_into_id
    ]
    if reasons:
        raise Refused(reasons)


def _told_apart(change: Change, kept: PersonRow, joined: PersonRow) -> tuple[ApartRow, ...]:
    """Who said that they are two people, of any of their records."""
    others = set(queries.record_ids(change.scope, joined.id))
    said = queries.told_apart(change.scope, queries.record_ids(change.scope, kept.id))
    return tuple(one for one in said if one.person_id in others)


def _refuse_unseen(apart: tuple[ApartRow, ...], seen: tuple[UUID, ...]) -> None:
    reasons = [
        Reason(
            PersonReason.TOLD_APART,
            "overrules",
            (
                ("told_by", one.told_by or "Somebody"),
                ("told_on", one.told_at.astimezone(LONDON).date().isoformat()),
                ("why", one.reason),
                ("apart_id", str(one.id)),
            ),
        )
        for one in apart
        if one.id not in seen
    ]
    if reasons:
        raise Refused(reasons)


def _share_reach(change: Change, join_id: UUID, kept_id: UUID, joined_id: UUID) -> None:
    """Partners of any record see them all. The ids follow from the join, so that parting finds what it gave."""
    ids = queries.record_ids(change.scope, kept_id)
    missing = queries.reach_missing(change.scope, ids)
    rows = [NewReach(reach_id(join_id, person, partner), person, partner) for person, partner in missing]
    actions.add_reach(change.scope, rows, at=change.at.happened_at)
