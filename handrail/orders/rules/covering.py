"""Owns: whether cover for an authoriser's absence can be arranged.
Refuses: nothing; it returns every reason against."""

from collections.abc import Collection, Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason


class CoverReason(StrEnum):
    """Why cover cannot be arranged like this."""

    BY_ONESELF = "COVER_BY_ONESELF"
    ABSENT_NOT_AUTHORISER = "COVER_ABSENT_NOT_AUTHORISER"
    COVERING_NOT_AUTHORISER = "COVER_COVERING_NOT_AUTHORISER"
    ENDS_BEFORE_START = "COVER_ENDS_BEFORE_START"
    OVER_ALREADY = "COVER_OVER_ALREADY"


def reasons_against_cover(
    absent_id: UUID,
    covering_id: UUID,
    from_at: datetime,
    until_at: datetime,
    *,
    authorisers: Collection[UUID],
    now: datetime,
) -> tuple[Reason, ...]:
    """Why this cover cannot be; empty: it can."""
    return tuple(_reasons(absent_id, covering_id, from_at, until_at, authorisers, now))


def _reasons(
    absent_id: UUID,
    covering_id: UUID,
    from_at: datetime,
    until_at: datetime,
    authorisers: Collection[UUID],
    now: datetime,
) -> Iterator[Reason]:
    if absent_id == covering_id:
        yield Reason(CoverReason.BY_ONESELF, "covering_id")
    if absent_id not in authorisers:
        yield Reason(CoverReason.ABSENT_NOT_AUTHORISER, "absent_id")
    if covering_id not in authorisers:
        yield Reason(CoverReason.COVERING_NOT_AUTHORISER, "covering_id")
    if until_at <= from_at:
        yield Reason(CoverReason.ENDS_BEFORE_START, "until_at")
    elif until_at <= now:
        yield Reason(CoverReason.OVER_ALREADY, "until_at")
