"""Take off a van what was not handed over: kept for the same line, back on the shelf, to be cleaned, or set apart.
Refuses what is not on this van, part of a line, and a place that is no store. What a cancelled line left behind never
waits for it; what came back faulty, dirty or under an alert is fit for nobody. While stops are to come, page and API
ask first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions as order_actions
from handrail.orders.states import LineState
from handrail.stock import actions as stock_actions
from handrail.stock.codes import CameBack, StockReason
from handrail.stock.plans import CountedMove, ItemScan
from handrail.stock.states import AssetState
from handrail.usecases._counted_lines import CountWork, counted_lines
from handrail.usecases._scans import FoundItems, field_of, find_items, require_store
from handrail.visits.queries.depot import RunLine, depot_run
from handrail.visits.queries.on_van import left_on_van
from handrail.visits.queries.unloading import AtItsDoor, at_doors
from handrail.visits.rules.unloading import KEPT_PATH, PATHS, SaidOfThing, pieces

COUNTED = CountWork(
    frozenset({LineState.LOADED, LineState.CANCELLED, LineState.REFUSED}),
    frozenset(),
    StockReason.COUNT_NOT_ON_LIST,
    StockReason.TOO_MANY_FOR_VAN,
)


@dataclass(frozen=True, slots=True)
class Unloading:
    """What comes off the van into a store; no items: everything. A counted code without quantity stands for all of it.
    `keep`: for the same line and its next visit.

    `said`: how things came back, where the depot says so; the reason given at the door counts for the rest. `sure`: it
    is known that stops are still to come; None: nobody is asked, as where no page and no call stands behind it."""

    run_id: UUID
    place_id: UUID
    items: tuple[ItemScan, ...] = ()
    keep: bool = True
    reason: str = ""
    said: tuple[SaidOfThing, ...] = ()
    sure: bool | None = None


@dataclass(frozen=True, slots=True)
class RunUnloaded:
    """How many lines keep their stock, and how many pieces went back on the shelf, to be cleaned, or were set apart."""

    kept_lines: int
    shelved: int
    to_clean: int = 0
    set_apart: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """So many pieces of one row that go the same way. `how` None: kept for the line."""

    row: RunLine
    quantity: int
    how: CameBack | None

    @property
    def path(self) -> tuple[AssetState, ...]:
        return KEPT_PATH if self.how is None else PATHS[self.how]


@use_case(Event.RUN_UNLOADED, needs=Permission.LOAD_RUN)
def unload_run(change: Change, *, request: Unloading) -> RunUnloaded:
    """Items LOADED → HELD (→ READY), RETURNED_DIRTY or QUARANTINED in the store; lines LOADED → ALLOCATED, or
    AUTHORISED when let go."""
    if depot_run(change.scope, request.run_id) is None:
        raise refuse(CallReason.NOT_FOUND, "run_id")
    on_van = left_on_van(change.scope, request.run_id)
    rows = _chosen(change, request, on_van)
    if not rows:
        raise refuse(StockReason.NOTHING_SCANNED, "items")
    _refuse_said_of_others(request, on_van)
    doors = at_doors(change.scope, request.run_id)
    _ask_about_stops(request, rows, doors)
    parts = _parts(request, rows, doors)
    _move(change, request, parts)
    kept = {part.row.line_id for part in parts if part.how is None}
    _settle_lines(change, request, kept, [row for row in rows if row.line_id not in kept])
    change.touched("run", request.run_id)
    return RunUnloaded(
        len(kept), _count(parts, CameBack.FIT), _count(parts, CameBack.DIRTY), _count(parts, CameBack.FAULTY)
    )


def _refuse_said_of_others(request: Unloading, on_van: Sequence[RunLine]) -> None:
    """A word that fits nothing on the van is a slip: unheard, a faulty thing would count as fit."""
    there = {(row.line_id, row.asset_id, row.lot) for row in on_van}
    for index, one in enumerate(request.said):
        if (one.line_id, one.asset_id, one.lot) not in there:
            raise refuse(CallReason.NOT_FOUND, f"said.{index}")


def _count(parts: Sequence[_Part], how: CameBack) -> int:
    return sum(part.quantity for part in parts if part.how is how)


def _ask_about_stops(request: Unloading, rows: Sequence[RunLine], doors: Mapping[UUID, AtItsDoor]) -> None:
    """The things of a stop that is still to come stay on the van, until somebody is sure. Before the van has left, one
    thing comes off it as it went on; all of it at once is asked about."""
    if request.sure is not False:
        return
    if not request.items:
        _ask_about_load(rows, doors)
    losing: dict[UUID, list[RunLine]] = {}
    for row in rows:
        door = doors.get(row.line_id)
        if door and door.to_come:
            losing.setdefault(door.visit_id, []).append(row)
    if losing:
        raise Refused([_stop_to_come(there) for there in losing.values()])


def _ask_about_load(rows: Sequence[RunLine], doors: Mapping[UUID, AtItsDoor]) -> None:
    waiting = [row for row in rows if (door := doors.get(row.line_id)) and door.waits and not door.to_come]
    if waiting:
        stops = len({doors[row.line_id].visit_id for row in waiting})
        things = sum(row.kept for row in waiting)
        raise refuse(StockReason.LOAD_TO_GO, "sure", things=things, stops=stops)


def _stop_to_come(rows: Sequence[RunLine]) -> Reason:
    stop = f"Stop {rows[0].stop or '-'}, visit {rows[0].visit_number},"
    things = "; ".join(dict.fromkeys(row.number or row.product_name for row in rows))
    return Reason(StockReason.STOP_TO_COME, "sure", (("stop", stop), ("things", things)))


def _parts(request: Unloading, rows: Sequence[RunLine], doors: Mapping[UUID, AtItsDoor]) -> list[_Part]:
    """Which pieces go which way. A line that loses a piece waits for another one, so none of it is kept for it."""
    said = {(one.line_id, one.asset_id, one.lot): one for one in request.said}
    reasons = {line_id: door.reason for line_id, door in doors.items()}
    split = [
        (row, _pieces(row, said.get((row.line_id, row.asset_id, row.lot)), reasons.get(row.line_id, "")))
        for row in rows
    ]
    unfit = {row.line_id for row, counts in split if any(how is not CameBack.FIT for how, _ in counts)}
    return [
        _Part(row, count, None if _is_kept(request, row, unfit) else how)
        for row, counts in split
        for how, count in counts
    ]


def _pieces(row: RunLine, said: SaidOfThing | None, reason: str) -> tuple[tuple[CameBack, int], ...]:
    """What a safety alert names is set apart, however it looks."""
    return ((CameBack.FAULTY, row.kept),) if row.alert else pieces(row.kept, said, reason)


def _is_kept(request: Unloading, row: RunLine, unfit: set[UUID]) -> bool:
    return request.keep and row.line_state is LineState.LOADED and row.line_id not in unfit


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


def _move(change: Change, request: Unloading, parts: Sequence[_Part]) -> None:
    for how in (None, *CameBack):
        there = [part for part in parts if part.how is how]
        assets = [part.row.asset_id for part in there if part.row.asset_id]
        if assets:
            line = {} if how is None else {"held_for": None}
            stock_actions.move_assets(
                assets, expected=[AssetState.LOADED], path=there[0].path, place_id=request.place_id,
                reason=request.reason, **line,
            )  # fmt: skip
    stock_actions.move_counted(
        [move for part in parts if part.row.asset_id is None for move in _counted(change, request, part)]
    )
    for part in parts:
        change.touched("line", part.row.line_id, part.row.person_id)
        if part.row.asset_id:
            change.touched("asset", part.row.asset_id)


def _counted(change: Change, request: Unloading, part: _Part) -> list[CountedMove]:
    row, steps = part.row, [AssetState.LOADED, *part.path]
    return [
        CountedMove(
            change.new_id(), row.product_id, part.quantity, row.van_place_id if index == 0 else request.place_id,
            steps[index], request.place_id, steps[index + 1], row.lot, request.reason, row.line_id,
        )
        for index in range(len(part.path))
    ]  # fmt: skip


def _settle_lines(change: Change, request: Unloading, kept: set[UUID], shelved: Sequence[RunLine]) -> None:
    order_actions.move_lines(kept, expected=[LineState.LOADED], path=[LineState.ALLOCATED], reason=request.reason)
    # What is kept lies in this store from now on, which may be another than it came from.
    order_actions.place_allocations(kept, place_id=request.place_id)
    gone = {row.line_id for row in shelved}
    order_actions.end_allocations(gone, at=change.at.happened_at, how="UNLOADED")
    order_actions.move_lines(
        {row.line_id for row in shelved if row.line_state is LineState.LOADED},
        expected=[LineState.LOADED],
        path=[LineState.AUTHORISED],
        reason=request.reason,
    )
