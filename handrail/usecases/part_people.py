"""Part two records that were joined by mistake: each is read by itself again, as if they had never been joined, and
nobody asks again whether they are one.
Refuses records that are not joined, and an NHS number that someone else was given meanwhile."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.queries import PersonRow
from handrail.people.rules.finding import with_texts
from handrail.people.rules.joining import reach_id
from handrail.people.rules.records import person_search_text
from handrail.people.states import PersonReason


@dataclass(frozen=True, slots=True)
class PeopleToPart:
    """The join to undo, and why."""

    join_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class PeopleParted:
    """The two records, each by itself."""

    kept_id: UUID
    joined_id: UUID


@use_case(Event.PEOPLE_PARTED, needs=Permission.JOIN_PEOPLE)
def part_people(change: Change, *, request: PeopleToPart) -> PeopleParted:
    """Part the records. Raises `Refused`: NOT_FOUND, REASON_NEEDED, NHS_NUMBER_TAKEN, STALE."""
    scope, reason = change.scope, clean_line(request.reason)
    if not reason:
        raise refuse(PersonReason.REASON_NEEDED, "reason")
    kept_id, joined_id = queries.open_join(scope, request.join_id)
    locked = {key: queries.person(scope, key, lock=True) for key in sorted((kept_id, joined_id))}
    kept, joined = locked[kept_id], locked[joined_id]
    holder = queries.holder_of(scope, joined.details.nhs_number, but=joined.id)
    if holder:
        raise refuse(PersonReason.NHS_NUMBER_TAKEN, "join_id", person_id=str(holder[0]), number=holder[1])
    given = queries.reach_pairs(scope, queries.record_ids(scope, kept_id))
    actions.close_join(scope, request.join_id, reason=reason, at=change.at.happened_at)
    actions.point_to(joined.id, None, seen=kept.id)
    actions.set_search_text({kept.id: _text_without(change, kept)})
    actions.tell_apart(scope, change.new_id(), pair=(kept.id, joined.id), reason=reason, at=change.at.happened_at)
    actions.end_reach([reach_id(request.join_id, person, partner) for person, partner in given])
    for person_id in (kept.id, joined.id):
        change.touched("person", person_id, person_id)
    return PeopleParted(kept.id, joined.id)


def _text_without(change: Change, kept: PersonRow) -> str:
    file = queries.person_file(change.scope, kept.id, on=change.at.today)
    own = person_search_text(kept.details, file.home.postcode if file.home else "")
    return with_texts(own, queries.texts_of_joined(change.scope, [kept.id]))
