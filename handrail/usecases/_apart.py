"""Takes what is set apart away from the lines that it was kept for: they wait for others, the rest goes to the shelf.
Refuses nothing: a line that has moved on by itself stays as it is."""

from collections.abc import Collection
from uuid import UUID

from handrail.identity.calls import Change
from handrail.orders import actions as order_actions
from handrail.orders.queries import lines_for_update
from handrail.orders.states import LineState
from handrail.usecases._lines import let_go
from handrail.usecases._shelf import IN_THE_STORE, Apart, back_to_shelf


def take_from_lines(change: Change, line_ids: Collection[UUID], apart: Apart, *, how: str, reason: str) -> None:
    """Lines ALLOCATED or PICKED → AUTHORISED; pieces in `apart` HELD → QUARANTINED, its items are the caller's to move,
    and what else was kept for these lines goes back to the shelf. A line on a van loses its item alone."""
    if not line_ids:
        return
    lines = lines_for_update(change.scope, line_ids)
    waiting = [line for line in lines if line.state in IN_THE_STORE]
    back_to_shelf(change, waiting, how=how, reason=reason, apart=apart)
    order_actions.move_lines(
        [line.id for line in waiting], expected=IN_THE_STORE, path=[LineState.AUTHORISED], reason=reason
    )
    for line in waiting:
        change.touched("line", line.id, line.person_id)
    let_go(change, [line.id for line in lines if line.state not in IN_THE_STORE], how=how, reason=reason)
