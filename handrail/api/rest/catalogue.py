"""What can be ordered, what is asked, how quickly it can come, what is in stock: the contract's own lists.
Refuses nothing; none of it is personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from handrail.api.rest.fields import FilterText, PathText
from handrail.api.rest.operations import reads
from handrail.api.rest.paging import MOST, USUAL, Cursor, Limit, Page, page_within
from handrail.api.rest.token import CallerRequest
from handrail.catalogue.queries import ProductRecord, bundles, orderable, products, questions
from handrail.catalogue.reference.rows import BundleRow, QuestionRow
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.partners.queries import CodeChoice, code_lists, contract_data
from handrail.partners.rules import ContractData, SpeedOffer
from handrail.stock.queries import ready_counts

router = Router(tags=["Catalogue"])

ProductCodes = Annotated[
    list[str], Query(min_length=1, max_length=100, description="Product codes.", examples=[["BED-010"]])
]


@router.get("/products", **reads("list_products", "List what can be ordered", Page[ProductRecord]))
def list_products(
    request: CallerRequest, category: FilterText = "", limit: Limit = USUAL, cursor: Cursor = None
) -> Page[ProductRecord]:
    """The catalogue of today by code; of one category or all of it."""
    with reading(request.auth):
        found = orderable(request.auth, now_is(now()).today)
    kept = [product for product in found if category in ("", product.facts.category)]
    return page_within(kept, cursor, limit, lambda product: product.facts.code)


@router.get("/questions", **reads("list_questions", "List the questions of products", Page[QuestionRow]))
def list_questions(
    request: CallerRequest, product: ProductCodes, limit: Limit = MOST, cursor: Cursor = None
) -> Page[QuestionRow]:
    """What is asked when these are ordered or delivered."""
    with reading(request.auth):
        records = products(request.auth, codes=[code.replace("\x00", "") for code in product])
        asked = {record.facts.question_set for record in records.values()}
        found = questions(request.auth, asked, now_is(now()).today)
    return page_within(found, cursor, limit, lambda row: f"{row.set_code} {row.question_code}")


@router.get("/bundles", **reads("list_bundles", "List starting baskets", Page[BundleRow]))
def list_bundles(request: CallerRequest, limit: Limit = MOST, cursor: Cursor = None) -> Page[BundleRow]:
    """The lines of every starting basket."""
    with reading(request.auth):
        found = bundles(request.auth, now_is(now()).today)
    return page_within(found, cursor, limit, lambda row: f"{row.bundle_code} {row.line:05d}")


@dataclass(frozen=True, slots=True)
class SpeedShown:
    """A speed of the contract. `due_at`: the promise if its clock started now; None where a date is to be chosen."""

    code: str
    label: str
    applies_to: str
    counts_from: str
    due_at: datetime | None


@router.get("/speeds", **reads("list_speeds", "List speeds, and when each is due", Page[SpeedShown]))
def list_speeds(request: CallerRequest, limit: Limit = MOST, cursor: Cursor = None) -> Page[SpeedShown]:
    """For deliveries, collections and repairs, by the contract's calendars and cut-off times."""
    at = now_is(now())
    with reading(request.auth):
        data = contract_data(request.auth.contract_id, at.today)
    shown = [_speed(data, offer, at.happened_at) for offer in data.speeds.values()]
    return page_within(shown, cursor, limit, lambda speed: speed.code)


def _speed(data: ContractData, offer: SpeedOffer, at: datetime) -> SpeedShown:
    due_at = None if offer.needs_date else data.due(offer.code, at)
    return SpeedShown(offer.code, offer.label, offer.applies_to, offer.counts_from, due_at)


@router.get("/codes/{list_name}", **reads("list_codes", "List the codes of a code list", Page[CodeChoice]))
def list_codes(
    request: CallerRequest, list_name: PathText, limit: Limit = MOST, cursor: Cursor = None
) -> Page[CodeChoice]:
    """The contract's codes of today, such as cancel_order or failed_visit. A list that is not there is empty."""
    with reading(request.auth):
        found = code_lists(request.auth.contract_id, [list_name], now_is(now()).today)[list_name]
    return page_within(found, cursor, limit, lambda choice: choice.code)


@dataclass(frozen=True, slots=True)
class StoreCount:
    """What could be issued today of a product at one store, items or pieces: those issued before, and new ones."""

    place_id: UUID
    recycled: int
    new: int


@dataclass(frozen=True, slots=True)
class Available:
    """A product with what is ready in each store."""

    product_code: str
    product_name: str
    ready: int
    stores: Sequence[StoreCount]


@router.get("/availability", **reads("list_availability", "Ask what is in stock", Page[Available]))
def list_availability(
    request: CallerRequest, product: ProductCodes, limit: Limit = MOST, cursor: Cursor = None
) -> Page[Available]:
    """What is ready to issue today; what is overdue for a test or examination is left out."""
    with reading(request.auth):
        records = products(request.auth, codes=[code.replace("\x00", "") for code in product])
        ids = {record.id for record in records.values()}
        counts = ready_counts(request.auth, today=now_is(now()).today, product_ids=ids) if ids else ()
    found = [
        Available(
            code,
            record.facts.name,
            sum(count.total for count in counts if count.product_id == record.id),
            [
                StoreCount(count.place_id, count.recycled, count.new)
                for count in counts
                if count.product_id == record.id
            ],
        )
        for code, record in records.items()
    ]
    return page_within(found, cursor, limit, lambda row: row.product_code)
