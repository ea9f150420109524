"""Stock takes by scan, and what differs from the record: each difference has an owner until it is settled.
Refuses a count into a stock take that is closed, and codes that cannot be read."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Count, FilterText, Ids, Scan, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_count, page_of, page_within
from handrail.api.rest.scanned import ItemScanned, scans
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.stock.queries.passport import DiscrepancyRow, TakeRow, open_discrepancies, stock_takes
from handrail.stock.states import AssetState
from handrail.usecases.begin_stock_take import TakeBegun, TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeClosed, TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, CountKept, count_stock
from handrail.usecases.mend_scan import Mended, Mistake, MistakeKind, mend_scan
from handrail.usecases.settle_discrepancy import DiscrepanciesSettled, Settled, settle_discrepancy

router = Router(tags=["Stock takes"])


@router.get("/stock-takes", **reads("list_stock_takes", "List stock takes", Page[TakeRow]))
def list_takes(request: CallerRequest, limit: Limit = USUAL, cursor: Cursor = None) -> Page[TakeRow]:
    """Those that are open, and those closed in the last 90 days."""
    with reading(request.auth):
        found = stock_takes(request.auth, today=now_is(now()).today)
    return page_within(found, cursor, limit, lambda row: f"{row.begun_at.isoformat()} {row.id}")


class TakeBody(Told):
    """Which store, and which part of it."""

    place_id: UUID
    category: Code = Field("", description="A category of the catalogue; left out: everything.")


@router.post("/stock-takes", **writes("begin_stock_take", "Begin a stock take", TakeBegun, makes=True))
def begin(request: CallerRequest, body: TakeBody) -> Status[TakeBegun]:
    """Several people may count into it until it is closed."""
    return Status(201, begin_stock_take(call_of(request, body), request=TakeWanted(body.place_id, body.category)))


class CountBody(Told):
    """What was scanned on the shelves. A quantity of 0 says that none is left."""

    items: list[ItemScanned] = Field(max_length=500)
    condition: AssetState = Field(AssetState.READY, description="Of counted things.")


@router.post("/stock-takes/{take_id}/counts", **writes("count_stock", "Count", CountKept))
def count(request: CallerRequest, take_id: UUID, body: CountBody) -> CountKept:
    """Unknown codes are kept as found: they are part of what a stock take finds."""
    return count_stock(call_of(request, body), request=Counted(take_id, scans(body.items), body.condition))


class CloseBody(Told):
    """Closing puts the record right."""

    rest_is_missing: bool = Field(False, description="What was not counted is not there.")


@router.post("/stock-takes/{take_id}/closing", **writes("close_stock_take", "Close a stock take", TakeClosed))
def close(request: CallerRequest, take_id: UUID, body: CloseBody) -> TakeClosed:
    """Each difference becomes a discrepancy with an owner, and a move that names it."""
    return close_stock_take(call_of(request, body), request=TakeToClose(take_id, body.rest_is_missing))


@router.get("/discrepancies", **reads("list_discrepancies", "List differences", Page[DiscrepancyRow]))
def list_discrepancies(
    request: CallerRequest, owner_role: FilterText = "", limit: Limit = USUAL, cursor: Cursor = None
) -> Page[DiscrepancyRow]:
    """What was found to differ from the record and waits to be settled, the oldest first."""
    passed = after_count(cursor)
    with reading(request.auth):
        found = open_discrepancies(request.auth, owner_role=owner_role, offset=passed, limit=limit + 1)
    return page_of(found, limit, lambda _: passed + limit)


class SettleBody(Told):
    """Which, and how each was settled."""

    discrepancy_ids: Ids
    how: Words = Field(examples=["Found on the shelf beside"])
    to_clean: bool = Field(False, description="Items set apart for it go to be cleaned and tested, not stay set apart.")


@router.post("/discrepancies/settled", **writes("settle_discrepancy", "Settle differences", DiscrepanciesSettled))
def settle(request: CallerRequest, body: SettleBody) -> DiscrepanciesSettled:
    """The rows stay, with who, when and how. What was set apart for them stays so, or goes to be cleaned and tested."""
    wanted = Settled(tuple(body.discrepancy_ids), body.how, body.to_clean)
    return settle_discrepancy(call_of(request, body), request=wanted)


class MendBody(Told):
    """What was scanned wrongly, and what is right."""

    kind: MistakeKind
    place_id: UUID = Field(description="The store where the wrongly scanned item really stands.")
    reason: Words
    code: Scan | None = None
    right_code: Scan | None = None
    right_person_id: UUID | None = None
    move_id: UUID | None = Field(None, description="The wrong move of counted stock.")
    order_number: Count | None = Field(None, description="The order of a wrong count; `code` is the product's then.")
    right_quantity: Count | None = Field(None, description="How many it really were.")


@router.post("/mended-scans", **writes("mend_scan", "Mend a wrong scan", Mended))
def mend(request: CallerRequest, body: MendBody) -> Mended:
    """New moves, loans and lines as they should have been; the old ones stay and are named."""
    wanted = Mistake(
        body.kind, body.place_id, body.reason, body.code or "", body.right_code or "", body.right_person_id,
        body.move_id, body.order_number, body.right_quantity,
    )  # fmt: skip
    return mend_scan(call_of(request, body), request=wanted)
