"""Take back a record that somebody was told of a recall: they were not, or somebody else was; what it was charged is
taken back with it.
Refuses one that was taken back already, and the first of several that stand: the later ones build on it."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions
from handrail.loans.tellings import telling_found, told_of_recall
from handrail.stock.codes import StockReason
from handrail.usecases._posting import post
from handrail.usecases._recall_told import recall_held, taken_back_for


@dataclass(frozen=True, slots=True)
class TellingToTakeBack:
    """Which telling, and what was wrong."""

    telling_id: UUID
    reason: str


@use_case(Event.RECALL_TELLING_TAKEN_BACK, needs=Permission.LOG_CONTACT)
def take_back_telling(change: Change, *, request: TellingToTakeBack) -> UUID:
    """The record stays, marked; whose it was counts as not told again. Gives the recall."""
    why = request.reason.strip()
    if not why:
        raise refuse(StockReason.REASON_MISSING, "reason")
    known = telling_found(change.scope, request.telling_id)
    if known is None:
        raise refuse(CallReason.NOT_FOUND, "telling_id")
    recall = recall_held(change, known.recall_id)
    found = telling_found(change.scope, request.telling_id)
    if found is None or found.mistaken:
        raise refuse(StockReason.TELLING_TAKEN_BACK, "telling_id")
    if found.counts and found.told_since:
        raise refuse(StockReason.TOLD_SINCE, "telling_id")
    told = [one for one in told_of_recall(change.scope, recall.id) if one.telling_id == request.telling_id]
    posts = taken_back_for(change, recall.id, told, f"They were not told: {why}")
    at, by = change.at.happened_at, change.scope.user_id
    actions.take_back_telling(request.telling_id, by_id=by, at=at, why=why)
    post(change, posts)
    change.touched("telling", request.telling_id, found.person_id)
    change.touched("recall", recall.id)
    return recall.id
