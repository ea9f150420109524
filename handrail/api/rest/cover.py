"""Cover: who decides while an authoriser is away.
Refuses cover by oneself, by whoever does not authorise, and for a time that has passed."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Instant, Line, Told
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, page_within
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.identity.queries import StaffName, holders_of
from handrail.identity.roles import Permission
from handrail.orders.queries.cover import CoverRow, covers
from handrail.usecases.arrange_cover import CoverArranged, CoverWanted, arrange_cover

router = Router(tags=["Authorisation"])


@router.get("/authorisers", **reads("list_authorisers", "List who may decide on orders", Page[StaffName]))
def list_authorisers(request: CallerRequest, limit: Limit = USUAL, cursor: Cursor = None) -> Page[StaffName]:
    """All authorisers of the contract today: whoever is away and whoever covers is one of them."""
    with reading(request.auth):
        found = holders_of(request.auth, Permission.RELEASE_ORDER, today=now_is(now()).today)
    return page_within(found, cursor, limit, lambda one: f"{one.name} {one.user_id}")


@router.get("/cover", **reads("list_cover", "List who covers for whom", Page[CoverRow]))
def list_cover(request: CallerRequest, limit: Limit = USUAL, cursor: Cursor = None) -> Page[CoverRow]:
    """What holds now or will."""
    with reading(request.auth):
        found = covers(request.auth, at=now())
    return page_within(found, cursor, limit, lambda row: f"{row.from_at.isoformat()} {row.id}")


class CoverBody(Told):
    """Who is away from when until when, and who decides meanwhile."""

    absent_id: UUID | None = Field(None, description="Left out: the token's user.")
    covering_id: UUID = Field(description="From GET /authorisers.")
    from_at: Instant = Field(examples=["2026-03-09T00:00:00+00:00"])
    until_at: Instant = Field(examples=["2026-03-14T00:00:00+00:00"])
    reason: Line = Field("", examples=["Annual leave"])


@router.post("/cover", **writes("arrange_cover", "Arrange cover", CoverArranged, makes=True))
def arrange(request: CallerRequest, body: CoverBody) -> Status[CoverArranged]:
    """Whoever covers keeps their own authority, and reaches the teams and requests of whoever is away."""
    absent = body.absent_id or request.auth.user_id
    wanted = CoverWanted(absent, body.covering_id, body.from_at, body.until_at, body.reason)
    return Status(201, arrange_cover(call_of(request, body), request=wanted))
