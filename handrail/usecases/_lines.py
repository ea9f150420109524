"""Takes stock away from lines that wait for it: they go back to those that need stock.
Refuses nothing: a line that has moved on by itself stays as it is."""

from collections.abc import Collection
from uuid import UUID

from handrail.identity.calls import Change
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.states import HOLDS_STOCK, LineState


def let_go(change: Change, line_ids: Collection[UUID], *, how: str, reason: str) -> tuple[LineRow, ...]:
    """End what is kept for these lines and send those that still wait back to AUTHORISED; three statements or none.

    `how` is kept with the allocation: RELEASED, QUARANTINED, LOST, RETURNED ..."""
    if not line_ids:
        return ()
    lines = lines_for_update(change.scope, line_ids)
    waiting = [line for line in lines if line.state in HOLDS_STOCK]
    order_actions.end_allocations([line.id for line in lines], at=change.at.happened_at, how=how)
    order_actions.move_lines(
        [line.id for line in waiting], expected=HOLDS_STOCK, path=[LineState.AUTHORISED], reason=reason
    )
    for line in waiting:
        change.touched("line", line.id, line.person_id)
    return lines
