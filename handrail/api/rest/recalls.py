"""Recalls: products and lots that a safety alert names, until it is lifted, and who has them at home.
Refuses a recall that stands already, and lifting one twice."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Lot, Scan, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_count, page_of
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.stock.queries.recalls import RecallRow, recall_row, recalls
from handrail.usecases.collect_recalled import RecallAskedBack, RecallToCollect, collect_recalled
from handrail.usecases.end_recall_visits import RecallVisitsEnded, VisitsToEnd, end_recall_visits
from handrail.usecases.lift_recall import RecallLifted, ToLift, lift_recall
from handrail.usecases.recall_stock import StockRecalled, ToRecall, recall_stock
from handrail.visits.queries.lists import Wanted
from handrail.visits.queries.recalled import RecalledThing, recalled_things

router = Router(tags=["Recalls"])


@router.get("/recalls", **reads("list_recalls", "List recalls", Page[RecallRow]))
def list_recalls(request: CallerRequest, limit: Limit = USUAL, cursor: Cursor = None) -> Page[RecallRow]:
    """Those that stand first, then the latest."""
    passed = after_count(cursor)
    with reading(request.auth):
        found = recalls(request.auth, offset=passed, limit=limit + 1)
    return page_of(found, limit, lambda _: passed + limit)


class RecallBody(Told):
    """What is recalled, by which safety alert and why."""

    code: Scan = Field(description="A product's code or GS1 code.", examples=["BDA-020"])
    lot: Lot = Field("", description="Left out: the lot that a GS1 code says, or else every lot.")
    reference: Code = Field(examples=["NatPSA/2026/001"])
    reason: Words = Field(examples=["Legs may break"])


@router.post("/recalls", **writes("recall_stock", "Recall a product or a lot", StockRecalled, makes=True))
def recall(request: CallerRequest, body: RecallBody) -> Status[StockRecalled]:
    """What lies in stores is set apart, and lines that waited for it need stock again."""
    wanted = ToRecall(body.code, body.reference, body.reason, body.lot)
    return Status(201, recall_stock(call_of(request, body), request=wanted))


class LiftBody(Told):
    """Why it is lifted, and whether what visits were to do because of it ends too."""

    reason: Words
    end_visits: bool = Field(False, description="Those whose crew was sent for it stay; the answer names them.")


@router.post("/recalls/{recall_id}/lifting", **writes("lift_recall", "Lift a recall", RecallLifted))
def lift(request: CallerRequest, recall_id: UUID, body: LiftBody) -> RecallLifted:
    """What was set apart stays so until it is cleared, and is tested again."""
    return lift_recall(call_of(request, body), request=ToLift(recall_id, body.reason, body.end_visits))


class EndVisitsBody(Told):
    """All of them: nothing needs to be said."""


@router.post(
    "/recalls/{recall_id}/ended-visits",
    **writes("end_recall_visits", "End the visits of a lifted recall", RecallVisitsEnded),
)
def end_visits(request: CallerRequest, recall_id: UUID, body: EndVisitsBody) -> RecallVisitsEnded:
    """What lifting it with `end_visits` would have ended. Those whose crew was sent stay; the answer names them."""
    return end_recall_visits(call_of(request, body), request=VisitsToEnd(recall_id))


class CollectBody(Told):
    """All of it: nothing needs to be said."""

    note: Words | None = Field(None, description="For the crews of the new visits.")


@router.post(
    "/recalls/{recall_id}/collections",
    **writes("collect_recalled", "Ask for all of a recall back", RecallAskedBack, makes=True),
)
def collect(request: CallerRequest, recall_id: UUID, body: CollectBody) -> Status[RecallAskedBack]:
    """One visit for each home that has none for it; where it is fitted, to make it safe or take it down. What is asked
    for already stays as it is, and what was given for good is not asked for."""
    wanted = RecallToCollect(recall_id, body.note or "")
    return Status(201, collect_recalled(call_of(request, body), request=wanted))


@router.get(
    "/recalls/{recall_id}/loans", **reads("list_recalled_loans", "Who has what is recalled", Page[RecalledThing])
)
def list_recalled_loans(
    request: CallerRequest, recall_id: UUID, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[RecalledThing]:
    """What is lent, fitted or given for good, the oldest first. An empty lot says that nobody knows it: it may be one
    of them."""
    passed = after_count(cursor)
    with reading(request.auth):
        found = recall_row(request.auth, recall_id)
        if found is None:
            raise refuse(CallReason.NOT_FOUND, "recall_id")
        wanted = Wanted(now(), sort="since", limit=limit + 1, offset=passed, named=True)
        loans, _ = recalled_things(request.auth, wanted, found)
    return page_of(loans, limit, lambda _: passed + limit)
