"""Writes recalls: one that begins, who is its cause, one that is lifted.
Refuses (STALE) a recall that stands already, or that somebody lifted meanwhile."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.core.refusal import CallReason, refuse
from handrail.stock.actions.whose import ACTOR, BY_ACTOR, HAPPENED, OF_CONTRACT
from handrail.stock.models import Recall, RecallCauseSaid


@dataclass(frozen=True, slots=True)
class NewRecall:
    """What is recalled, by which alert and why. `lot` empty: of any lot."""

    id: UUID
    product_id: UUID
    lot: str
    reference: str
    reason: str


def begin_recall(row: NewRecall) -> None:
    """From now on nothing of it is chosen: this waits for whoever is choosing of the product at this moment."""
    insert_rows(Recall, [{name: getattr(row, name) for name in NewRecall.__slots__}], sql=OF_CONTRACT)


def lift_recall(recall_id: UUID, *, why: str) -> None:
    """It does not hold any more; `Refused(STALE)` when somebody lifted it meanwhile."""
    found = Recall.objects.filter(pk=recall_id, lifted_at__isnull=True)
    if found.update(lifted_at=HAPPENED, lifted_by_id=ACTOR, lifted_why=why) != 1:
        raise refuse(CallReason.STALE)


def say_cause(id_: UUID, recall_id: UUID, cause: str, *, decided: bool, reason: str) -> None:
    """Somebody says who is the cause of a recall, or decides it."""
    row = {"id": id_, "recall_id": recall_id, "cause": cause, "decided": decided, "reason": reason}
    insert_rows(RecallCauseSaid, [row], sql=BY_ACTOR)
