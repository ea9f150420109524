"""Put right a wrong scan, person or item by new moves that name the old ones; nothing that was recorded is erased.
Refuses what cannot be so: the same item or person again, an item never lent, a move that was mended already."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission, Role
from handrail.loans import actions as loan_actions
from handrail.loans.plans import LoanStart
from handrail.loans.queries import LoanRecord, home_of, loan_to_mend, loans_of_line, loans_out
from handrail.loans.states import EndReason, LoanState
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.queries.lines import lines_of_number
from handrail.orders.states import LineState
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import AssetStep, CountedMove, ItemScan, NewDiscrepancy
from handrail.stock.queries import AssetRow, cells
from handrail.stock.queries.counted import HandOver, counted_move_locked, hand_overs
from handrail.stock.queries.passport import moves_of
from handrail.stock.rules.mending import counts_elsewhere
from handrail.stock.states import AssetState
from handrail.usecases._following import open_wishes
from handrail.usecases._lines import let_go
from handrail.usecases._scans import find_items, require_store
from handrail.usecases._store import never_left
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.queries.depot import depot_of_lines
from handrail.visits.rules.requests import Asked, Wish

_S = AssetState


class MistakeKind(StrEnum):
    """What was recorded wrongly. WRONG_RETURN: it is with the person still; WRONG_COUNT: a move of counted stock."""

    WRONG_ITEM = "WRONG_ITEM"
    WRONG_PERSON = "WRONG_PERSON"
    WRONG_RETURN = "WRONG_RETURN"
    WRONG_COUNT = "WRONG_COUNT"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What to put right. `code`: the item that was scanned wrongly. `right_code`: the item that was really handed over.

    `right_person_id`: who really has it. `place_id`: the store where the wrongly scanned item really stands.
    A wrong count is named by its move (`move_id`), or by the order (`order_number`) and the product's `code`;
    `right_quantity`: how many it really were, none where it is not said."""

    kind: MistakeKind
    place_id: UUID
    reason: str
    code: str = ""
    right_code: str = ""
    right_person_id: UUID | None = None
    move_id: UUID | None = None
    order_number: int | None = None
    right_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """The discrepancy that tells the story, settled, and the loan that holds now where there is one."""

    discrepancy_id: UUID
    loan_id: UUID | None


@use_case(Event.SCAN_MENDED, needs=Permission.SETTLE_DISCREPANCY)
def mend_scan(change: Change, *, request: Mistake) -> Mended:
    """New moves, loans and lines as they should have been; the old ones stay and are named."""
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    match request.kind:
        case MistakeKind.WRONG_ITEM:
            return _wrong_item(change, request)
        case MistakeKind.WRONG_PERSON:
            return _wrong_person(change, request)
        case MistakeKind.WRONG_RETURN:
            return _wrong_return(change, request)
        case MistakeKind.WRONG_COUNT:
            return _wrong_count(change, request)


def _scanned(change: Change, request: Mistake, *codes: str) -> dict[str, AssetRow]:
    """The items by the code that was given for each, locked."""
    found = find_items(change.scope, [ItemScan(code) for code in codes], store=request.place_id)
    if found.counted:
        raise Refused([Reason(StockReason.NEEDS_ITEM_LABEL, "code", (("code", found.counted[0].code),))])
    return {codes[one.index]: one.asset for one in found.assets}


def _note(
    change: Change,
    request: Mistake,
    kind: DepotFinding,
    row: AssetRow | None,
    person_id: UUID | None,
    detail: str,
    product_id: UUID | None = None,
) -> UUID:
    """The story of the mistake, kept and settled by its mending. `product_id`: of counted stock, without a row."""
    note_id = change.new_id()
    actions.raise_discrepancies(
        [
            NewDiscrepancy(
                note_id, kind.value, Role.CONTROLLER.value, row.id if row else None,
                row.product_id if row else product_id, person_id, request.place_id, 1,
                request.code or str(request.move_id), f"{request.reason} ({detail})",
            )
        ]
    )  # fmt: skip
    actions.settle_discrepancies(
        [note_id], by=change.scope.user_id, at=change.at.happened_at, how=f"put right: {detail}"
    )
    change.touched("discrepancy", note_id, person_id)
    return note_id


def _step_named(change: Change, row: AssetRow) -> str:
    """The step that is put right, by its number in the item's history."""
    return f"puts right step {moves_of(change.scope, row.id)[0].seq} of {row.number}"


def _loan_of(change: Change, row: AssetRow, *, ended: bool) -> LoanRecord:
    loan = loan_to_mend(change.scope, asset_id=row.id)
    if loan is None or (loan.state is LoanState.ENDED) is not ended:
        raise refuse(StockReason.NOTHING_TO_MEND, "code", number=row.number)
    return loan


def _again(change: Change, loan: LoanRecord, row: AssetRow, person_id: UUID, address_id: UUID) -> LoanStart:
    """The loan as it should have been: from when the old one began."""
    own = person_id == loan.person_id
    return LoanStart(
        change.new_id(), person_id, address_id, row.product_id, 1, change.at.happened_at,
        loan.line_id if own else None, row.id, review_on=loan.review_on, price_pence=loan.price_pence,
        funding=loan.funding if own else {},
    )  # fmt: skip


def _wrong_item(change: Change, request: Mistake) -> Mended:
    """Not A but B was handed over: A is in the store, B is with the person."""
    if request.code.strip().upper() == request.right_code.strip().upper():
        raise refuse(StockReason.NOTHING_TO_MEND, "right_code", number=request.code)
    rows = _scanned(change, request, request.code, request.right_code)
    wrong, right = rows[request.code], rows[request.right_code]
    if wrong.state is not _S.ON_LOAN:
        raise refuse(StockReason.NOTHING_TO_MEND, "code", number=wrong.number)
    loan = _loan_of(change, wrong, ended=False)
    story = _step_named(change, wrong)
    note = _note(change, request, DepotFinding.WRONG_ITEM, right, loan.person_id, f"{story}; it was {right.number}")
    others = [lent.id for lent in loans_out(change.scope, asset_ids=[right.id])]
    loan_actions.end_loans([loan.id, *others], at=change.at.happened_at, reason=EndReason.MISTAKEN, note=story)
    let_go(change, {right.held_for_line_id} - {None}, how="MENDED", reason=story)  # type: ignore[arg-type]  # None is taken out
    shelf = never_left(change, wrong.product_id, wrong.lot)
    actions.step_assets(
        [
            AssetStep(wrong.id, (wrong.state,), (_S.HELD, shelf), request.place_id, None, story),
            AssetStep(
                right.id, (right.state,), (_S.ON_LOAN,), loan.address_id, None, story,
                {"discrepancy_id": note, "issues": right.issues + 1},
            ),
        ]
    )  # fmt: skip
    new = _again(change, loan, right, loan.person_id, loan.address_id)
    loan_actions.start_loans([new], contract_id=change.scope.contract_id)
    _touch(change, loan, new, wrong, right)
    return Mended(note, new.id)


def _wrong_person(change: Change, request: Mistake) -> Mended:
    """It went to Q, not to P: P's line waits again, the loan is Q's."""
    row = _scanned(change, request, request.code)[request.code]
    loan = _loan_of(change, row, ended=False)
    person_id = request.right_person_id
    if person_id is None or person_id == loan.person_id:
        raise refuse(StockReason.NOTHING_TO_MEND, "right_person_id", number=row.number)
    address_id = home_of(change.scope, person_id)
    if address_id is None:
        raise refuse(CallReason.NOT_FOUND, "right_person_id")
    story = _step_named(change, row)
    note = _note(change, request, DepotFinding.WRONG_PERSON, row, person_id, story)
    loan_actions.end_loans([loan.id], at=change.at.happened_at, reason=EndReason.MISTAKEN, note=story)
    actions.step_assets(
        [AssetStep(row.id, (row.state,), (_S.ON_LOAN,), address_id, None, story, {"discrepancy_id": note})]
    )
    if loan.line_id:
        lines = lines_for_update(change.scope, [loan.line_id])
        delivered = [line.id for line in lines if line.state is LineState.DELIVERED]
        order_actions.move_lines(
            delivered, expected=[LineState.DELIVERED], path=[LineState.AUTHORISED], reason=story, delivered_at=None
        )
    new = _again(change, loan, row, person_id, address_id)
    loan_actions.start_loans([new], contract_id=change.scope.contract_id)
    _touch(change, loan, new, row)
    return Mended(note, new.id)


def _wrong_return(change: Change, request: Mistake) -> Mended:
    """It never came back: the loan goes on, and the item is where it was lent."""
    row = _scanned(change, request, request.code)[request.code]
    loan = _loan_of(change, row, ended=True)
    story = _step_named(change, row)
    note = _note(change, request, DepotFinding.WRONG_SCAN, row, loan.person_id, story)
    if row.held_for_line_id:
        let_go(change, [row.held_for_line_id], how="MENDED", reason=story)
    actions.step_assets(
        [AssetStep(row.id, (row.state,), (_S.ON_LOAN,), loan.address_id, None, story, {"discrepancy_id": note})]
    )
    loan_actions.move_loans(
        [loan.id], expected=[LoanState.ENDED], path=[LoanState.ACTIVE], reason=story, ended_at=None, end_reason="",
        end_note="", quantity_back=0,
    )  # fmt: skip
    change.touched("loan", loan.id, loan.person_id)
    change.touched("asset", row.id, loan.person_id)
    return Mended(note, loan.id)


def _wrong_count(change: Change, request: Mistake) -> Mended:
    """So many never moved, or more did: the difference goes back or follows, and the new moves name the old."""
    if (request.right_quantity or 0) < 0:
        raise refuse(StockReason.QUANTITY_NOT_POSITIVE, "right_quantity")
    if request.order_number is not None:
        return _wrong_hand_over(change, request, _line_named(change, request))
    require_store(change.scope, request.place_id)
    move = counted_move_locked(change.scope, request.move_id) if request.move_id else None
    if move is None:
        raise refuse(CallReason.NOT_FOUND, "move_id")
    right = request.right_quantity or 0
    if move.mended or right == move.quantity:
        raise refuse(StockReason.NOTHING_TO_MEND, "move_id", number=move.product_name)
    if move.line_id and move.to_condition is _S.ON_LOAN and move.from_condition is not _S.ON_LOAN:
        return _wrong_hand_over(change, request, move.line_id, move.id)
    if counts_elsewhere(move.from_condition, move.to_condition):
        raise refuse(StockReason.COUNT_NOT_MENDABLE, "move_id", number=move.product_name)
    story = f"puts right a move of {move.quantity}: it was {right}"
    note = _note(change, request, DepotFinding.WRONG_SCAN, None, None, story, move.product_id)
    here, there = (move.from_place_id, move.from_condition), (move.to_place_id, move.to_condition)
    (start, was), (end, becomes) = (there, here) if right < move.quantity else (here, there)
    actions.move_counted(
        [
            CountedMove(
                change.new_id(), move.product_id, abs(move.quantity - right), start, was, end, becomes, move.lot,
                request.reason, None, note, move.id,
            )
        ]
    )  # fmt: skip
    change.touched("product", move.product_id)
    return Mended(note, None)


def _line_named(change: Change, request: Mistake) -> UUID:
    """The counted line of an order, by the order's number and the product's code. Raises `Refused(NOT_FOUND)`."""
    found = find_items(change.scope, [ItemScan(request.code)], store=request.place_id)
    products = {one.product_id for one in found.counted}
    lines = lines_of_number(change.scope, request.order_number or 0, products)
    if not lines:
        raise refuse(CallReason.NOT_FOUND, "order_number")
    return lines[0]


def _wrong_hand_over(change: Change, request: Mistake, line_id: UUID, move_id: UUID | None = None) -> Mended:
    """Another number was handed over than was recorded, by one move or in all: the loans are of the right number. What
    never left is on the shelf of the store again, and its line waits for what it lacks."""
    (line,) = lines_for_update(change.scope, [line_id])
    handed = hand_overs(change.scope, line_id)
    others = sum(one.left for one in handed if one.id != move_id) if move_id else 0
    right = others + (request.right_quantity or 0)
    loans = loans_of_line(change.scope, line_id)
    total = sum(one.left for one in handed)
    if line.state is not LineState.DELIVERED or total != sum(loan.quantity for loan in loans):
        raise refuse(StockReason.COUNT_NOT_MENDABLE, "code", number=line.product_name)
    if not handed or right == total:
        raise refuse(StockReason.NOTHING_TO_MEND, "right_quantity", number=line.product_name)
    story = f"puts right {total} handed over: it was {right}"
    note = _note(change, request, DepotFinding.WRONG_SCAN, None, line.person_id, story, line.product_id)
    if right > total:
        more = _more(change, request, loans[-1], handed[0], right - total)
        loan_actions.start_loans([more], contract_id=change.scope.contract_id)
    else:
        _take_back(change, request, line, handed, loans, total - right, note)
        # Of more than was ordered some may be too many, and nothing is still to be brought.
        if right < line.quantity:
            _wait_again(change, line, right, story)
    change.touched("line", line.id, line.person_id)
    change.touched("order", line.order_id, line.person_id)
    return Mended(note, None)


def _more(change: Change, request: Mistake, like: LoanRecord, handed: HandOver, count: int) -> LoanStart:
    """More was handed over: out of the store, and lent like the rest."""
    place = request.place_id
    there = cells(change.scope, place_ids=[place], product_ids=[like.product_id])
    found = sum(one.quantity for one in there if one.lot == handed.lot and one.condition is _S.READY)
    if found < count:
        raise refuse(StockReason.NOT_ENOUGH, "right_quantity", product=request.code, wanted=count, found=found)
    actions.move_counted(
        [
            CountedMove(
                change.new_id(), like.product_id, count, place, _S.READY, handed.home_id, _S.ON_LOAN, handed.lot,
                request.reason, like.line_id, None, handed.id,
            )
        ]
    )  # fmt: skip
    return _lent_like(change, like, count)


def _lent_like(change: Change, loan: LoanRecord, count: int) -> LoanStart:
    return LoanStart(
        change.new_id(), loan.person_id, loan.address_id, loan.product_id, count, loan.started_at, loan.line_id, None,
        loan.lot, loan.review_on, loan.price_pence, loan.funding,
    )  # fmt: skip


def _take_back(
    change: Change,
    request: Mistake,
    line: LineRow,
    handed: Sequence[HandOver],
    loans: Sequence[LoanRecord],
    count: int,
    note: UUID,
) -> None:
    """So many were never handed over, the latest first: each move is taken back by one that names it, and the loans go
    on for the rest."""
    moves: list[CountedMove] = []
    gone: dict[str, int] = {}
    for one in handed:
        back = min(one.left, count - sum(gone.values()))
        if back:
            gone[one.lot] = gone.get(one.lot, 0) + back
            home, shelf = (one.home_id, _S.ON_LOAN), (request.place_id, _S.HELD)
            moves += [
                CountedMove(
                    change.new_id(), line.product_id, back, *home, *shelf, one.lot, request.reason, None, note, one.id
                ),
                CountedMove(
                    change.new_id(), line.product_id, back, *shelf, request.place_id,
                    never_left(change, line.product_id, one.lot), one.lot, request.reason,
                ),
            ]  # fmt: skip
    actions.move_counted(moves)
    ended: list[UUID] = []
    rest: list[LoanStart] = []
    for loan in reversed(loans):
        less = min(loan.quantity, gone.get(loan.lot, 0))
        if less:
            gone[loan.lot] -= less
            ended.append(loan.id)
            rest += [_lent_like(change, loan, loan.quantity - less)] if loan.quantity > less else []
    loan_actions.end_loans(ended, at=change.at.happened_at, reason=EndReason.MISTAKEN, note=request.reason)
    if rest:
        loan_actions.start_loans(rest, contract_id=change.scope.contract_id)
    for loan_id in (*ended, *(loan.id for loan in rest)):
        change.touched("loan", loan_id, line.person_id)


def _wait_again(change: Change, line: LineRow, right: int, story: str) -> None:
    """What never came is still to be brought: the line waits for stock, and a visit for a day."""
    order_actions.move_lines(
        [line.id], expected=[LineState.DELIVERED], path=[LineState.AUTHORISED], reason=story, delivered_at=None,
        quantity_delivered=right,
    )  # fmt: skip
    depot_id = depot_of_lines(change.scope, [line.id])
    if depot_id is None:
        return
    wish = Wish(
        kind=TaskKind.DELIVER,
        person_id=line.person_id,
        address_id=line.address_id,
        depot_id=depot_id,
        product_id=line.product_id,
        due_at=line.due_at,
        speed_code=line.speed_code,
        quantity=line.quantity - right,
        line_id=line.id,
        crew=line.crew,
        fitting_minutes=line.fitting_minutes,
    )
    asked = Asked(AskedBy.DESK, change.scope.user_id, change.at.happened_at, story)
    open_wishes(change, [wish], asked, line.person_id)


def _touch(change: Change, old: LoanRecord, new: LoanStart, *rows: AssetRow) -> None:
    change.touched("loan", old.id, old.person_id)
    change.touched("loan", new.id, new.person_id)
    for row in rows:
        change.touched("asset", row.id, new.person_id)
