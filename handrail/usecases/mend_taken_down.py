"""Put right whether what is fitted and recalled was taken down: a crew said so and it hangs there, or the other way.
Refuses what is not fitted, what is on the record already, and either without a word on why."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions
from handrail.stock.codes import StockReason
from handrail.usecases._recall_told import recall_held
from handrail.visits.queries.recall_told import things_named


@dataclass(frozen=True, slots=True)
class TakenDownMend:
    """What is fitted (by its id) of which recall, whether it was taken down, and why that is said only now."""

    recall_id: UUID
    thing_id: UUID
    taken_down: bool
    why: str


@use_case(Event.TAKEN_DOWN_MENDED, needs=Permission.PLAN_VISITS)
def mend_taken_down(change: Change, *, request: TakenDownMend) -> UUID:
    """It is listed as fitted again, or no more, from now on. What the call cost stands: somebody went there. Gives the
    recall."""
    if not (why := clean_line(request.why)):
        raise refuse(StockReason.REASON_MISSING, "why")
    recall = recall_held(change, request.recall_id)
    found = things_named(change.scope, recall, [request.thing_id])
    if not found:
        raise refuse(CallReason.NOT_FOUND, "thing_id")
    if found[0].kind != "ADAPTATION":
        raise refuse(StockReason.NOT_FITTED, "thing_id")
    at = change.at.happened_at if request.taken_down else None
    if not actions.mend_removal(request.thing_id, removed_at=at, why=why):
        raise refuse(StockReason.TAKEN_DOWN_SAYS_SO, "taken_down")
    change.touched("recall", recall.id)
    change.touched("adaptation", request.thing_id, found[0].person_id)
    return recall.id
