"""Put right a wrong scan, person or item by new moves that name the old ones; nothing that was recorded is erased.
Refuses what cannot be so: the same item or person again, an item never lent, a move that was mended already."""

from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.plans import LoanStart
from handrail.loans.queries import LoanRecord, home_of, loan_to_mend, loans_out
from handrail.loans.states import EndReason, LoanState
from handrail.orders.queries.lines import lines_of_number
from handrail.people.queries import record_ids
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import AssetStep, CountedMove, ItemScan
from handrail.stock.queries import AssetRow
from handrail.stock.queries.counted import CountedMoveRow, counted_move_locked
from handrail.stock.rules.mending import counts_elsewhere, hands_over, takes_from_home
from handrail.stock.states import AssetState
from handrail.usecases._already_taken import swap_unfit
from handrail.usecases._charges_back import return_charges_back
from handrail.usecases._credit_back import take_credit_back
from handrail.usecases._lines import let_go
from handrail.usecases._mend_back import wrong_return, wrong_return_by_move
from handrail.usecases._mend_given import given_last, given_wrong_item, given_wrong_person, given_wrong_return
from handrail.usecases._mend_handed import wrong_hand_over
from handrail.usecases._mistakes import (
    Mended,
    Mistake,
    MistakeKind,
    line_waits_again,
    note_mistake,
    note_unfit,
    step_named,
)
from handrail.usecases._scans import find_items, require_store
from handrail.usecases._store import never_left
from handrail.visits.codes import AskedBy, DoorFinding

_S = AssetState


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
        case MistakeKind.WRONG_COUNT | MistakeKind.WRONG_COUNT_BACK:
            return _wrong_count(change, request)


def _scanned(change: Change, request: Mistake, *codes: str) -> dict[str, AssetRow]:
    """The items by the code that was given for each, locked."""
    found = find_items(change.scope, [ItemScan(code) for code in codes], store=request.place_id)
    if found.counted:
        raise Refused([Reason(StockReason.NEEDS_ITEM_LABEL, "code", (("code", found.counted[0].code),))])
    return {codes[one.index]: one.asset for one in found.assets}


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
    """Not A but B was handed over: A is in the store, B is with the person, or swapped at once where it was not fit."""
    if request.code.strip().upper() == request.right_code.strip().upper():
        raise refuse(StockReason.NOTHING_TO_MEND, "right_code", number=request.code)
    rows = _scanned(change, request, request.code, request.right_code)
    wrong, right = rows[request.code], rows[request.right_code]
    if wrong.state is _S.GIFTED:
        return given_wrong_item(change, request, wrong, right)
    if wrong.state is not _S.ON_LOAN:
        raise refuse(StockReason.NOTHING_TO_MEND, "code", number=wrong.number)
    loan = _loan_of(change, wrong, ended=False)
    story = step_named(change, wrong)
    note = note_mistake(
        change, request, DepotFinding.WRONG_ITEM, right, loan.person_id, f"{story}; it was {right.number}"
    )
    unfit = note_unfit(change, request, right, loan.person_id, loan.address_id)
    others = [lent.id for lent in loans_out(change.scope, asset_ids=[right.id])]
    loan_actions.end_loans([loan.id, *others], at=change.at.happened_at, reason=EndReason.MISTAKEN, note=story)
    let_go(change, {right.held_for_line_id} - {None}, how="MENDED", reason=story)  # type: ignore[arg-type]  # None is taken out
    back = never_left(change, wrong)
    actions.step_assets(
        [
            AssetStep(wrong.id, (wrong.state,), back, request.place_id, None, story),
            AssetStep(
                right.id, (right.state,), (_S.ON_LOAN,), loan.address_id, None, story,
                {"discrepancy_id": unfit or note, "issues": right.issues + 1},
            ),
        ]
    )  # fmt: skip
    new = _again(change, loan, right, loan.person_id, loan.address_id)
    loan_actions.start_loans([new], contract_id=change.scope.contract_id)
    if unfit:
        swap_unfit(change, [new], {right.id: (DoorFinding.HANDED_OVER_UNFIT,)}, own=frozenset(), by=AskedBy.DESK)
    _touch(change, loan, new, wrong, right)
    return Mended(note, new.id)


def _wrong_person(change: Change, request: Mistake) -> Mended:
    """It went to Q, not to P: P's line waits again, the loan is Q's."""
    row = _scanned(change, request, request.code)[request.code]
    if row.state is _S.GIFTED:
        return given_wrong_person(change, request, row)
    loan = _loan_of(change, row, ended=False)
    person_id = request.right_person_id
    if person_id is None or person_id in record_ids(change.scope, loan.person_id):
        raise refuse(StockReason.NOTHING_TO_MEND, "right_person_id", number=row.number)
    address_id = home_of(change.scope, person_id)
    if address_id is None:
        raise refuse(CallReason.NOT_FOUND, "right_person_id")
    story = step_named(change, row)
    note = note_mistake(change, request, DepotFinding.WRONG_PERSON, row, person_id, story)
    loan_actions.end_loans([loan.id], at=change.at.happened_at, reason=EndReason.MISTAKEN, note=story)
    actions.step_assets(
        [AssetStep(row.id, (row.state,), (_S.ON_LOAN,), address_id, None, story, {"discrepancy_id": note})]
    )
    line_waits_again(change, loan.line_id, story)
    new = _again(change, loan, row, person_id, address_id)
    loan_actions.start_loans([new], contract_id=change.scope.contract_id)
    _touch(change, loan, new, row)
    return Mended(note, new.id)


def _wrong_return(change: Change, request: Mistake) -> Mended:
    """It never came back: the loan goes on, and the item is where it was lent."""
    row = _scanned(change, request, request.code)[request.code]
    if gift := given_last(change, row):
        return given_wrong_return(change, request, row, gift)
    loan = _loan_of(change, row, ended=True)
    story = step_named(change, row)
    note = note_mistake(change, request, DepotFinding.WRONG_SCAN, row, loan.person_id, story)
    if row.held_for_line_id:
        let_go(change, [row.held_for_line_id], how="MENDED", reason=story)
    actions.step_assets(
        [AssetStep(row.id, (row.state,), (_S.ON_LOAN,), loan.address_id, None, story, {"discrepancy_id": note})]
    )
    loan_actions.move_loans(
        [loan.id], expected=[LoanState.ENDED], path=[LoanState.ACTIVE], reason=story, ended_at=None, end_reason="",
        end_note="", quantity_back=0,
    )  # fmt: skip
    also = return_charges_back(change, loan.id, loan.line_id, story)
    take_credit_back(change, {loan.id: loan.quantity_due}, story, also=also)
    change.touched("loan", loan.id, loan.person_id)
    change.touched("asset", row.id, loan.person_id)
    return Mended(note, loan.id)


def _wrong_count(change: Change, request: Mistake) -> Mended:
    """So many never moved, or more did: the difference goes back or follows, and the new moves name the old."""
    if (request.right_quantity or 0) < 0:
        raise refuse(StockReason.QUANTITY_NOT_POSITIVE, "right_quantity")
    came_back = request.kind is MistakeKind.WRONG_COUNT_BACK
    if request.order_number is not None:
        line_id = _line_named(change, request)
        return wrong_return(change, request, line_id) if came_back else wrong_hand_over(change, request, line_id)
    require_store(change.scope, request.place_id)
    move = counted_move_locked(change.scope, request.move_id) if request.move_id else None
    if move is None:
        raise refuse(CallReason.NOT_FOUND, "order_number" if came_back else "move_id")
    if move.mended or (request.right_quantity or 0) == move.quantity:
        raise refuse(StockReason.NOTHING_TO_MEND, "move_id", number=move.product_name)
    if move.line_id and hands_over(move.from_condition, move.to_condition):
        return wrong_hand_over(change, request, move.line_id, move.id)
    if takes_from_home(move.from_condition, move.to_condition):
        return wrong_return_by_move(change, request, move)
    if counts_elsewhere(move.from_condition, move.to_condition):
        raise refuse(StockReason.COUNT_NOT_MENDABLE, "move_id", number=move.product_name)
    return _plain_count(change, request, move)


def _plain_count(change: Change, request: Mistake, move: CountedMoveRow) -> Mended:
    """Between stores, or from and to the world outside: no loan or line counts these pieces."""
    right = request.right_quantity or 0
    story = f"puts right a move of {move.quantity}: it was {right}"
    note = note_mistake(change, request, DepotFinding.WRONG_SCAN, None, None, story, move.product_id)
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


def _touch(change: Change, old: LoanRecord, new: LoanStart, *rows: AssetRow) -> None:
    change.touched("loan", old.id, old.person_id)
    change.touched("loan", new.id, new.person_id)
    for row in rows:
        change.touched("asset", row.id, new.person_id)


__all__ = ["Mended", "Mistake", "MistakeKind", "mend_scan"]
