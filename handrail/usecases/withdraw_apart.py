"""Take back that two records are two people: the pair is asked about again.
Refuses what was taken back already."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.states import PersonReason


@dataclass(frozen=True, slots=True)
class ApartToWithdraw:
    """What was said, and why it no longer holds."""

    apart_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ApartWithdrawn:
    """The two records that may be one person after all."""

    one_id: UUID
    other_id: UUID


@use_case(Event.APART_WITHDRAWN, needs=Permission.JOIN_PEOPLE)
def withdraw_apart(change: Change, *, request: ApartToWithdraw) -> ApartWithdrawn:
    """Ask again. Raises `Refused`: NOT_FOUND, REASON_NEEDED."""
    scope, reason = change.scope, clean_line(request.reason)
    if not reason:
        raise refuse(PersonReason.REASON_NEEDED, "reason")
    pair = queries.open_apart(scope, request.apart_id)
    if not queries.all_seen(scope, pair):
        raise refuse(CallReason.NOT_FOUND, "apart_id")
    actions.withdraw_apart(scope, request.apart_id, reason=reason, at=change.at.happened_at)
    for person_id in pair:
        change.touched("person", person_id, person_id)
    return ApartWithdrawn(*pair)
