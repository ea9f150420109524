"""Record a meeting of those who govern a pool: what was decided, and when they meet next.
Refuses a meeting that is still to come, one without a word, and a second one of a day (the database)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import PoolReason
from handrail.ledger.models import Meeting
from handrail.usecases._pools import against_empty, pool_of


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A meeting about a pool."""

    fund_id: UUID
    held_on: date
    decided: str
    next_on: date | None = None


@use_case(Event.MEETING_RECORDED, needs=Permission.KEEP_POOL)
def record_meeting(change: Change, *, request: MeetingHeld) -> UUID:
    """Record it. Gives the meeting's id."""
    pool_of(change.scope, request.fund_id)
    reasons = list(against_empty(decided=request.decided))
    if request.held_on > change.at.today:
        reasons.append(Reason(PoolReason.ON_A_LATER_DAY, "held_on"))
    if reasons:
        raise Refused(reasons)
    row = Meeting(
        id=change.new_id(), contract_id=change.scope.contract_id, fund_id=request.fund_id, held_on=request.held_on,
        decided=request.decided, next_on=request.next_on,
    )  # fmt: skip
    actions.record_meeting(row)
    change.touched("meeting", row.id)
    return row.id
