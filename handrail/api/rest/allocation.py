"""Keeping stock for lines, and letting it go again.
Refuses a line that does not wait for stock; of two who ask for the last item one has it, the other is told at once."""

from uuid import UUID

from ninja import Router
from pydantic import Field

from handrail.api.rest.fields import Day, Ids, Sent, Supplier, Told, Words
from handrail.api.rest.fields import Scan as ScanText
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_count, page_of
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.orders.rules.promise import Expected
from handrail.orders.states import LineState
from handrail.usecases.allocate_lines import Allocated, LineWanted, Wanted, allocate_lines
from handrail.usecases.back_order_lines import BackOrder, LinesBackOrdered, back_order_lines
from handrail.usecases.release_allocations import LetGo, LinesWaiting, release_allocations
from handrail.visits.queries.desk import WaitingLine, waiting_lines

router = Router(tags=["Allocation"])


class LineToSupply(Sent):
    """A line that needs stock."""

    line_id: UUID
    code: ScanText | None = Field(None, description="The very item that was picked up; left out: the best is chosen.")


class AllocateBody(Told):
    """Lines to supply from one store."""

    lines: list[LineToSupply] = Field(max_length=500)
    place_id: UUID | None = Field(None, description="Left out: the user's depot, else that of the first line's visit.")
    or_back_order: bool = Field(False, description="What cannot be filled goes on back-order instead of refusing all.")


@router.post("/allocations", **writes("allocate_lines", "Keep stock for lines", Allocated))
def allocate(request: CallerRequest, body: AllocateBody) -> Allocated:
    """Recycled before new, the oldest first, never the same item twice. The answer names the items kept."""
    wanted = Wanted(
        tuple(LineWanted(line.line_id, line.code or "") for line in body.lines), body.place_id, body.or_back_order
    )
    return allocate_lines(call_of(request, body), request=wanted)


class LinesBody(Told):
    """Lines, and why."""

    line_ids: Ids
    reason: Words = Field(examples=["Kept for another order"])


@router.post("/allocations/release", **writes("release_allocations", "Let stock of lines go", LinesWaiting))
def let_go(request: CallerRequest, body: LinesBody) -> LinesWaiting:
    """The items go back on the shelf; the lines wait for stock again."""
    return release_allocations(call_of(request, body), request=LetGo(tuple(body.line_ids), body.reason))


class BackOrderBody(LinesBody):
    """Lines, why, and when a supplier's delivery for them is expected."""

    expected_on: Day | None = Field(
        None,
        description="The day on which the delivery is expected; null: none is known. With this or the next, lines that "
        "are on back-order already are taken too, and both replace what was said before.",
    )
    expected_from: Supplier = Field("", description="From whom it is expected.", examples=["Fenland Beds"])


@router.post("/back-orders", **writes("back_order_lines", "Put lines on back-order", LinesBackOrdered))
def back_order(request: CallerRequest, body: BackOrderBody) -> LinesBackOrdered:
    """They are tried again when stock becomes ready. A delivery that is expected before the day on which a line is due
    keeps it from being at risk."""
    said = {"expected_on", "expected_from"} & body.model_fields_set
    expected = Expected(body.expected_on, body.expected_from) if said else None
    return back_order_lines(call_of(request, body), request=BackOrder(tuple(body.line_ids), body.reason, expected))


@router.get("/waiting-lines", **reads("list_waiting_lines", "List lines that wait for stock", Page[WaitingLine]))
def list_waiting(
    request: CallerRequest,
    depot_id: UUID | None = None,
    back_ordered: bool = False,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Page[WaitingLine]:
    """The soonest due first, with what could be issued for each here and elsewhere."""
    passed = after_count(cursor)
    with reading(request.auth):
        found = waiting_lines(
            request.auth,
            states=[LineState.BACK_ORDERED] if back_ordered else [LineState.AUTHORISED],
            today=now_is(now()).today,
            depot_id=depot_id,
            offset=passed,
            limit=limit + 1,
        )
    return page_of(found, limit, lambda _: passed + limit)
