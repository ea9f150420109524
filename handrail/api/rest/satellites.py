"""Issue from a satellite store by scan: order, line and loan in one call, for a person and a purpose; and what such a
store keeps of each product.
Refuses what is unfit or kept for another, a question without its answer, and what is above the issuer's authority."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Day, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, page_within
from handrail.api.rest.scanned import ItemScanned, scans
from handrail.api.rest.token import CallerRequest
from handrail.identity.calls import reading
from handrail.stock.queries import KeptLevel, kept_levels
from handrail.usecases._scans import MOST_PIECES
from handrail.usecases.issue_from_satellite import SatelliteIssue, SatelliteIssued, issue_from_satellite
from handrail.usecases.keep_levels import Level, LevelsKept, LevelsWanted, keep_levels

router = Router(tags=["Satellite stores"])


class IssueBody(Told):
    """What goes to whom, from which store, what for."""

    place_id: UUID = Field(description="The satellite store: from GET /places.")
    person_id: UUID
    purpose: Code = Field(description="From code list satellite_purpose.", examples=["discharge"])
    items: list[ItemScanned] = Field(max_length=50)
    address_id: UUID | None = Field(None, description="Left out: the person's home.")
    reason: Words = Field("", description="Said to every check that asks for one.")
    note: Words = ""
    review_on: Day | None = Field(None, description="The day a trial ends, or when the loan is looked at.")
    answers: dict[Code, Words] = Field({}, description="To the clinical questions of the items, by question code.")
    taken: bool = Field(
        default=False,
        description="The person has the items already: what should have kept an item in the store is recorded with an "
        "owner instead of refused, and what is not fit is swapped at once (`swap_visit_ids`).",
    )


@router.post(
    "/satellite-issues", **writes("issue_from_satellite", "Issue from a satellite store", SatelliteIssued, makes=True)
)
def issue(request: CallerRequest, body: IssueBody) -> Status[SatelliteIssued]:
    """The items are with the person from then on. What the store runs short of is in the answer, under `refill`."""
    wanted = SatelliteIssue(
        body.place_id, body.person_id, body.purpose, scans(body.items), body.address_id, body.reason, body.note,
        body.review_on, body.answers, body.taken,
    )  # fmt: skip
    return Status(201, issue_from_satellite(call_of(request, body), request=wanted))


@router.get("/stock-levels", **reads("list_stock_levels", "List what satellite stores keep", Page[KeptLevel]))
def list_levels(
    request: CallerRequest, place_id: UUID | None = None, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[KeptLevel]:
    """By store and product: how many it keeps, at how many it is filled up, and how many are ready there now."""
    with reading(request.auth):
        found = kept_levels(request.auth, place_id)
    return page_within(found, cursor, limit, lambda row: f"{row.place_id} {row.product_id}")


class LevelTold(Told):
    """How many of one product are kept."""

    code: Code = Field(description="The product's code.", examples=["WLK-031"])
    keep: int = Field(ge=0, le=MOST_PIECES, description="0: not kept any more.")
    refill_at: int = Field(ge=0, le=MOST_PIECES, description="With so many or fewer the store is filled up.")


class LevelsBody(Told):
    """The levels of one store."""

    place_id: UUID = Field(description="The satellite store: from GET /places.")
    levels: list[LevelTold] = Field(max_length=500)


@router.post("/stock-levels", **writes("keep_levels", "Say what a satellite store keeps", LevelsKept))
def set_levels(request: CallerRequest, body: LevelsBody) -> LevelsKept:
    """Products that are not named keep the level that they have."""
    levels = tuple(Level(one.code, one.keep, one.refill_at) for one in body.levels)
    return keep_levels(call_of(request, body), request=LevelsWanted(body.place_id, levels))
