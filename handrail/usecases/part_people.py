"""Part two records that were joined by mistake: each is read by itself again, as if they had never been joined, and
nobody asks again whether they are one. What each has and waits for is at their own home again.
Refuses records that are not joined, and an NHS number that someone else was given meanwhile."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.people import actions, queries
from handrail.people.plans import NewReach
from handrail.people.queries import PersonRow
from handrail.people.rules.joining import Tree, reach_after_parting
from handrail.people.states import PersonReason
from handrail.usecases._each_their_own import each_their_own
from handrail.usecases._found_by import write_texts
from handrail.usecases._life_course import held


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
    if not queries.all_seen(scope, [kept_id, joined_id]):
        raise refuse(CallReason.NOT_FOUND, "join_id")
    # Before the people: docs/locking.md.
    events = queries.life_events_of(scope, list(queries.record_ids(scope, kept_id)))
    _, now = held(change, kept_id, also=[UUID(line) for event in events for line in event.details.get("lines", ())])
    locked = _tree_locked(scope, kept_id)
    kept, joined = locked[kept_id], locked[joined_id]
    holder = queries.holder_of(scope, joined.details.nhs_number, but=joined.id)
    if holder:
        raise refuse(PersonReason.NHS_NUMBER_TAKEN, "join_id", person_id=str(holder[0]), number=holder[1])
    root_id = queries.record_ids(scope, kept_id)[0]
    before = [join_id for join_id, _ in queries.joins_beneath(scope, root_id)]
    actions.close_join(scope, request.join_id, reason=reason, at=change.at.happened_at)
    actions.point_to(joined.id, None, seen=kept.id)
    write_texts(scope, kept.id)
    # While whoever parts them sees both.
    each_their_own(change, (kept.id, joined.id), events=events, ended=now.ended)
    actions.tell_apart(scope, change.new_id(), pair=(kept.id, joined.id), reason=reason, at=change.at.happened_at)
    plan = reach_after_parting(
        queries.reach_of(scope, locked), before, [_tree(scope, root_id), _tree(scope, joined.id)]
    )
    actions.end_reach(plan.ended)
    given = [NewReach(row.id, row.person_id, row.partner_id) for row in plan.given]
    actions.add_reach(scope, given, at=change.at.happened_at)
    for person_id in (kept.id, joined.id):
        change.touched("person", person_id, person_id)
    return PeopleParted(kept.id, joined.id)


def _tree_locked(scope: Scope, record_id: UUID) -> dict[UUID, PersonRow]:
    """All records that are one person with this one, so that none is joined or parted meanwhile."""
    ids = queries.record_ids(scope, record_id)
    locked = {key: queries.person(scope, key, lock=True) for key in sorted(ids)}
    if set(queries.record_ids(scope, record_id)) != set(ids):
        raise refuse(CallReason.STALE)
    return locked


def _tree(scope: Scope, root_id: UUID) -> Tree:
    joins = queries.joins_beneath(scope, root_id)
    return Tree((root_id, *(record_id for _, record_id in joins)), tuple(join_id for join_id, _ in joins))
