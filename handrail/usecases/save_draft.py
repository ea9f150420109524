"""Save an order that is still being written: begin it, or save over the version that was seen.
Refuses (STALE) to save over what another window saved since; never judges what a draft holds."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries.drafts import person_is_known
from handrail.orders.rules.drafts import LARGEST_DRAFT_BYTES, DraftReason


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What was typed so far for one person. `draft_id` None begins a draft; else `seen_version` is what it follows."""

    person_id: UUID
    content: dict[str, Any]
    draft_id: UUID | None = None
    seen_version: int = 0


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The draft, and the version that the next save follows."""

    draft_id: UUID
    version: int


@use_case(Event.DRAFT_SAVED, needs=Permission.SEE_CATALOGUE)
def save_draft(change: Change, *, request: DraftRequest) -> DraftSaved:
    """Keep the draft as typed. Raises `Refused`: NOT_ALLOWED, NOT_FOUND (person), STALE, DRAFT_TOO_LARGE."""
    scope = change.scope
    if not scope.may(Permission.PLACE_ORDER):
        scope.require(Permission.PLACE_ORDER_FOR_OTHERS)
    if len(to_json(request.content)) > LARGEST_DRAFT_BYTES:
        raise refuse(DraftReason.TOO_LARGE, "content", most_kb=LARGEST_DRAFT_BYTES // 1000)
    if not person_is_known(scope, request.person_id):
        raise refuse(CallReason.NOT_FOUND, "person_id")
    at = change.at.recorded_at
    if request.draft_id is not None:
        change.touched("draft", request.draft_id, request.person_id)
        version = actions.change_draft(
            request.draft_id,
            user_id=scope.user_id,
            seen_version=request.seen_version,
            content=request.content,
            at=at,
        )
        return DraftSaved(request.draft_id, version)
    draft_id = change.new_id()
    change.touched("draft", draft_id, request.person_id)
    actions.keep_draft(
        draft_id=draft_id,
        contract_id=scope.contract_id,
        person_id=request.person_id,
        user_id=scope.user_id,
        content=request.content,
        at=at,
    )
    return DraftSaved(draft_id, 1)
