"""Puts what was kept for lines back on the shelf, when they are cancelled, refused or changed.
Refuses (STALE) stock that moved on meanwhile; what is on a van stays there until the run is unloaded."""

from collections.abc import Collection

from handrail.identity.calls import Change
from handrail.orders import actions
from handrail.orders.queries import LineRow
from handrail.orders.states import LineState
from handrail.stock import actions as stock_actions
from handrail.stock.plans import CountedMove
from handrail.stock.states import AssetState

IN_THE_STORE = frozenset({LineState.ALLOCATED, LineState.PICKED})


def back_to_shelf(change: Change, lines: Collection[LineRow], *, how: str, reason: str = "") -> None:
    """End what is kept in a store for these lines, as they were before this change. What was picked already stands
    somewhere else: it waits to be carried back. Four statements at most."""
    was = {line.id: line for line in lines if line.state in IN_THE_STORE}
    ended = actions.end_allocations(was, at=change.at.happened_at, how=how)
    picked = {line.id for line in was.values() if line.state is LineState.PICKED}
    for there, state in (
        ([kept for kept in ended if kept.line_id not in picked], AssetState.READY),
        ([kept for kept in ended if kept.line_id in picked], AssetState.PASSED),
    ):
        assets = {kept.asset_id for kept in there if kept.asset_id}
        stock_actions.move_assets(assets, expected={AssetState.HELD}, path=[state], held_for=None, reason=reason)
        for asset_id in assets:
            change.touched("asset", asset_id)
    stock_actions.move_counted(
        [
            CountedMove(
                id=change.new_id(),
                product_id=was[kept.line_id].product_id,
                lot=kept.lot,
                quantity=kept.quantity,
                from_place=kept.place_id,
                from_condition=AssetState.HELD,
                to_place=kept.place_id,
                to_condition=AssetState.PASSED if kept.line_id in picked else AssetState.READY,
                reason=reason,
                line_id=kept.line_id,
            )
            for kept in ended
            if kept.asset_id is None
        ]
    )
