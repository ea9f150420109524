"""Load a run by scan: each item is checked against the run's list and goes onto its van.
Refuses an item not on the list, kept for another person, unknown, scanned twice, dirty or overdue, and names it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
from handrail.stock.queries import AssetRow, what_are
from handrail.stock.rules.fitness import IssueReason, reasons_against_issue
from handrail.stock.states import AssetState
from handrail.usecases._by_post import against_parcels
from handrail.usecases._counted_lines import CountWork, counted_lines
from handrail.usecases._facts import facts_of
from handrail.usecases._scans import (
    FoundAsset,
    FoundItems,
    against_codes,
    against_doubles,
    against_quantities,
    check_size,
    field_of,
    found_items,
)
from handrail.visits import actions as visit_actions
from handrail.visits.queries.depot import RunLine, depot_run, order_numbers, pick_list
from handrail.visits.rules.by_post import PostReason
from handrail.visits.states import RunState

# Something may be brought to a van that is out already.
LOADABLE = frozenset({RunState.PLANNED, RunState.RELEASED, RunState.OUT})
TO_LOAD = frozenset({LineState.ALLOCATED, LineState.PICKED})
COUNTED = CountWork(TO_LOAD, frozenset({LineState.LOADED}), StockReason.COUNT_LOADED_ALREADY)


@dataclass(frozen=True, slots=True)
class Loading:
    """What is put on the van of a run, or handed to the post. A counted code without quantity stands for the next whole
    line of it. `carrier_reference`: the number by which the carrier finds the parcel, where it gave one."""

    run_id: UUID
    items: tuple[ItemScan, ...]
    carrier_reference: str = ""


@dataclass(frozen=True, slots=True)
class LoadedLine:
    """A line that is on the van now: for which order and stop, and what it is."""

    line_id: UUID
    order_number: int
    visit_number: int
    stop: int | None
    product: str
    quantity: int
    number: str


@dataclass(frozen=True, slots=True)
class RunLoaded:
    """What was loaded in this call, and how many lines of the run are still to be loaded."""

    loaded: tuple[LoadedLine, ...]
    left: int


@use_case(Event.RUN_LOADED, needs=Permission.LOAD_RUN)
def load_run(change: Change, *, request: Loading) -> RunLoaded:
    """Items HELD → LOADED into the van's place, lines ALLOCATED or PICKED → LOADED; counted stock alike."""
    check_size(request.items)
    scanned = what_are(change.scope, [item.code for item in request.items])
    listed = _list(change, request.run_id)
    found = found_items(change.scope, request.items, scanned)
    counts, against_counts = counted_lines(COUNTED, listed, found.counted)
    reasons = [
        *against_quantities(request.items),
        *against_codes(scanned, request.items),
        *against_doubles(scanned),
        *_against_assets(change, listed, found.assets),
        *against_counts,
        *_against_recalled(counts),
    ]
    rows = [] if reasons else [*_lines_of_assets(listed, found), *counts]
    reasons += _against_parcels(change, rows, request.carrier_reference)
    if reasons:
        raise Refused(reasons)
    _load(change, rows)
    if request.carrier_reference:
        visit_actions.name_parcels({row.visit_id for row in rows}, request.carrier_reference)
    loaded = {row.line_id for row in rows}
    left = {row.line_id for row in listed if row.line_state is not LineState.LOADED} - loaded
    change.touched("run", request.run_id)
    return RunLoaded(_answer(rows), len(left))


def _list(change: Change, run_id: UUID) -> tuple[RunLine, ...]:
    """The run's list, its lines locked; raises `Refused` for a run that is unknown, empty or over."""
    listed = pick_list(change.scope, run_id, lock=True)
    if listed:
        if listed[0].run_state not in LOADABLE:
            raise refuse(StockReason.RUN_NOT_OPEN, "run_id", state=listed[0].run_state.value)
        return listed
    run = depot_run(change.scope, run_id)
    if run is None:
        raise refuse(CallReason.NOT_FOUND, "run_id")
    if run.state not in LOADABLE:
        raise refuse(StockReason.RUN_NOT_OPEN, "run_id", state=run.state.value)
    return ()


def _lines_of_assets(listed: Sequence[RunLine], found: FoundItems) -> list[RunLine]:
    by_asset = {row.asset_id: row for row in listed if row.asset_id}
    return [by_asset[one.asset.id] for one in found.assets]


def _against_assets(change: Change, listed: Sequence[RunLine], assets: Sequence[FoundAsset]) -> list[Reason]:
    by_line = {row.line_id: row for row in listed}
    others = {one.asset.held_for_line_id for one in assets if one.asset.held_for_line_id} - set(by_line)
    # Read only to say whose it is.
    numbers = order_numbers(change.scope, others) if others else {}
    return [
        Reason(reason.code, field_of(one.index), (*reason.params, ("product", one.asset.product_name)))
        for one in assets
        for reason in _against_asset(one.asset, by_line, numbers, change.at.today)
    ]


def _against_asset(
    asset: AssetRow, by_line: Mapping[UUID, RunLine], numbers: Mapping[UUID, int], today: date
) -> Iterator[Reason]:
    """Why this item may not go onto this van; nothing where it may."""
    named = ("number", asset.number)
    row = by_line.get(asset.held_for_line_id) if asset.held_for_line_id else None
    if row is not None:
        yield from _against_own(asset, row)
        return
    order = numbers.get(asset.held_for_line_id) if asset.held_for_line_id else None
    if order is not None:
        yield Reason(StockReason.FOR_ANOTHER_PERSON, None, (named, ("order", order)))
    against = [r for r in reasons_against_issue(facts_of(asset), today) if r.code is not IssueReason.HELD_FOR_ANOTHER]
    yield from against
    if not against and order is None:
        yield Reason(StockReason.NOT_ON_LIST, None, (named,))


def _against_own(asset: AssetRow, row: RunLine) -> Iterator[Reason]:
    """An item of this run's list: it may be on the van already, or have become unfit since it was chosen."""
    named = ("number", asset.number)
    if row.elsewhere:
        yield Reason(StockReason.LOADED_ELSEWHERE, None, (named, ("van", row.elsewhere)))
    elif asset.state is AssetState.LOADED:
        yield Reason(StockReason.LOADED_ALREADY, None, (named,))
    elif row.line_state not in TO_LOAD:
        yield Reason(StockReason.NOT_ON_LIST, None, (named,))
    else:
        # On the day it goes out, not only today.
        yield from reasons_against_issue(facts_of(asset), row.run_on, row.line_id)
        if row.alert and not asset.alert_reference:
            yield Reason(IssueReason.UNDER_ALERT, None, (("asset", asset.number), ("alert", row.alert)))


def _against_recalled(counts: Sequence[RunLine]) -> Iterator[Reason]:
    """Counted pieces that were recalled since they were chosen."""
    for row in counts:
        if row.alert:
            yield Reason(StockReason.COUNT_RECALLED, "items", (("product", row.product_name), ("alert", row.alert)))


def _against_parcels(change: Change, rows: Sequence[RunLine], reference: str) -> Iterator[Reason]:
    """What may not go by post by now: more may have been ordered since it was booked. A van has no reference."""
    sent = [row.visit_id for row in rows if row.by_post]
    yield from against_parcels(change, sent) if sent else ()
    if reference and rows and not sent:
        yield Reason(PostReason.NOT_A_CARRIER, "carrier_reference")


def _load(change: Change, rows: Sequence[RunLine]) -> None:
    if not rows:
        return
    van = rows[0].van_place_id
    stock_actions.move_assets(
        [row.asset_id for row in rows if row.asset_id],
        expected=[AssetState.HELD],
        path=[AssetState.LOADED],
        place_id=van,
    )
    stock_actions.move_counted(
        [
            CountedMove(
                change.new_id(), row.product_id, row.kept, row.place_id, AssetState.HELD, van, AssetState.LOADED,
                row.lot, line_id=row.line_id,
            )
            for row in rows
            if row.asset_id is None
        ]
    )  # fmt: skip
    for state, path in (
        (LineState.ALLOCATED, [LineState.PICKED, LineState.LOADED]),
        (LineState.PICKED, [LineState.LOADED]),
    ):
        ids = {row.line_id for row in rows if row.line_state is state}
        order_actions.move_lines(ids, expected=[state], path=path)
    for row in rows:
        change.touched("line", row.line_id, row.person_id)
        if row.asset_id:
            change.touched("asset", row.asset_id)


def _answer(rows: Sequence[RunLine]) -> tuple[LoadedLine, ...]:
    first = {row.line_id: row for row in reversed(rows)}
    return tuple(
        LoadedLine(
            row.line_id, row.order_number, row.visit_number, row.stop, row.product_name, row.quantity, row.number
        )
        for row in rows
        if first[row.line_id] is row
    )
