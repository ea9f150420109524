"""Pick what is kept for lines: taken off the shelf for a run, by scan or by ticking the list.
Refuses an item that is kept for nobody, and a line that has nothing to pick."""

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
from handrail.stock.plans import ItemScan
from handrail.usecases._scans import field_of, find_anywhere


@dataclass(frozen=True, slots=True)
class ToPick:
    """The lines that were ticked, and the items that were scanned (each stands for its line)."""

    line_ids: tuple[UUID, ...] = ()
    items: tuple[ItemScan, ...] = ()


@dataclass(frozen=True, slots=True)
class LinesPicked:
    """The lines that are picked now; those that were picked before are among them."""

    line_ids: tuple[UUID, ...]


@use_case(Event.LINES_PICKED, needs=Permission.LOAD_RUN)
def pick_lines(change: Change, *, request: ToPick) -> LinesPicked:
    """Lines ALLOCATED → PICKED; a line that is PICKED already stays so, because two people may pick one list."""
    ids = (*request.line_ids, *_scanned(change, request))
    if not ids:
        raise refuse(StockReason.NOTHING_SCANNED, "items")
    lines = lines_for_update(change.scope, ids)
    if len(lines) < len(set(ids)):
        raise refuse(CallReason.NOT_FOUND, "line_ids")
    reasons = [
        Reason(
            StockReason.LINE_HAS_NOTHING,
            "line_ids",
            (("product", line.product_name), ("order", line.order_number), ("state", line.state.value)),
        )
        for line in lines
        if line.state not in (LineState.ALLOCATED, LineState.PICKED)
    ]
    if reasons:
        raise Refused(reasons)
    order_actions.move_lines(
        [line.id for line in lines if line.state is LineState.ALLOCATED],
        expected=[LineState.ALLOCATED],
        path=[LineState.PICKED],
    )
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return LinesPicked(tuple(line.id for line in lines))


def _scanned(change: Change, request: ToPick) -> tuple[UUID, ...]:
    """The lines that the scanned items are kept for."""
    if not request.items:
        return ()
    found = find_anywhere(change.scope, request.items)
    reasons = [
        Reason(StockReason.NOT_ON_LIST, field_of(one.index), (("number", one.asset.number),))
        for one in found.assets
        if one.asset.held_for_line_id is None
    ]
    reasons += [
        Reason(StockReason.TICK_COUNTED, field_of(one.index), (("product", one.product_name),)) for one in found.counted
    ]
    if reasons:
        raise Refused(reasons)
    return tuple(one.asset.held_for_line_id for one in found.assets if one.asset.held_for_line_id)
