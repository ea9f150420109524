"""Throw an unsent order away.
Refuses (NOT_FOUND) a draft that is gone, or another user's."""

from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions


@use_case(Event.DRAFT_DROPPED, needs=Permission.SEE_CATALOGUE)
def drop_draft(change: Change, *, request: UUID) -> None:
    """Throw away the draft with this id. Raises `Refused(NOT_FOUND)`."""
    change.touched("draft", request)
    if not actions.drop_draft(request, user_id=change.scope.user_id):
        raise refuse(CallReason.NOT_FOUND, "draft_id")
