"""Releases: what waits for an authoriser, and the answers to it.
Refuses whoever ordered it, whoever's authority does not cover it, and a release that was answered already."""

from uuid import UUID

from ninja import Router
from pydantic import Field

from handrail.api.rest.fields import Code, Day, Ids, Line, Sent, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_id, page_of
from handrail.api.rest.token import CallerRequest
from handrail.identity.calls import reading
from handrail.orders.queries.paged import ReleaseListed, releases_page
from handrail.orders.states import ReleaseState
from handrail.usecases.answer_return import ReturnReply, answer_return
from handrail.usecases.give_release import ReleasesGiven, ReleaseYes, give_release
from handrail.usecases.put_to_panel import ReleaseToPanel, put_to_panel
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.return_release import ReleaseQuestion, return_release

router = Router(tags=["Authorisation"])


@router.get("/releases", **reads("list_releases", "List what waits for an authoriser", Page[ReleaseListed]))
def list_releases(
    request: CallerRequest,
    state: ReleaseState = ReleaseState.PENDING,
    order_id: UUID | None = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Page[ReleaseListed]:
    """The oldest first; those of one order or of all."""
    with reading(request.auth):
        found = releases_page(request.auth, limit=limit + 1, states=[state], after=after_id(cursor), order_id=order_id)
    return page_of(found, limit, lambda release: release.release_id)


class GiveBody(Told):
    """A yes to one or more releases."""

    release_ids: Ids
    note: Words = Field("", examples=["Agreed at the panel"])
    panel_present: list[Line] = Field([], max_length=50, description="Who was there, where a panel decides.")
    panel_on: Day | None = Field(None, description="When the panel met, where a panel decides.")


@router.post("/releases/give", **writes("give_releases", "Give releases", ReleasesGiven))
def give(request: CallerRequest, body: GiveBody) -> ReleasesGiven:
    """Lines that nothing else holds are authorised, promised, and get a visit (or a voucher)."""
    wanted = ReleaseYes(tuple(body.release_ids), body.note, tuple(body.panel_present), body.panel_on)
    return give_release(call_of(request, body), request=wanted)


class Answered(Sent):
    """The releases that were answered; `line_ids` are the lines that ended with them."""

    release_ids: list[UUID]
    line_ids: list[UUID] = []


class QuestionBody(Told):
    """What the authoriser wants to know before deciding."""

    release_ids: Ids
    note: Words = Field(examples=["Which mattress has been tried?"])


@router.post("/releases/return", **writes("return_releases", "Return releases for information", Answered))
def send_back(request: CallerRequest, body: QuestionBody) -> Answered:
    """The lines wait for the prescriber's reply."""
    return_release(call_of(request, body), request=ReleaseQuestion(tuple(body.release_ids), body.note))
    return Answered(release_ids=body.release_ids)


@router.post("/releases/reply", **writes("reply_to_returns", "Reply to releases that were returned", Answered))
def reply(request: CallerRequest, body: QuestionBody) -> Answered:
    """The prescriber's reply; the releases are in the authoriser's queue again."""
    answer_return(call_of(request, body), request=ReturnReply(tuple(body.release_ids), body.note))
    return Answered(release_ids=body.release_ids)


class PanelBody(Told):
    """The day on which a panel decides releases."""

    release_ids: Ids
    panel_on: Day


@router.post("/releases/panel", **writes("put_releases_to_panel", "Put releases to a panel", Answered))
def to_panel(request: CallerRequest, body: PanelBody) -> Answered:
    """They wait on, with the day of the panel."""
    put_to_panel(call_of(request, body), request=ReleaseToPanel(tuple(body.release_ids), body.panel_on))
    return Answered(release_ids=body.release_ids)


class RefuseBody(Told):
    """A no to one or more releases."""

    release_ids: Ids
    code: Code = Field(description="From code list refuse_order.", examples=["standard_item_suits"])
    note: Words = Field(examples=["A toilet frame meets the need"])


@router.post("/releases/refuse", **writes("refuse_releases", "Refuse releases", Answered))
def say_no(request: CallerRequest, body: RefuseBody) -> Answered:
    """The lines end, and what was kept for them goes back to the shelf."""
    wanted = ReleaseNo(tuple(body.release_ids), body.code, body.note)
    ended = refuse_release(call_of(request, body), request=wanted)
    return Answered(release_ids=body.release_ids, line_ids=list(ended))


class AgainBody(Told):
    """Which refusals are looked at again, and what is new."""

    release_ids: Ids
    note: Words = Field(examples=["The scan shows a fracture"])


@router.post("/releases/reconsider", **writes("reconsider_releases", "Look at refusals again", Answered))
def again(request: CallerRequest, body: AgainBody) -> Answered:
    """A slip, or new facts: the releases are in the authoriser's queue again, and their lines wait."""
    reconsider_release(call_of(request, body), request=ReleaseAgain(tuple(body.release_ids), body.note))
    return Answered(release_ids=body.release_ids)
