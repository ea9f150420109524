"""Put right a wrong scan, person or item by new moves that name the old ones; nothing that was recorded is erased.
Refuses what cannot be so: the same item or person again, an item never lent, a move that was mended already."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission, Role
from handrail.loans import actions as loan_actions
from handrail.loans.plans import LoanStart
from handrail.loans.queries import LoanRecord, home_of, loan_to_mend, loans_out
from handrail.loans.states import EndReason, LoanState
from handrail.orders import actions as order_actions
from handrail.orders.queries import lines_for_update
from handrail.orders.states import LineState
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import AssetStep, CountedMove, ItemScan, NewDiscrepancy
from handrail.stock.queries import AssetRow
from handrail.stock.queries.counted import counted_move
from handrail.stock.queries.passport import moves_of
from handrail.stock.states import AssetState
from handrail.usecases._lines import let_go
from handrail.usecases._scans import find_items

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
    `move_id`: the wrong move of counted stock."""

    kind: MistakeKind
    place_id: UUID
    reason: str
    code: str = ""
    right_code: str = ""
    right_person_id: UUID | None = None
    move_id: UUID | None = None


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
    actions.step_assets(
        [
            AssetStep(wrong.id, (wrong.state,), (_S.HELD, _S.READY), request.place_id, None, story),
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
    """A move of counted stock that never was: the same pieces go back, and the new move names the old."""
    move = counted_move(change.scope, request.move_id) if request.move_id else None
    if move is None:
        raise refuse(CallReason.NOT_FOUND, "move_id")
    if move.mended:
        raise refuse(StockReason.NOTHING_TO_MEND, "move_id", number=move.product_name)
    story = f"puts right a move of {move.quantity}"
    note = _note(change, request, DepotFinding.WRONG_SCAN, None, None, story, move.product_id)
    actions.move_counted(
        [
            CountedMove(
                change.new_id(), move.product_id, move.quantity, move.to_place_id, move.to_condition,
                move.from_place_id, move.from_condition, move.lot, request.reason, None, note, move.id,
            )
        ]
    )  # fmt: skip
    change.touched("product", move.product_id)
    return Mended(note, None)


def _touch(change: Change, old: LoanRecord, new: LoanStart, *rows: AssetRow) -> None:
    change.touched("loan", old.id, old.person_id)
    change.touched("loan", new.id, new.person_id)
    for row in rows:
        change.touched("asset", row.id, new.person_id)
