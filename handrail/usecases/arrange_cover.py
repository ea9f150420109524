"""Arrange who decides while an authoriser is away, or end that earlier.
Refuses cover by oneself, by someone who does not authorise, and for no time or a time that has passed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity import actions as identity_actions
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.models import Cover
from handrail.identity.queries import holders_of
from handrail.identity.roles import Permission
from handrail.orders.rules.covering import reasons_against_cover


@dataclass(frozen=True, slots=True)
class CoverWanted:
    """Who is away from when until when, and who decides in their place. Times in UTC."""

    absent_id: UUID
    covering_id: UUID
    from_at: datetime
    until_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CoverArranged:
    """The cover that was arranged."""

    cover_id: UUID


@use_case(Event.COVER_ARRANGED, needs=Permission.ARRANGE_COVER)
def arrange_cover(change: Change, *, request: CoverWanted) -> CoverArranged:
    """Arrange cover; the one who covers keeps their own authority and reaches the absent one's teams and requests.

    Raises `Refused` with the reasons of `orders.rules.covering`."""
    authorisers = holders_of(change.scope, Permission.RELEASE_ORDER, today=change.at.today)
    reasons = reasons_against_cover(
        request.absent_id,
        request.covering_id,
        request.from_at,
        request.until_at,
        authorisers={person.user_id for person in authorisers},
        now=change.at.happened_at,
    )
    if reasons:
        raise Refused(reasons)
    cover_id = change.new_id()
    identity_actions.add_cover(
        Cover(
            id=cover_id,
            contract_id=change.scope.contract_id,
            absent_id=request.absent_id,
            covering_id=request.covering_id,
            from_at=request.from_at,
            until_at=request.until_at,
            reason=request.reason,
        )
    )
    change.touched("cover", cover_id)
    return CoverArranged(cover_id)
