"""Put released lines on back-order: nothing is ready for them. They are tried again when stock becomes ready.
Says then or later when a supplier's delivery is expected. Refuses lines that wait for something else."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions as order_actions
from handrail.orders.queries import lines_for_update
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import LineState
from handrail.stock.codes import StockReason


@dataclass(frozen=True, slots=True)
class BackOrder:
    """The lines, and what is said about them. `expected`: when the supplier's delivery is expected and from whom; with
    it lines on back-order are taken too, and it replaces what was said before (None: nothing is said about it)."""

    line_ids: tuple[UUID, ...]
    reason: str
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class LinesBackOrdered:
    """The lines that are on back-order now."""

    line_ids: tuple[UUID, ...]


@use_case(Event.LINES_BACK_ORDERED, needs=Permission.ALLOCATE)
def back_order_lines(change: Change, *, request: BackOrder) -> LinesBackOrdered:
    """Lines AUTHORISED → BACK_ORDERED with the reason; of those on back-order, when their delivery is expected."""
    if not request.line_ids:
        raise refuse(StockReason.NOTHING_SCANNED, "line_ids")
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    expected = request.expected or NOT_KNOWN
    if expected.on is not None and expected.on < change.at.today:
        raise refuse(StockReason.EXPECTED_DAY_PAST, "expected_on", on=expected.on.isoformat())
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
        if line.state is not LineState.AUTHORISED and not (request.expected and line.state is LineState.BACK_ORDERED)
    ]
    if reasons:
        raise Refused(reasons)
    order_actions.back_order_lines(
        [line.id for line in lines if line.state is LineState.AUTHORISED], reason=request.reason, expected=expected
    )
    order_actions.expect_lines([line.id for line in lines if line.state is LineState.BACK_ORDERED], expected)
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return LinesBackOrdered(tuple(line.id for line in lines))
