"""Put released lines on back-order: nothing is ready for them. They are tried again when stock becomes ready.
Refuses lines that wait for something else."""

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


@dataclass(frozen=True, slots=True)
class BackOrder:
    """The lines, and what is said about them: what is missing and when it is expected."""

    line_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LinesBackOrdered:
    """The lines that are on back-order now."""

    line_ids: tuple[UUID, ...]


@use_case(Event.LINES_BACK_ORDERED, needs=Permission.ALLOCATE)
def back_order_lines(change: Change, *, request: BackOrder) -> LinesBackOrdered:
    """Lines AUTHORISED → BACK_ORDERED with the reason."""
    if not request.line_ids:
        raise refuse(StockReason.NOTHING_SCANNED, "line_ids")
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    lines = lines_for_update(change.scope, request.line_ids)
    if len(lines) < len(set(request.line_ids)):
        raise refuse(CallReason.NOT_FOUND, "line_ids")
    reasons = [
        Reason(
            StockReason.LINE_NOT_WAITING,
            f"line_ids.{request.line_ids.index(line.id)}",
            (("product", line.product_name), ("order", line.order_number), ("state", line.state.value)),
        )
        for line in lines
        if line.state is not LineState.AUTHORISED
    ]
    if reasons:
        raise Refused(reasons)
    order_actions.move_lines(
        [line.id for line in lines],
        expected=[LineState.AUTHORISED],
        path=[LineState.BACK_ORDERED],
        reason=request.reason,
    )
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return LinesBackOrdered(tuple(line.id for line in lines))
