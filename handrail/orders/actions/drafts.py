"""Writes orders that are not sent yet.
Refuses (STALE) to save over a version that was not seen, and another user's draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.orders.models import Draft


def keep_draft(
    *, draft_id: UUID, contract_id: UUID, person_id: UUID, user_id: UUID, content: Mapping[str, Any], at: datetime
) -> None:
    """Begin a draft. One statement."""
    Draft(
        id=draft_id,
        contract_id=contract_id,
        person_id=person_id,
        user_id=user_id,
        content=dict(content),
        begun_at=at,
        saved_at=at,
    ).save(force_insert=True)


def change_draft(draft_id: UUID, *, user_id: UUID, seen_version: int, content: Mapping[str, Any], at: datetime) -> int:
    """Save a draft over the version that was seen; the new version comes back. Raises `Refused(STALE)`."""
    mine = Draft.objects.filter(pk=draft_id, user_id=user_id, version=seen_version)
    if mine.update(content=dict(content), saved_at=at, version=seen_version + 1) != 1:
        raise refuse(CallReason.STALE, "seen_version")
    return seen_version + 1


def drop_draft(draft_id: UUID, *, user_id: UUID, seen_version: int | None = None) -> bool:
    """Throw a draft away; False when it was gone already, or is not of the version that was seen. One statement."""
    mine = Draft.objects.filter(pk=draft_id, user_id=user_id)
    if seen_version is not None:
        mine = mine.filter(version=seen_version)
    return bool(mine.delete()[0])
