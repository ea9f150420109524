"""Record that somebody was told that things of theirs are recalled, or that they could not be reached; telling them for
the first time is charged once for each thing, where it is decided that the provider is not the cause.
Refuses a recall that was lifted, things that it does not name, and to tell again who has stopped using them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans.plans import NewTelling
from handrail.loans.states import StillUsed, ToldHow
from handrail.loans.tellings import told_of_recall
from handrail.people.states import PersonReason
from handrail.stock.codes import StockReason
from handrail.stock.queries.recall_causes import causes_said
from handrail.usecases._posting import post
from handrail.usecases._recall_told import charged_for, recall_held, tell
from handrail.visits.queries.recall_told import ThingToTell, things_named

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class ToTellOfRecall:
    """Which things (loans, what is fitted, gifts, by their ids) of which recall, how (a ToldHow), and whether somebody
    was reached. `said`: what was said; `still_used`: whether they go on using it, by what they said (a StillUsed)."""

    recall_id: UUID
    things: tuple[UUID, ...]
    how: str
    reached: bool
    said: str = ""
    still_used: str = StillUsed.NOT_SAID.value


@dataclass(frozen=True, slots=True)
class ToldOfRecall:
    """One telling for each thing, in the order of the things' ids."""

    telling_ids: tuple[UUID, ...]


@use_case(Event.RECALL_TOLD, needs=Permission.LOG_CONTACT)
def tell_of_recall(change: Change, *, request: ToTellOfRecall) -> ToldOfRecall:
    """Who was reached counts once, the first time; who was not is tried again."""
    if reasons := tuple(_against(request)):
        raise Refused(reasons)
    recall = recall_held(change, request.recall_id)
    if recall.lifted_at is not None and change.at.happened_at >= recall.lifted_at:
        raise refuse(StockReason.RECALL_LIFTED, "recall_id", alert=recall.reference)
    things = things_named(change.scope, recall, request.things)
    if len(things) != len(set(request.things)):
        raise refuse(CallReason.NOT_FOUND, "things")
    if any(thing.still_used is StillUsed.STOPPED for thing in things):
        raise refuse(StockReason.TOLD_ALREADY, "things")
    new = _rows(change, request, things)
    tell(change, new)
    ids = {row.id for row in new}
    told = [one for one in told_of_recall(change.scope, recall.id) if one.telling_id in ids]
    post(change, charged_for(change, recall.id, told, causes_said(change.scope, recall.id)))
    change.touched("recall", recall.id)
    return ToldOfRecall(tuple(row.id for row in new))


def _against(request: ToTellOfRecall) -> Iterator[Reason]:
    if not request.things:
        yield Reason(StockReason.TOLD_NOTHING, "things")
    for field, known in (("how", set[str](ToldHow)), ("still_used", set[str](StillUsed))):
        if getattr(request, field) not in known:
            yield Reason(StockReason.TELLING_UNKNOWN, field, (("code", getattr(request, field)[:40]),))
    if request.reached and not request.said.strip():
        yield Reason(StockReason.SAID_MISSING, "said")
    if len(request.said) > LONGEST_TEXT:
        yield Reason(PersonReason.NOTE_TOO_LONG, "said", (("most", LONGEST_TEXT),))


def _rows(change: Change, request: ToTellOfRecall, things: Sequence[ThingToTell]) -> list[NewTelling]:
    still = request.still_used if request.reached else StillUsed.NOT_SAID.value
    return [
        NewTelling(
            change.new_id(), request.recall_id, one.person_id, request.how, request.reached,
            counts=request.reached and one.telling_id is None, still_used=still, said=request.said.strip(),
            loan_id=one.thing_id if one.kind == "LOAN" else None,
            adaptation_id=one.thing_id if one.kind == "ADAPTATION" else None,
            gift_id=one.thing_id if one.kind == "GIFT" else None,
        )
        for one in things
    ]  # fmt: skip
