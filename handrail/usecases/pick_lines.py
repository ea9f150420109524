"""Pick what is kept for lines: taken off the shelf for a run, by scan or by ticking the list.
Refuses an item that is kept for nobody or for what is not on the run's list, one that is picked already, part of a
counted line, and a line that has nothing to pick."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.states import LineState
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan
from handrail.stock.queries import what_are
from handrail.usecases._counted_lines import CountWork, counted_lines
from handrail.usecases._scans import FoundAsset, against_scans, check_size, field_of, found_items
from handrail.visits.queries.depot import RunLine, depot_run, pick_list

COUNTED = CountWork(
    frozenset({LineState.ALLOCATED}),
    frozenset({LineState.PICKED, LineState.LOADED}),
    StockReason.COUNT_PICKED_ALREADY,
)


@dataclass(frozen=True, slots=True)
class ToPick:
    """The lines that were ticked, and the items that were scanned (each stands for its line). `run_id`: the run whose
    list is in hand; nothing else is picked then. A counted product says which line only on the list of a run: so many
    of it stand for whole lines, without a quantity for the next one."""

    line_ids: tuple[UUID, ...] = ()
    items: tuple[ItemScan, ...] = ()
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LinesPicked:
    """The lines that are picked now; those that were picked before are among them, `new_line_ids` leaves them out."""

    line_ids: tuple[UUID, ...]
    new_line_ids: tuple[UUID, ...] = ()


@use_case(Event.LINES_PICKED, needs=Permission.LOAD_RUN)
def pick_lines(change: Change, *, request: ToPick) -> LinesPicked:
    """Lines ALLOCATED → PICKED; a line that was ticked and is PICKED already stays so, because two people may pick one
    list. An item is scanned once."""
    rows = _rows(change, request.run_id)
    listed = None if rows is None else frozenset(row.line_id for row in rows)
    scanned, counted, wrong = _scanned(change, request, rows)
    ids = (*request.line_ids, *(line_id for _, line_id in scanned), *counted)
    if not ids:
        raise Refused(wrong or [Reason(StockReason.NOTHING_SCANNED, "items")])
    lines = lines_for_update(change.scope, ids)
    if len(lines) < len(set(ids)):
        raise refuse(CallReason.NOT_FOUND, "line_ids")
    by_id = {line.id: line for line in lines}
    reasons = [*wrong, *(reason for one, line_id in scanned for reason in _against_scan(one, by_id[line_id], listed))]
    by_scan = {line_id for _, line_id in scanned} | counted
    reasons += [reason for line in lines for reason in _against_line(line, listed, by_scan)]
    if reasons:
        raise Refused(reasons)
    new = [line.id for line in lines if line.state is LineState.ALLOCATED]
    order_actions.move_lines(new, expected=[LineState.ALLOCATED], path=[LineState.PICKED])
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return LinesPicked(tuple(line.id for line in lines), tuple(new))


def _rows(change: Change, run_id: UUID | None) -> tuple[RunLine, ...] | None:
    """The run's list, its lines locked; None where no run is named. Raises `Refused` for one that is not there."""
    if run_id is None:
        return None
    if depot_run(change.scope, run_id) is None:
        raise refuse(CallReason.NOT_FOUND, "run_id")
    return pick_list(change.scope, run_id, lock=True)


def _against_scan(one: FoundAsset, line: LineRow, listed: frozenset[UUID] | None) -> Iterator[Reason]:
    """Why an item is not picked: it waits for what is not on the list, or was taken off the shelf before."""
    field, number = field_of(one.index), ("number", one.asset.number)
    if listed is not None and line.id not in listed:
        said = (number, ("product", line.product_name), ("order", line.order_number))
        yield Reason(StockReason.NOT_ON_RUN, field, said)
    elif line.state is LineState.PICKED:
        yield Reason(StockReason.PICKED_ALREADY, field, (number,))
    elif line.state is LineState.LOADED:
        yield Reason(StockReason.LOADED_ALREADY, field, (number,))


def _against_line(line: LineRow, listed: frozenset[UUID] | None, by_scan: Collection[UUID]) -> Iterator[Reason]:
    """Why a line is not picked; what was scanned for it is told at its scan."""
    if listed is not None and line.id not in listed:
        if line.id not in by_scan:
            named = (("product", line.product_name), ("order", line.order_number))
            yield Reason(StockReason.LINE_NOT_ON_RUN, "line_ids", named)
    elif line.state not in (LineState.ALLOCATED, LineState.PICKED) and not (
        line.id in by_scan and line.state is LineState.LOADED
    ):
        said = (("product", line.product_name), ("order", line.order_number), ("state", line.state.value))
        yield Reason(StockReason.LINE_HAS_NOTHING, "line_ids", said)


def _scanned(
    change: Change, request: ToPick, rows: Sequence[RunLine] | None
) -> tuple[list[tuple[FoundAsset, UUID]], frozenset[UUID], list[Reason]]:
    """The scanned items, each with the line that it is kept for, the lines that counted things were scanned for, and
    what is wrong with the other scans: whoever stands at the shelf is told of all of them at once."""
    if not request.items:
        return [], frozenset(), []
    check_size(request.items)
    read = what_are(change.scope, [scan.code for scan in request.items])
    found = found_items(change.scope, request.items, read)
    reasons = [
        *against_scans(request.items, read),
        *(
            Reason(StockReason.NOT_ON_LIST, field_of(one.index), (("number", one.asset.number),))
            for one in found.assets
            if one.asset.held_for_line_id is None
        ),
    ]
    counted: list[RunLine] = []
    if rows is None:
        reasons += [
            Reason(StockReason.TICK_COUNTED, field_of(one.index), (("product", one.product_name),))
            for one in found.counted
        ]
    else:
        counted, against = counted_lines(COUNTED, rows, found.counted, last=request.line_ids)
        reasons += against
    items = [(one, one.asset.held_for_line_id) for one in found.assets if one.asset.held_for_line_id]
    return items, frozenset(row.line_id for row in counted), reasons
