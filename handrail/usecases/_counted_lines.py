"""Finds the lines of a run's list that scans of counted products stand for: whole lines, in the order of the list.
Refuses part of a line, more than the list asks for, and what is done already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.orders.states import LineState
from handrail.stock.codes import StockReason
from handrail.usecases._scans import FoundCount, field_of
from handrail.visits.queries.depot import RunLine


@dataclass(frozen=True, slots=True)
class CountWork:
    """What is done with the lines: those of `states` wait for it; where none waits and one of `done` is there, a scan
    is answered with `already`; more than all of them hold, with `too_many`."""

    states: frozenset[LineState]
    done: frozenset[LineState]
    already: StockReason
    too_many: StockReason = StockReason.TOO_MANY_FOR_LIST


def counted_lines(
    work: CountWork, listed: Sequence[RunLine], counts: Sequence[FoundCount], *, last: Collection[UUID] = ()
) -> tuple[list[RunLine], list[Reason]]:
    """The lines that counted scans fill, and the reasons against the rest. A scan without a quantity stands for the
    next whole line; `last`: the lines that were named otherwise, which a scan takes only when no other is left."""
    waiting: dict[UUID, list[list[RunLine]]] = {}
    for row in sorted(listed, key=lambda row: (row.line_id in last, row.stop or 0, row.visit_number, str(row.line_id))):
        if row.asset_id is None and row.kept and row.line_state in work.states:
            lines = waiting.setdefault(row.product_id, [])
            if lines and lines[-1][0].line_id == row.line_id:
                lines[-1].append(row)
            else:
                lines.append([row])
    taken: list[RunLine] = []
    reasons: list[Reason] = []
    for one in counts:
        lines = waiting.get(one.product_id, [])
        named = ("product", one.product_name)
        if not lines:
            reasons.append(Reason(_why_none(work, listed, one.product_id), field_of(one.index), (named,)))
            continue
        sizes = [line[0].quantity for line in lines]
        wanted = one.quantity if one.quantity is not None else sizes[0]
        filled = lines_that_make(sizes, wanted)
        if filled is None:
            code = StockReason.NOT_WHOLE_LINE if wanted < sum(sizes) else work.too_many
            waits = sum(sizes)
            left, of = (wanted - waits, 0) if wanted > waits else _rest(sizes, wanted)
            numbers = (("left", left), ("wanted", of), ("listed", waits), ("scanned", wanted))
            reasons.append(Reason(code, field_of(one.index), (named, *numbers)))
            continue
        taken += [row for at in filled for row in lines[at]]
        waiting[one.product_id] = [line for at, line in enumerate(lines) if at not in filled]
    return taken, reasons


def _why_none(work: CountWork, listed: Sequence[RunLine], product_id: UUID) -> StockReason:
    """Why no line waits for this product: it is done, nothing is reserved for its line yet, or no line asks for it."""
    rows = [row for row in listed if row.product_id == product_id]
    if any(row.line_state in work.done for row in rows):
        return work.already
    # Only what a store is to give out is reserved first; what comes off a van was.
    waits = work.done and any(not row.kept for row in rows)
    return StockReason.COUNT_NOTHING_KEPT if waits else StockReason.COUNT_NOT_ON_LIST


def lines_that_make(sizes: Sequence[int], wanted: int) -> tuple[int, ...] | None:
    """The places of the lines whose pieces together are exactly so many; of several choices the first of the list."""
    reached: dict[int, tuple[int, ...]] = {0: ()}
    for at, size in enumerate(sizes):
        for made, places in list(reached.items()):
            if made + size <= wanted:
                reached.setdefault(made + size, (*places, at))
    return reached.get(wanted)


def _rest(sizes: Sequence[int], wanted: int) -> tuple[int, int]:
    """What is left over once whole lines were filled in the order of the list, and what the next one asks for."""
    for size in sizes:
        if wanted < size:
            return wanted, size
        wanted -= size
    return wanted, 0
