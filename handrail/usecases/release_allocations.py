"""Let go of what is kept for lines: the stock goes back on the shelf, the lines wait for stock again.
Refuses lines that hold nothing in a store: what is on a van is unloaded first."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions as order_actions
from handrail.orders.queries import lines_for_update
from handrail.orders.states import LineState
from handrail.stock.codes import StockReason
from handrail.usecases._shelf import IN_THE_STORE, back_to_shelf


@dataclass(frozen=True, slots=True)
class LetGo:
    """The lines that no longer keep their stock, and why."""

    line_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LinesWaiting:
    """The lines that wait for stock again."""

    line_ids: tuple[UUID, ...]


@use_case(Event.ALLOCATION_RELEASED, needs=Permission.ALLOCATE)
def release_allocations(change: Change, *, request: LetGo) -> LinesWaiting:
    """Lines ALLOCATED or PICKED → AUTHORISED, their items HELD → READY; counted stock alike."""
    if not request.line_ids:
        raise refuse(StockReason.NOTHING_SCANNED, "line_ids")
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    lines = lines_for_update(change.scope, request.line_ids)
    if len(lines) < len(set(request.line_ids)):
        raise refuse(CallReason.NOT_FOUND, "line_ids")
    reasons = [
        Reason(
            StockReason.LINE_HAS_NOTHING,
            f"line_ids.{request.line_ids.index(line.id)}",
            (("product", line.product_name), ("order", line.order_number), ("state", line.state.value)),
        )
        for line in lines
        if line.state not in IN_THE_STORE
    ]
    if reasons:
        raise Refused(reasons)
    back_to_shelf(change, lines, how="RELEASED", reason=request.reason)
    order_actions.move_lines(
        [line.id for line in lines], expected=IN_THE_STORE, path=[LineState.AUTHORISED], reason=request.reason
    )
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return LinesWaiting(tuple(line.id for line in lines))
