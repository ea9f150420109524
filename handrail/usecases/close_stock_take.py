"""Close a stock take: what differs becomes moves and discrepancies with an owner, and the record is right again.
Refuses while something is uncounted, unless the counter says that what was not counted is not there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission, Role
from handrail.loans import actions as loan_actions
from handrail.loans.queries import loans_out
from handrail.loans.states import EndReason
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import AssetStep, CountedMove, NewDiscrepancy
from handrail.stock.queries import assets_for_update
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.queries.takes import (
    CountedCell,
    CountedItem,
    TakeFact,
    take_cells,
    take_for_update,
    take_items,
    unknown_codes,
)
from handrail.stock.rules.doubt import path_when_counted
from handrail.stock.rules.recalls import Recalls
from handrail.stock.states import IN_A_STORE, INITIAL, AssetState
from handrail.usecases._credit import credits_of_return
from handrail.usecases._found_again import end_visits_for, settle_not_found
from handrail.usecases._lines import let_go
from handrail.usecases._posting import post
from handrail.visits.queries.held import hold_visits

WHY = "stock take"


@dataclass(frozen=True, slots=True)
class TakeToClose:
    """Which stock take; `rest_is_missing`: what was not counted is not in the store."""

    take_id: UUID
    rest_is_missing: bool = False


@dataclass(frozen=True, slots=True)
class TakeClosed:
    """How many things were as recorded, and what was found: items and pieces by `DepotFinding`."""

    as_recorded: int
    found: dict[str, int]


@dataclass(slots=True)
class _Book:
    """What closing writes."""

    change: Change
    take: TakeFact
    steps: list[AssetStep] = field(default_factory=list)
    counted: list[CountedMove] = field(default_factory=list)
    notes: list[NewDiscrepancy] = field(default_factory=list)
    let_go: list[UUID] = field(default_factory=list)
    back: list[UUID] = field(default_factory=list)

    def note(self, kind: DepotFinding, *, asset_id: UUID | None = None, product_id: UUID | None = None,
             quantity: int = 1, code: str = "", detail: str = "") -> UUID:  # fmt: skip
        """Something that differs, with the depot as its owner."""
        note_id = self.change.new_id()
        self.notes.append(
            NewDiscrepancy(
                note_id, kind.value, Role.DEPOT.value, asset_id, product_id, None, self.take.place_id, quantity, code,
                detail,
            )
        )  # fmt: skip
        return note_id


@use_case(Event.STOCK_TAKE_CLOSED, needs=Permission.KEEP_STOCK)
def close_stock_take(change: Change, *, request: TakeToClose) -> TakeClosed:
    """Missing items → LOST, items from elsewhere moved here, cells put right by moves that name their discrepancy."""
    take = take_for_update(change.scope, request.take_id)
    if take is None:
        raise refuse(CallReason.NOT_FOUND, "take_id")
    if not take.is_open:
        raise refuse(StockReason.TAKE_CLOSED, "take_id")
    items, cells = take_items(change.scope, take), take_cells(change.scope, take)
    missing = sum(1 for item in items if not item.seen) + sum(1 for cell in cells if cell.counted is None)
    if missing and not request.rest_is_missing:
        raise refuse(StockReason.TAKE_NOT_COMPLETE, "rest_is_missing", missing=missing)
    book = _Book(change, take)
    _items(book, items)
    recalls = open_recalls(change.scope, {cell.product_id for cell in cells})
    for cell in cells:
        _cell(book, cell, recalls)
    for code in unknown_codes(change.scope, take.id):
        book.note(DepotFinding.COUNT_UNKNOWN, code=code)
    _write(book)
    right = sum(1 for item in items if item.seen and item.here) + sum(1 for cell in cells if _difference(cell) == 0)
    found: dict[str, int] = {}
    for note in book.notes:
        found[note.kind] = found.get(note.kind, 0) + abs(note.quantity)
    return TakeClosed(right, found)


def _items(book: _Book, items: Sequence[CountedItem]) -> None:
    wrong = [item for item in items if not (item.seen and item.here)]
    # Locked before they are judged again: somebody may have moved one since it was read.
    scope, ids = book.change.scope, [item.asset_id for item in wrong]
    hold_visits(scope, assets=ids)
    loans_out(scope, asset_ids=ids)
    rows = {row.id: row for row in assets_for_update(scope, ids)}
    for item in wrong:
        row = rows[item.asset_id]
        if not item.seen:
            note = book.note(DepotFinding.COUNT_MISSING, asset_id=row.id, product_id=row.product_id)
            _step(book, row.id, row.state, (AssetState.LOST,), None, note)
        elif row.state is AssetState.LOADED or (row.place_id == book.take.place_id and row.state in IN_A_STORE):
            book.note(DepotFinding.COUNT_ELSEWHERE, asset_id=row.id, detail=f"recorded as {row.state.value}")
            continue
        else:
            detail = f"recorded at {row.place_name or 'a home'} as {row.state.value}"
            note = book.note(DepotFinding.COUNT_ELSEWHERE, asset_id=row.id, product_id=row.product_id, detail=detail)
            _step(book, row.id, row.state, path_when_counted(row.state), book.take.place_id, note)
        if row.state is AssetState.ON_LOAN:
            book.back.append(row.id)
        if row.held_for_line_id:
            book.let_go.append(row.held_for_line_id)


def _step(
    book: _Book, asset_id: UUID, was: AssetState, path: Sequence[AssetState], place_id: UUID | None, note: UUID
) -> None:
    book.steps.append(AssetStep(asset_id, (was,), path, place_id, None, WHY, {"discrepancy_id": note}))


def _difference(cell: CountedCell) -> int:
    """How many more (or fewer) were counted than the record held at that moment."""
    return -cell.recorded if cell.counted is None else cell.counted - cell.recorded_then


def _cell(book: _Book, cell: CountedCell, recalls: Recalls) -> None:
    # What moved since the count is right already: only the difference found then is put right now.
    more = max(_difference(cell), -cell.recorded)
    if more == 0:
        return
    kind = DepotFinding.COUNT_SURPLUS if more > 0 else DepotFinding.COUNT_MISSING
    note = book.note(kind, product_id=cell.product_id, quantity=more, detail=cell.condition.value)
    if cell.condition not in INITIAL:
        # Reserved pieces: the lines they are for are looked at by hand.
        return
    place = book.take.place_id
    enters = more > 0
    # More of what is recalled was found: it joins what was set apart.
    alert = enters and recalls.alert(cell.product_id, cell.lot)
    condition = AssetState.QUARANTINED if alert else cell.condition
    book.counted.append(
        CountedMove(
            book.change.new_id(), cell.product_id, abs(more), None if enters else place,
            None if enters else cell.condition, place if enters else None, condition if enters else None, cell.lot,
            WHY, discrepancy_id=note,
        )
    )  # fmt: skip


def _write(book: _Book) -> None:
    change = book.change
    let_go(change, book.let_go, how="COUNTED", reason=WHY)
    actions.raise_discrepancies(book.notes)
    actions.step_assets(book.steps)
    actions.move_counted(book.counted)
    if book.back:
        loans = loans_out(change.scope, asset_ids=book.back)
        loan_actions.end_loans(
            [loan.id for loan in loans], at=change.at.happened_at, reason=EndReason.RETURNED, note=WHY
        )
        settle_not_found(change, book.back, "It was found: it was counted in a store")
        end_visits_for(change, [loan.id for loan in loans], "What was to be fetched was counted in a store", reason=WHY)
        for loan in loans:
            change.touched("loan", loan.id, loan.person_id)
        post(change, credits_of_return(change, {loan.id: loan.left for loan in loans}))
    actions.close_take(book.take.id)
    change.touched("stock_take", book.take.id)
    for step in book.steps:
        change.touched("asset", step.id)
