"""End what visits were to do because of a recall that was lifted meanwhile: what lifting it offered at once, later.
Refuses a recall that stands, and one for which no visit is to come that can end; what a crew was sent for stays."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock.codes import StockReason
from handrail.stock.queries.recalls import recall_row
from handrail.usecases._recall_over import end_what_it_asked, hold_recall_visits
from handrail.visits.queries.recall_visits import tasks_of_recall


@dataclass(frozen=True, slots=True)
class VisitsToEnd:
    """The recall whose visits end, for the reason for which it was lifted."""

    recall_id: UUID


@dataclass(frozen=True, slots=True)
class RecallVisitsEnded:
    """`ended`: the visits that lost what the recall asked for; `sent`: the numbers of those that stay."""

    recall_id: UUID
    ended: tuple[UUID, ...]
    sent: tuple[int, ...] = ()


@use_case(Event.RECALL_VISITS_ENDED, needs=Permission.KEEP_STOCK)
def end_recall_visits(change: Change, *, request: VisitsToEnd) -> RecallVisitsEnded:
    """Nothing is fetched or seen to for it any more; its loans → ACTIVE."""
    hold_recall_visits(change, request.recall_id)
    recall = recall_row(change.scope, request.recall_id, lock=True)
    if recall is None:
        raise refuse(CallReason.NOT_FOUND, "recall_id")
    if recall.lifted_at is None:
        raise refuse(StockReason.RECALL_STANDS, "recall_id", alert=recall.reference)
    tasks = tasks_of_recall(change.scope, recall)
    if all(one.sent for one in tasks):
        raise refuse(StockReason.RECALL_ASKS_NOTHING, "recall_id", alert=recall.reference)
    over = end_what_it_asked(change, tasks, recall.lifted_why)
    change.touched("recall", recall.id)
    return RecallVisitsEnded(recall.id, over.ended, over.sent)
