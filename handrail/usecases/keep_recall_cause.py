"""Say who is the cause of a recall, as the provider sees it, and decide it, for who pays. Where it is neither the
provider nor its supplier, everybody who was told of it is charged; where it is not, what was charged is taken back.
Refuses what stands already, and to decide for all people by somebody who does not see all."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans.tellings import told_of_recall
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.queries.recall_causes import causes_said
from handrail.stock.rules.recall_causes import is_charged, reasons_against_saying
from handrail.usecases._posting import post
from handrail.usecases._recall_told import charged_for, recall_held, taken_back_for


@dataclass(frozen=True, slots=True)
class CauseToSay:
    """Who is the cause (a RecallCause) of which recall, and why."""

    recall_id: UUID
    cause: str
    reason: str


@use_case(Event.RECALL_CAUSE_SAID, needs=Permission.KEEP_STOCK)
def say_recall_cause(change: Change, *, request: CauseToSay) -> UUID:
    """It stands beside what was decided, and waits for the next decision."""
    recall = recall_held(change, request.recall_id)
    said = causes_said(change.scope, recall.id)
    if reasons := tuple(reasons_against_saying(said, request.cause, request.reason, decided=False)):
        raise Refused(reasons)
    actions.say_cause(change.new_id(), recall.id, request.cause, decided=False, reason=request.reason.strip())
    change.touched("recall", recall.id)
    return recall.id


@use_case(Event.RECALL_CAUSE_DECIDED, needs=Permission.KEEP_POOL)
def decide_recall_cause(change: Change, *, request: CauseToSay) -> UUID:
    """From now on the decision holds, also for those who were told before: each at the prices of the day of it."""
    if change.scope.reach != "ALL":
        raise refuse(StockReason.RECALL_CAUSE_FOR_ALL)
    recall = recall_held(change, request.recall_id)
    before = causes_said(change.scope, recall.id)
    if reasons := tuple(reasons_against_saying(before, request.cause, request.reason, decided=True)):
        raise Refused(reasons)
    actions.say_cause(change.new_id(), recall.id, request.cause, decided=True, reason=request.reason.strip())
    since = causes_said(change.scope, recall.id)
    told = told_of_recall(change.scope, recall.id)
    if is_charged(since) and not is_charged(before):
        post(change, charged_for(change, recall.id, told, since))
    elif is_charged(before) and not is_charged(since):
        post(change, taken_back_for(change, recall.id, told, f"The cause was decided anew: {request.reason.strip()}"))
    change.touched("recall", recall.id)
    return recall.id
