"""Puts what was kept for lines back on the shelf, when they are cancelled, refused or changed.
Refuses (STALE) stock that moved on meanwhile; what is on a van stays there until the run is unloaded."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from handrail.identity.calls import Change
from handrail.orders import actions
from handrail.orders.actions import EndedAllocation
from handrail.orders.queries import LineRow
from handrail.orders.states import LineState
from handrail.stock import actions as stock_actions
from handrail.stock.plans import CountedMove
from handrail.stock.states import AssetState

IN_THE_STORE = frozenset({LineState.ALLOCATED, LineState.PICKED})


@dataclass(slots=True)
class Apart:
    """What of it is set apart instead: these items, and so many pieces by product, store and lot."""

    assets: Collection[UUID] = ()
    pieces: dict[tuple[UUID, UUID, str], int] = field(default_factory=dict)

    def take(self, product_id: UUID, kept: EndedAllocation) -> int:
        """How many pieces of what was kept are set apart; they are counted off."""
        key = (product_id, kept.place_id, kept.lot)
        count = min(self.pieces.get(key, 0), kept.quantity)
        if count:
            self.pieces[key] -= count
        return count


def back_to_shelf(
    change: Change, lines: Collection[LineRow], *, how: str, reason: str = "", apart: Apart | None = None
) -> None:
    """End what is kept in a store for these lines, as they were before this change. What was picked already stands
    somewhere else: it waits to be carried back. Four statements at most. Items in `apart` stay as they are, for the
    caller to move; pieces in it go to quarantine."""
    was = {line.id: line for line in lines if line.state in IN_THE_STORE}
    ended = actions.end_allocations(was, at=change.at.happened_at, how=how)
    picked = {line.id for line in was.values() if line.state is LineState.PICKED}
    aside = apart or Apart()
    for there, state in (
        ([kept for kept in ended if kept.line_id not in picked], AssetState.READY),
        ([kept for kept in ended if kept.line_id in picked], AssetState.PASSED),
    ):
        assets = {kept.asset_id for kept in there if kept.asset_id} - set(aside.assets)
        stock_actions.move_assets(assets, expected={AssetState.HELD}, path=[state], held_for=None, reason=reason)
        for asset_id in assets:
            change.touched("asset", asset_id)
    moves: list[CountedMove] = []
    for kept in ended:
        if kept.asset_id is None:
            product_id = was[kept.line_id].product_id
            gone = aside.take(product_id, kept)
            shelf = AssetState.PASSED if kept.line_id in picked else AssetState.READY
            for count, state in ((gone, AssetState.QUARANTINED), (kept.quantity - gone, shelf)):
                moves += [_move(change, kept, product_id, count, state, reason)] if count else []
    stock_actions.move_counted(moves)


def _move(
    change: Change, kept: EndedAllocation, product_id: UUID, count: int, state: AssetState, reason: str
) -> CountedMove:
    return CountedMove(
        change.new_id(), product_id, count, kept.place_id, AssetState.HELD, kept.place_id, state, kept.lot, reason,
        kept.line_id,
    )  # fmt: skip
