"""Recalls: products and lots that a safety alert names, until it is lifted; who has them at home and was told; and who
is their cause. Refuses a recall that stands already, and lifting one twice."""

from uuid import UUID

from ninja import Router, Status
from pydantic import BaseModel, Field

from handrail.api.rest.fields import Code, Ids, Lot, Scan, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_count, page_of
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries.recall_causes import causes_said
from handrail.stock.queries.recalls import RecallRow, recall_row, recalls
from handrail.stock.rules.recall_causes import CauseSaid
from handrail.usecases.collect_recalled import RecallAskedBack, RecallToCollect, collect_recalled
from handrail.usecases.end_recall_visits import RecallVisitsEnded, VisitsToEnd, end_recall_visits
from handrail.usecases.keep_recall_cause import CauseToSay, decide_recall_cause, say_recall_cause
from handrail.usecases.lift_recall import RecallLifted, ToLift, lift_recall
from handrail.usecases.mend_taken_down import TakenDownMend, mend_taken_down
from handrail.usecases.recall_stock import StockRecalled, ToRecall, recall_stock
from handrail.usecases.take_back_telling import TellingToTakeBack, take_back_telling
from handrail.usecases.tell_of_recall import ToldOfRecall, ToTellOfRecall, tell_of_recall
from handrail.visits.queries.lists import Wanted
from handrail.visits.queries.recall_told import ThingToTell, ToldPart, things_to_tell
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
    cause: Code = Field("", description="PROVIDER or NEITHER, as you see it; who pays decides.", examples=["NEITHER"])


@router.post("/recalls", **writes("recall_stock", "Recall a product or a lot", StockRecalled, makes=True))
def recall(request: CallerRequest, body: RecallBody) -> Status[StockRecalled]:
    """What lies in stores is set apart, and lines that waited for it need stock again."""
    wanted = ToRecall(body.code, body.reference, body.reason, body.lot, cause=body.cause)
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


class CauseBody(Told):
    """Who is the cause: PROVIDER (or its supplier), NEITHER, or NOT_KNOWN."""

    cause: Code = Field(examples=["NEITHER"])
    reason: Words = Field(examples=["The maker's notice of 3 March"])


class CauseStands(BaseModel):
    """The recall, with all that was said and decided of its cause, the first first."""

    recall_id: UUID
    said: list[CauseSaid]


def _stands(request: CallerRequest, recall_id: UUID) -> CauseStands:
    with reading(request.auth):
        return CauseStands(recall_id=recall_id, said=list(causes_said(request.auth, recall_id)))


@router.get("/recalls/{recall_id}/cause", **reads("get_recall_cause", "Who is the cause of a recall", CauseStands))
def get_cause(request: CallerRequest, recall_id: UUID) -> CauseStands:
    """What the provider said counts for nothing until it is decided."""
    if not request.auth.may(Permission.KEEP_POOL):
        request.auth.require(Permission.SEE_STOCK)
    with reading(request.auth):
        if recall_row(request.auth, recall_id) is None:
            raise refuse(CallReason.NOT_FOUND, "recall_id")
    return _stands(request, recall_id)


@router.post(
    "/recalls/{recall_id}/cause", **writes("say_recall_cause", "Say who is the cause of a recall", CauseStands)
)
def say_cause(request: CallerRequest, recall_id: UUID, body: CauseBody) -> CauseStands:
    """The provider's word: it waits for a decision."""
    said = CauseToSay(recall_id, body.cause, body.reason)
    return _stands(request, say_recall_cause(call_of(request, body), request=said))


@router.post(
    "/recalls/{recall_id}/cause/decision",
    **writes("decide_recall_cause", "Decide who is the cause of a recall", CauseStands),
)
def decide_cause(request: CallerRequest, recall_id: UUID, body: CauseBody) -> CauseStands:
    """For who pays. NEITHER: all who were told are charged; anything else: what was charged is taken back."""
    said = CauseToSay(recall_id, body.cause, body.reason)
    return _stands(request, decide_recall_cause(call_of(request, body), request=said))


@router.get("/recalls/{recall_id}/tellings", **reads("list_recall_told", "Who was told of a recall", Page[ThingToTell]))
def list_told(
    request: CallerRequest, recall_id: UUID, part: ToldPart | None = None, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[ThingToTell]:
    """What people have of it, or had since it began: whom nobody has reached first."""
    passed = after_count(cursor)
    with reading(request.auth):
        found = recall_row(request.auth, recall_id)
        if found is None:
            raise refuse(CallReason.NOT_FOUND, "recall_id")
        wanted = Wanted(now(), sort="told", limit=limit + 1, offset=passed, named=True)
        things, _ = things_to_tell(request.auth, wanted, found, part)
    return page_of(things, limit, lambda _: passed + limit)


class TellingBody(Told):
    """What they were told of, by its ids in the list of tellings: loans, what is fitted, gifts."""

    things: Ids
    how: Code = Field(description="PHONE, LETTER or VISIT.", examples=["PHONE"])
    reached: bool
    said: Words = Field("", examples=["Her daughter has put it in the shed"])
    still_used: Code = Field("NOT_SAID", description="STOPPED, USED or NOT_SAID.", examples=["STOPPED"])


@router.post(
    "/recalls/{recall_id}/tellings",
    **writes("tell_of_recall", "Record that somebody was told of a recall", ToldOfRecall, makes=True),
)
def tell(request: CallerRequest, recall_id: UUID, body: TellingBody) -> Status[ToldOfRecall]:
    """Or was not reached. The first time that they were is charged, where it is decided that it is."""
    wanted = ToTellOfRecall(recall_id, tuple(body.things), body.how, body.reached, body.said, body.still_used)
    return Status(201, tell_of_recall(call_of(request, body), request=wanted))


class TakingBackBody(Told):
    """What was wrong."""

    reason: Words


class TellingTakenBack(BaseModel):
    """The recall that it is about."""

    recall_id: UUID


@router.post(
    "/tellings/{telling_id}/taking-back",
    **writes("take_back_telling", "Take back that somebody was told of a recall", TellingTakenBack),
)
def take_back(request: CallerRequest, telling_id: UUID, body: TakingBackBody) -> TellingTakenBack:
    """They count as not told; what it was charged is taken back."""
    wanted = TellingToTakeBack(telling_id, body.reason)
    return TellingTakenBack(recall_id=take_back_telling(call_of(request, body), request=wanted))


class TakenDownBody(Told):
    """Whether something fitted was taken down, and why that is said only now."""

    taken_down: bool
    why_wrong: Words = Field(max_length=300, examples=["It still hangs there, the son says"])


@router.post(
    "/recalls/{recall_id}/fitted/{thing_id}/mend",
    **writes("mend_taken_down", "Put right whether something fitted was taken down", TellingTakenBack),
)
def mend_fitted(request: CallerRequest, recall_id: UUID, thing_id: UUID, body: TakenDownBody) -> TellingTakenBack:
    """It is listed as fitted again, or no more, from now on."""
    wanted = TakenDownMend(recall_id, thing_id, body.taken_down, body.why_wrong)
    return TellingTakenBack(recall_id=mend_taken_down(call_of(request, body), request=wanted))
