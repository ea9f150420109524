"""Orders that are still being written: kept as typed, and taken up again on the page or by another call.
Refuses another user's drafts: they are not found. Nothing in a draft is checked before it is placed."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from ninja import Router, Status
from pydantic import Field, StringConstraints

from handrail.api.rest.fields import Code, Count, Sent, Told
from handrail.api.rest.operations import call_of, looked_at, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, page_within
from handrail.api.rest.token import CallerRequest
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.orders.queries.drafts import DraftRow, draft, drafts_of
from handrail.usecases.drop_draft import drop_draft
from handrail.usecases.save_draft import DraftRequest, DraftSaved, save_draft

router = Router(tags=["Drafts"])

MOST_DRAFTS = 1000
Typed = dict[Code, Annotated[str, StringConstraints(max_length=2000)]]


@router.get("/drafts", **reads("list_drafts", "List your drafts", Page[DraftRow]))
def list_drafts(
    request: CallerRequest, person_id: UUID | None = None, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[DraftRow]:
    """The unsent orders of the token's user, of one person or of all."""
    with reading(request.auth):
        found = drafts_of(request.auth, person_id=person_id, most=MOST_DRAFTS)
        looked_at(request.auth, person_id, found)
    return page_within(found, cursor, limit, lambda row: str(row.id))


@router.get("/drafts/{draft_id}", **reads("get_draft", "Look at a draft", DraftRow))
def get_draft(request: CallerRequest, draft_id: UUID) -> DraftRow:
    """As it was typed, with the version that the next saving follows."""
    with reading(request.auth):
        found = draft(request.auth, draft_id)
        if found is None:
            raise refuse(CallReason.NOT_FOUND, "draft_id")
        looked_at(request.auth, found.person_id, found)
    return found


class DraftContent(Sent):
    """What was typed: the fields of each line by their short name, and all other fields by name, as the page has
    them."""

    lines: list[Typed] = Field([], max_length=80, examples=[[{"product_code": "BED-010", "quantity": "1"}]])
    typed: Typed = Field({}, max_length=500, examples=[{"why": "Cannot get out of bed"}])


class DraftBody(Told):
    """A new draft, or a later state of one."""

    person_id: UUID
    content: DraftContent
    draft_id: UUID | None = Field(None, description="Left out: a new draft.")
    seen_version: Count = Field(0, description="The `version` that this saving follows.")


@router.post("/drafts", **writes("save_draft", "Save a draft", DraftSaved, makes=True))
def save(request: CallerRequest, body: DraftBody) -> Status[DraftSaved]:
    """Refused (409) when the draft was saved elsewhere since it was read."""
    wanted = DraftRequest(body.person_id, body.content.model_dump(), body.draft_id, body.seen_version)
    return Status(201, save_draft(call_of(request, body), request=wanted))


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """The draft that is gone."""

    draft_id: UUID


class DropBody(Told):
    """Nothing is asked but the wish."""


@router.post("/drafts/{draft_id}/drop", **writes("drop_draft", "Throw a draft away", DraftDropped))
def drop(request: CallerRequest, draft_id: UUID, body: DropBody) -> DraftDropped:
    """For good."""
    drop_draft(call_of(request, body), request=draft_id)
    return DraftDropped(draft_id)
