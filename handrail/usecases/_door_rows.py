"""Writes what the settling of a door decided: lines, stock, loans, tasks, what was found; one statement for each kind.
Refuses (STALE) what someone else moved since it was read."""

from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.states import EndReason, LoanState
from handrail.orders import actions as order_actions
from handrail.orders.actions import NewAllocation
from handrail.orders.queries import lines_for_update
from handrail.orders.states import HOLDS_STOCK, LineState
from handrail.stock import actions as stock_actions
from handrail.stock.plans import NewAsset
from handrail.visits import actions as visit_actions
from handrail.visits.actions.measuring import add_findings
from handrail.visits.rules.door_book import DoorBook

_KEPT = frozenset({LoanState.RETURN_REQUESTED, LoanState.REVIEW_DUE})


def write_book(change: Change, book: DoorBook) -> None:
    """Every row of the book. What was found comes first: the rows that need it name it."""
    if book.discrepancies:
        stock_actions.raise_discrepancies(book.discrepancies)
    visit_actions.close_tasks(list(book.closes.values()))
    _write_loans_ended(change, book)
    _write_lines(change, book)
    _write_stock(book)
    visit = book.facts.visit
    add_findings(
        book.measured, scope=change.scope, at=change.at, visit_id=visit.id, person_id=visit.person_id,
        new_id=change.new_id,
    )  # fmt: skip
    contract_id = change.scope.contract_id
    if book.loans:
        loan_actions.start_loans(book.loans, contract_id=contract_id)
    if book.gifts:
        loan_actions.give(book.gifts, contract_id=contract_id)
    if book.adaptations:
        loan_actions.fit(book.adaptations, contract_id=contract_id)


def _write_lines(change: Change, book: DoorBook) -> None:
    at = change.at.happened_at
    for state, ids in book.delivered.items():
        order_actions.deliver_lines(ids, at=at, expected=[state], path=[LineState.DELIVERED])
    order_actions.deliver_parts(book.part_delivered)
    _free_robbed_lines(change, book)
    order_actions.end_allocations(book.unkept_lines, at=at, how="DELIVERED")
    if book.rekept:
        rest = [
            NewAllocation(change.new_id(), row.line_id, None, row.lot, row.quantity, row.place_id, row.recycled)
            for row in book.rekept
        ]
        order_actions.allocate(contract_id=change.scope.contract_id, rows=rest, by_id=change.scope.user_id, at=at)


def _free_robbed_lines(change: Change, book: DoorBook) -> None:
    """Lines whose own item went elsewhere wait for another one."""
    if not book.robbed_lines:
        return
    waiting = [line.id for line in lines_for_update(change.scope, book.robbed_lines) if line.state in HOLDS_STOCK]
    order_actions.move_lines(
        waiting, expected=list(HOLDS_STOCK), path=[LineState.AUTHORISED], reason="HANDED_OVER_ANOTHERS"
    )
    order_actions.end_allocations(book.robbed_lines, at=change.at.happened_at, how="RELEASED")


def _write_stock(book: DoorBook) -> None:
    stock_actions.step_assets(list(book.asset_steps.values()))
    if book.new_assets:
        _number_new_assets(book)
        stock_actions.add_assets(book.new_assets)
    if book.counted:
        stock_actions.move_counted(book.counted)
    if book.repairs:
        stock_actions.add_repairs(book.repairs)
    if book.examinations:
        stock_actions.add_examinations(book.examinations)
        stock_actions.set_asset_columns([
            (one.of.asset_id, {"examination_due_on": one.examination_due_on})
            for one in book.examinations
            if one.of.asset_id
        ])  # fmt: skip


def _number_new_assets(book: DoorBook) -> None:
    """What came without a number of ours gets the next ones."""
    numbers = stock_actions.new_asset_numbers(len(book.new_assets))
    book.new_assets = [_numbered(asset, number) for asset, number in zip(book.new_assets, numbers, strict=True)]


def _numbered(asset: NewAsset, number: str) -> NewAsset:
    return NewAsset(**{name: getattr(asset, name) for name in NewAsset.__slots__} | {"number": number})


def _write_loans_ended(change: Change, book: DoorBook) -> None:
    loan_actions.end_loans(
        list(dict.fromkeys(book.loans_returned)), at=change.at.happened_at, reason=EndReason.RETURNED
    )
    loan_actions.take_back(book.part_back_rows())
    kept = [book.facts.loans[loan_id] for loan_id in dict.fromkeys(book.loans_kept)]
    kept = [loan for loan in kept if loan.state in _KEPT]
    loan_actions.move_loans(
        [loan.id for loan in kept], expected=list(_KEPT), path=[LoanState.ACTIVE], reason="STILL_NEEDED"
    )
    # Its day has passed and it was looked at just now: else it would fall due again tonight.
    looked_at = [loan.id for loan in kept if loan.review_on is None or loan.review_on <= book.day]
    loan_actions.set_review(looked_at, review_on=book.usual_review())
