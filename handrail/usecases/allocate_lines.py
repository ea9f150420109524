"""Keep stock for released lines: recycled before new, oldest first, never the same item twice.
Refuses a line that does not wait for stock, and says at once when nothing is left; nothing unfit is ever chosen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.catalogue.states import Tracking
from handrail.core.moves import states_before
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions as order_actions
from handrail.orders.actions import NewAllocation
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.states import MOVES, LineEvent, LineState
from handrail.partners.queries import depots
from handrail.stock import actions as stock_actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, CountedMove, ItemScan
from handrail.stock.queries import ReadyUntil, ready_until
from handrail.stock.queries.candidates import Candidate, candidates
from handrail.stock.rules.choosing import CellFacts, Chosen, LineToSupply, Short, choose_stock, goes_out_on
from handrail.stock.rules.fitness import AssetFacts, reasons_against_issue
from handrail.stock.states import AssetState
from handrail.usecases._facts import facts_of
from handrail.usecases._scans import find_items
from handrail.visits.queries.depot import depot_of_lines

WAITING = states_before(MOVES, LineEvent.ALLOCATE)
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class LineWanted:
    """A line that needs stock. `code`: the very item that was picked up; empty: the best is chosen."""

    line_id: UUID
    code: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lines to supply from one store. `place_id` None: the user's own depot, else that of the first line's visit.

    `or_back_order`: what cannot be filled goes on back-order, instead of refusing all of it."""

    lines: tuple[LineWanted, ...]
    place_id: UUID | None = None
    or_back_order: bool = False


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item (with its number), or so many of a counted product and lot."""

    quantity: int
    recycled: bool
    asset_id: UUID | None = None
    number: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class LineKept:
    """A line with what is kept for it now."""

    line_id: UUID
    order_number: int
    product: str
    items: tuple[KeptItem, ...]


@dataclass(frozen=True, slots=True)
class LineShort:
    """A line that is on back-order now: `found` of the `wanted` pieces lie in the store."""

    line_id: UUID
    order_number: int
    product: str
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """What was kept for which line, and what went on back-order."""

    place_id: UUID
    kept: tuple[LineKept, ...]
    short: tuple[LineShort, ...]


@use_case(Event.LINES_ALLOCATED, needs=Permission.ALLOCATE)
def allocate_lines(change: Change, *, request: Wanted) -> Allocated:
    """Lines AUTHORISED or BACK_ORDERED → ALLOCATED, their items READY → HELD; counted stock alike."""
    lines = _lines(change, request)
    place_id = request.place_id or change.scope.depot_id or depot_of_lines(change.scope, [lines[0].id])
    if place_id is None:
        raise refuse(StockReason.UNKNOWN_PLACE, "place_id")
    chosen, short, numbers = _choose(change, request, lines, place_id)
    if short and not request.or_back_order:
        raise Refused(_none_ready(change, request, lines, short, place_id))
    _keep(change, lines, chosen)
    _back_order(change, lines, short)
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return _answer(place_id, lines, chosen, short, numbers)


def _lines(change: Change, request: Wanted) -> tuple[LineRow, ...]:
    """The lines, locked; raises `Refused` for those that do not wait for stock."""
    ids = [line.line_id for line in request.lines]
    if not ids:
        raise refuse(StockReason.NOTHING_SCANNED, "lines")
    if len(ids) > MOST_LINES:
        raise refuse(StockReason.TOO_MANY, "lines", most=MOST_LINES)
    found = lines_for_update(change.scope, ids)
    if len(found) < len(set(ids)):
        raise refuse(CallReason.NOT_FOUND, "lines")
    reasons = [
        Reason(
            StockReason.LINE_NOT_WAITING,
            _field(request, line.id),
            (("product", line.product_name), ("order", line.order_number), ("state", line.state.value)),
        )
        for line in found
        if line.state not in WAITING or line.supply_route == "retail_voucher"
    ]
    if reasons:
        raise Refused(reasons)
    return found


def _field(request: Wanted, line_id: UUID) -> str:
    index = next(index for index, line in enumerate(request.lines) if line.line_id == line_id)
    return f"lines.{index}"


def _choose(
    change: Change, request: Wanted, lines: Sequence[LineRow], place_id: UUID
) -> tuple[tuple[Chosen, ...], tuple[Short, ...], Mapping[UUID, str]]:
    """What is kept for which line, what is short, and the numbers of the items chosen."""
    named = {line.line_id: line.code for line in request.lines if line.code}
    by_hand, numbers = _named(change, request, lines, named, place_id) if named else ((), {})
    free = [line for line in lines if line.id not in named]
    if not free:
        return by_hand, (), numbers
    pieces: Counter[UUID] = Counter()
    for line in free:
        pieces[line.product_id] += line.quantity_left
    days = {(line.product_id, goes_out_on(line.due_at, change.at.today)) for line in free}
    wanted = [(product_id, pieces[product_id], day) for product_id, day in sorted(days)]
    found = candidates(change.scope, place_id=place_id, wanted=wanted, at=change.at)
    taken = {piece.asset_id for piece in by_hand}
    plan = choose_stock(
        [_to_supply(line) for line in free],
        [_item(one, one.asset_id) for one in found if one.asset_id and one.asset_id not in taken],
        [_cell(one) for one in found if one.asset_id is None],
        change.at.today,
    )
    numbers = {**numbers, **{one.asset_id: one.number for one in found if one.asset_id}}
    return (*by_hand, *plan.chosen), plan.short, numbers


def _named(
    change: Change, request: Wanted, lines: Sequence[LineRow], named: Mapping[UUID, str], place_id: UUID
) -> tuple[tuple[Chosen, ...], dict[UUID, str]]:
    """The very items that were scanned for lines; raises `Refused` for an unfit one or another product."""
    order = list(named)
    found = find_items(change.scope, [ItemScan(named[line_id]) for line_id in order], store=place_id)
    by_id = {line.id: line for line in lines}
    reasons: list[Reason] = []
    chosen: list[Chosen] = []
    for one in found.assets:
        line = by_id[order[one.index]]
        against = list(reasons_against_issue(facts_of(one.asset), goes_out_on(line.due_at, change.at.today)))
        if one.asset.product_id != line.product_id:
            params = (("number", one.asset.number), ("product", one.asset.product_name), ("wanted", line.product_name))
            against.append(Reason(StockReason.OTHER_PRODUCT, None, params))
        reasons += [Reason(reason.code, _field(request, line.id), reason.params) for reason in against]
        chosen.append(Chosen(line.id, one.asset.place_id, 1, one.asset.issues > 0, asset_id=one.asset.id))
    reasons += [
        Reason(StockReason.NEEDS_ITEM_LABEL, _field(request, order[one.index]), (("code", one.code),))
        for one in found.counted
    ]
    if reasons:
        raise Refused(reasons)
    return tuple(chosen), {one.asset.id: one.asset.number for one in found.assets}


def _to_supply(line: LineRow) -> LineToSupply:
    return LineToSupply(line.id, line.product_code, line.quantity_left, Tracking(line.tracking), line.due_at)


def _item(one: Candidate, asset_id: UUID) -> AssetFacts:
    return AssetFacts(
        asset_id=asset_id,
        number=one.number,
        product_code=one.product_code,
        state=AssetState.READY,
        place_id=one.place_id,
        bought_on=one.bought_on,
        issues=one.issues,
        electrical_test_due_on=one.electrical_test_due_on,
        examination_due_on=one.examination_due_on,
    )


def _cell(one: Candidate) -> CellFacts:
    return CellFacts(one.place_id, one.product_code, one.lot, AssetState.READY, one.quantity, one.recycled)


def _none_ready(
    change: Change, request: Wanted, lines: Sequence[LineRow], short: Sequence[Short], place_id: UUID
) -> list[Reason]:
    """Which lines cannot be filled here, and in which stores there is one."""
    by_id = {line.id: line for line in lines}
    products = {by_id[one.line_id].product_id for one in short}
    names = {store.id: store.name for store in depots(change.scope.contract_id)}
    ready = ready_until(change.scope, today=change.at.today, product_ids=products)
    return [_short(request, by_id[one.line_id], one, ready, names, place_id, change.at.today) for one in short]


def _short(
    request: Wanted,
    line: LineRow,
    one: Short,
    ready: Sequence[ReadyUntil],
    names: Mapping[UUID, str],
    place_id: UUID,
    today: date,
) -> Reason:
    """Why a line cannot be filled here: there are none, or the test of those that are there runs out too soon."""
    day = goes_out_on(line.due_at, today)
    mine = [part for part in ready if part.product_id == line.product_id]
    there: Counter[str] = Counter()
    for part in mine:
        if part.goes_on(day) and part.place_id != place_id and part.place_id in names:
            there[names[part.place_id]] += part.total
    too_soon = sum(part.total for part in mine if part.place_id == place_id and not part.goes_on(day))
    params: tuple[tuple[str, str | int], ...] = (
        ("product", line.product_name),
        ("order", line.order_number),
        ("wanted", one.wanted),
        ("found", one.found),
        ("elsewhere", ", ".join(f"{count} at {name}" for name, count in sorted(there.items())) or "none"),
    )
    if not too_soon:
        return Reason(StockReason.NONE_READY, _field(request, line.id), params)
    params = (*params, ("untested", too_soon), ("day", day.isoformat()))
    return Reason(StockReason.TEST_RUNS_OUT, _field(request, line.id), params)


def _keep(change: Change, lines: Sequence[LineRow], chosen: Sequence[Chosen]) -> None:
    if not chosen:
        return
    products = {line.id: line.product_id for line in lines}
    stock_actions.step_assets(
        [
            AssetStep(one.asset_id, (AssetState.READY,), (AssetState.HELD,), held_for=one.line_id)
            for one in chosen
            if one.asset_id
        ]
    )
    stock_actions.move_counted(
        [
            CountedMove(
                change.new_id(), products[one.line_id], one.quantity, one.place_id, AssetState.READY, one.place_id,
                AssetState.HELD, one.lot, line_id=one.line_id,
            )
            for one in chosen
            if one.asset_id is None
        ]
    )  # fmt: skip
    order_actions.allocate(
        contract_id=change.scope.contract_id,
        rows=[
            NewAllocation(change.new_id(), one.line_id, one.asset_id, one.lot, one.quantity, one.place_id, one.recycled)
            for one in chosen
        ],
        by_id=change.scope.user_id,
        at=change.at.happened_at,
    )
    order_actions.move_lines({one.line_id for one in chosen}, expected=WAITING, path=[LineState.ALLOCATED])
    for one in chosen:
        if one.asset_id:
            change.touched("asset", one.asset_id)


def _back_order(change: Change, lines: Sequence[LineRow], short: Sequence[Short]) -> None:
    missing = {one.line_id for one in short}
    new = [line.id for line in lines if line.id in missing and line.state is LineState.AUTHORISED]
    order_actions.back_order_lines(new, reason="nothing in the store that can go out in time")


def _answer(
    place_id: UUID,
    lines: Sequence[LineRow],
    chosen: Sequence[Chosen],
    short: Sequence[Short],
    numbers: Mapping[UUID, str],
) -> Allocated:
    kept: dict[UUID, list[KeptItem]] = {}
    for one in chosen:
        number = numbers[one.asset_id] if one.asset_id else ""
        kept.setdefault(one.line_id, []).append(KeptItem(one.quantity, one.recycled, one.asset_id, number, one.lot))
    missing = {one.line_id: one for one in short}
    return Allocated(
        place_id,
        tuple(
            LineKept(line.id, line.order_number, line.product_name, tuple(kept[line.id]))
            for line in lines
            if line.id in kept
        ),
        tuple(
            LineShort(line.id, line.order_number, line.product_name, missing[line.id].wanted, missing[line.id].found)
            for line in lines
            if line.id in missing
        ),
    )
