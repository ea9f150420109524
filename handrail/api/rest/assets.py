"""Items and places: what a code is, where an item is and everywhere it has been, what lies where.
Refuses to name the person of a home to a user who may not see people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from handrail.api.rest.fields import FilterText, PathText
from handrail.api.rest.operations import reads
from handrail.api.rest.paging import MOST, USUAL, Cursor, Limit, Page, after_id, page_of, page_within
from handrail.api.rest.token import CallerRequest
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.stock.queries import AssetRow, CellRow, PlaceRow, Scanned, asset_by_number, cells, places, what_are
from handrail.stock.queries.paged import assets_page
from handrail.stock.queries.passport import CareRow, MoveRow, care_of, moves_of
from handrail.stock.states import AssetState

router = Router(tags=["Items and places"])

Codes = Annotated[list[str], Query(min_length=1, max_length=100, description="One or more codes, as scanned or typed.")]


@dataclass(frozen=True, slots=True)
class ScanAnswers:
    """What each code is, in the order sent. `kind` SEVERAL: `others` are all that it fits."""

    items: Sequence[Scanned]


@router.get("/scan", **reads("scan", "Ask what a code is", ScanAnswers))
def scan(request: CallerRequest, code: Codes) -> ScanAnswers:
    """An item, a product, a place, an order, a visit, a person's label, or unknown. Any GS1 code, label or number."""
    with reading(request.auth):
        return ScanAnswers(what_are(request.auth, [one.replace("\x00", "")[:200] for one in code]))


@router.get("/assets", **reads("list_assets", "List items", Page[AssetRow]))
def list_assets(
    request: CallerRequest,
    state: AssetState | None = None,
    place_id: UUID | None = None,
    product_code: FilterText = "",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Page[AssetRow]:
    """In a state, at a place or of a product; in the order in which they were added."""
    with reading(request.auth):
        found = assets_page(
            request.auth,
            limit=limit + 1,
            after=after_id(cursor),
            states=[state] if state else [],
            place_id=place_id,
            product_code=product_code,
        )
    return page_of(found, limit, lambda asset: asset.id)


@router.get("/assets/{number}", **reads("get_asset", "Look at an item", AssetRow))
def get_asset(request: CallerRequest, number: PathText) -> AssetRow:
    """By the number on its label."""
    with reading(request.auth):
        return _asset(request.auth, number)


def _asset(scope: Scope, number: str) -> AssetRow:
    found = asset_by_number(scope, number)
    if found is None:
        raise refuse(CallReason.NOT_FOUND, "number")
    return found


@dataclass(frozen=True, slots=True)
class AssetStory:
    """An item with every step and every act of care, the latest first."""

    asset: AssetRow
    moves: tuple[MoveRow, ...]
    care: tuple[CareRow, ...]


@router.get("/assets/{number}/story", **reads("get_asset_story", "Read the whole story of an item", AssetStory))
def get_asset_story(request: CallerRequest, number: PathText) -> AssetStory:
    """Where it is, everywhere it has been, and how it was cleaned, tested and mended."""
    with reading(request.auth):
        asset = _asset(request.auth, number)
        return AssetStory(asset, moves_of(request.auth, asset.id), care_of(request.auth, asset.id))


@router.get("/places", **reads("list_places", "List stores and vans", Page[PlaceRow]))
def list_places(request: CallerRequest, limit: Limit = USUAL, cursor: Cursor = None) -> Page[PlaceRow]:
    """Depots, satellite stores and vans. Homes are not places of this list."""
    with reading(request.auth):
        found = places(request.auth, ("DEPOT", "SATELLITE", "VAN"))
    return page_within(found, cursor, limit, lambda place: str(place.id))


@router.get("/places/{place_id}/counted", **reads("list_counted_stock", "List counted stock", Page[CellRow]))
def list_counted(request: CallerRequest, place_id: UUID, limit: Limit = MOST, cursor: Cursor = None) -> Page[CellRow]:
    """How many of each counted product and lot lie at a place, in each condition."""
    with reading(request.auth):
        if place_id not in {place.id for place in places(request.auth, ("DEPOT", "SATELLITE", "VAN"))}:
            raise refuse(CallReason.NOT_FOUND, "place_id")
        found = cells(request.auth, place_ids=[place_id])
    return page_within(found, cursor, limit, lambda cell: f"{cell.product_code} {cell.condition} {cell.lot}")
