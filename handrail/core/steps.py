"""The one way in which rows change state: a set-based compare-and-set along a path of states.
Refuses (STALE) when a row is no longer in the state that the caller saw."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from handrail.core.refusal import CallReason, refuse


def move(
    model: type[models.Model],
    ids: Collection[UUID],
    *,
    expected: Collection[str],
    path: Sequence[str],
    reason: str = "",
    **also: Any,
) -> None:
    """Move the rows along `path` (the states passed, the last is the new one), with `also` set in the same statement.

    One statement for all rows; raises `Refused(STALE)` unless every one of them was in an `expected` state."""
    if not ids:
        return
    rows = model._default_manager.filter(pk__in=ids, state__in=list(expected))
    changed = rows.update(state_path=list(path), state_reason=reason, **also)
    if changed != len(set(ids)):
        raise refuse(CallReason.STALE)
