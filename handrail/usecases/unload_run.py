"""Take off a van what was not handed over: kept for the same line, or back on the shelf for others.
Refuses what is not on this van, part of a line, and a place that is no store. What a cancelled line left behind always
goes back on the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions as order_actions
from handrail.orders.states import LineState
from handrail.stock import actions as stock_actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import CountedMove, ItemScan
from handrail.stock.states import AssetState
from handrail.usecases._counted_lines import CountWork, counted_lines
from handrail.usecases._scans import FoundItems, field_of, find_items, require_store
from handrail.visits.queries.depot import RunLine, depot_run, left_on_van

COUNTED = CountWork(
    frozenset({LineState.LOADED, LineState.CANCELLED, LineState.REFUSED}),
    frozenset(),
    StockReason.COUNT_NOT_ON_LIST,
    StockReason.TOO_MANY_FOR_VAN,
)


@dataclass(frozen=True, slots=True)
class Unloading:
    """What comes off the van into a store; no items: everything. A counted code without quantity stands for all of it.
    `keep`: for the same line and its next visit."""

    run_id: UUID
    place_id: UUID
    items: tuple[ItemScan, ...] = ()
    keep: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunUnloaded:
    """How many lines keep their stock, and how many pieces went back on the shelf."""

    kept_lines: int
    shelved: int


@use_case(Event.RUN_UNLOADED, needs=Permission.LOAD_RUN)
def unload_run(change: Change, *, request: Unloading) -> RunUnloaded:
    """Items LOADED → HELD (→ READY) in the store; lines LOADED → ALLOCATED, or AUTHORISED when let go."""
    if depot_run(change.scope, request.run_id) is None:
        raise refuse(CallReason.NOT_FOUND, "run_id")
    rows = _chosen(change, request, left_on_van(change.scope, request.run_id))
    if not rows:
        raise refuse(StockReason.NOTHING_SCANNED, "items")
    kept = [row for row in rows if request.keep and row.line_state is LineState.LOADED]
    shelved = [row for row in rows if row not in kept]
    _move(change, request, kept, [AssetState.HELD], shelf=False)
    _move(change, request, shelved, [AssetState.HELD, AssetState.READY], shelf=True)
    _settle_lines(change, request, kept, shelved)
    change.touched("run", request.run_id)
    return RunUnloaded(len({row.line_id for row in kept}), sum(row.kept for row in shelved))


def _chosen(change: Change, request: Unloading, on_van: Sequence[RunLine]) -> list[RunLine]:
    """The rows to unload: all, or those scanned. Raises `Refused` for what is not on the van, and for no store."""
    if not request.items:
        require_store(change.scope, request.place_id)
        return list(on_van)
    found = find_items(change.scope, request.items, store=request.place_id)
    assets = {row.asset_id for row in on_van if row.asset_id}
    products = {row.product_id for row in on_van if row.asset_id is None}
    reasons = [
        Reason(StockReason.NOT_ON_THIS_VAN, field_of(one.index), (("number", one.asset.number),))
        for one in found.assets
        if one.asset.id not in assets
    ]
    reasons += [
        Reason(StockReason.NOT_ON_THIS_VAN, field_of(one.index), (("number", one.product_name),))
        for one in found.counted
        if one.product_id not in products
    ]
    said = [one for one in found.counted if one.quantity is not None and one.product_id in products]
    counted, against = counted_lines(COUNTED, on_van, said)
    if reasons := [*reasons, *against]:
        raise Refused(reasons)
    lines = {row.line_id for row in counted}
    return [row for row in on_van if row.line_id in lines or _is_scanned(row, found)]


def _is_scanned(row: RunLine, found: FoundItems) -> bool:
    """Whether the item was scanned, or its product without saying how many."""
    if row.asset_id:
        return row.asset_id in {one.asset.id for one in found.assets}
    return row.product_id in {one.product_id for one in found.counted if one.quantity is None}


def _move(
    change: Change, request: Unloading, rows: Sequence[RunLine], path: Sequence[AssetState], *, shelf: bool
) -> None:
    if not rows:
        return
    assets = [row.asset_id for row in rows if row.asset_id]
    line = {"held_for": None} if shelf else {}
    stock_actions.move_assets(
        assets, expected=[AssetState.LOADED], path=path, place_id=request.place_id, reason=request.reason, **line
    )
    steps = [AssetState.LOADED, *path]
    stock_actions.move_counted(
        [
            CountedMove(
                change.new_id(), row.product_id, row.kept, row.van_place_id if index == 0 else request.place_id,
                steps[index], request.place_id, steps[index + 1], row.lot, request.reason, row.line_id,
            )
            for row in rows
            if row.asset_id is None
            for index in range(len(path))
        ]
    )  # fmt: skip
    for row in rows:
        change.touched("line", row.line_id, row.person_id)
        if row.asset_id:
            change.touched("asset", row.asset_id)


def _settle_lines(change: Change, request: Unloading, kept: Sequence[RunLine], shelved: Sequence[RunLine]) -> None:
    order_actions.move_lines(
        {row.line_id for row in kept}, expected=[LineState.LOADED], path=[LineState.ALLOCATED], reason=request.reason
    )
    # What is kept lies in this store from now on, which may be another than it came from.
    order_actions.place_allocations({row.line_id for row in kept}, place_id=request.place_id)
    gone = {row.line_id for row in shelved}
    order_actions.end_allocations(gone, at=change.at.happened_at, how="UNLOADED")
    order_actions.move_lines(
        {row.line_id for row in shelved if row.line_state is LineState.LOADED},
        expected=[LineState.LOADED],
        path=[LineState.AUTHORISED],
        reason=request.reason,
    )
