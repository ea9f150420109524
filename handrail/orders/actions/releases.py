"""Writes the releases that lines wait for, and their answers.
Refuses (STALE) a release that was answered since it was seen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Value, When

from handrail.core.refusal import CallReason, refuse
from handrail.core.steps import move
from handrail.orders.models import Release
from handrail.orders.states import ReleaseState


@dataclass(frozen=True, slots=True)
class NewRelease:
    """One release that lines wait for. `reasons` are codes with their numbers; `afterwards`: they went out already."""

    id: UUID
    order_id: UUID
    person_id: UUID
    kind: str
    line_ids: Sequence[UUID]
    reasons: Sequence[Mapping[str, Any]]
    spend_pence: int
    afterwards: bool
    urgent: bool
    due_at: datetime | None
    escalate_at: datetime | None
    on_call_user_id: UUID | None
    asked_of_id: UUID | None = None


def release_columns(row: NewRelease) -> dict[str, Any]:
    """The columns of a new release."""
    own = {name: getattr(row, name) for name in NewRelease.__slots__}
    return own | {"state": ReleaseState.PENDING, "state_reason": "", "state_seq": 0, "note": ""}


def move_releases(
    ids: Collection[UUID],
    *,
    expected: Collection[ReleaseState],
    path: Sequence[ReleaseState],
    reason: str = "",
    **also: Any,
) -> None:
    """Move releases along one path, with `also` set on each. One statement; raises `Refused(STALE)`."""
    move(Release, ids, expected=expected, path=path, reason=reason, **also)


def put_to_panel(ids: Collection[UUID], *, on: date) -> None:
    """Say on which day a panel decides pending releases. One statement; raises `Refused(STALE)`."""
    rows = Release.objects.filter(pk__in=ids, state=ReleaseState.PENDING)
    if rows.update(panel_on=on) != len(set(ids)):
        raise refuse(CallReason.STALE)


def escalate(ids: Collection[UUID], *, at: datetime, to_user_id: UUID | None) -> int:
    """Mark pending releases as escalated once, and name who is on call; how many were."""
    rows = Release.objects.filter(pk__in=ids, state=ReleaseState.PENDING, escalated_at__isnull=True)
    return rows.update(escalated_at=at, on_call_user_id=to_user_id)


def ask_another(ids: Collection[UUID], *, user_id: UUID, escalate_at: datetime) -> None:
    """Name who is asked from now on; what has gone to the next person already goes no further. One statement."""
    rows = Release.objects.filter(pk__in=ids, state=ReleaseState.PENDING)
    later = Case(When(escalated_at__isnull=True, then=Value(escalate_at)), default=F("escalate_at"))
    rows.update(on_call_user_id=user_id, escalate_at=later)
