"""Decides what each thing taken along ends, and what about it differs from the record.
Refuses nothing: what lies on the van is recorded as found; a difference has an owner."""

from uuid import UUID

from handrail.stock.plans import AssetStep, CountedMove
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import AssetFact, LoanFact, ProductFact, TaskFact
from handrail.visits.rules.report import TakenAway

_TAKES = frozenset({TaskKind.COLLECT, TaskKind.SWAP})


def take_away(book: DoorBook, item: TakenAway) -> None:
    """Read one thing that was taken along."""
    scan = book.facts.scans.get(item.code)
    loan = book.facts.loans.get(item.loan_id) if item.loan_id else None
    asset_id = scan.asset_id if scan and scan.asset_id else loan.asset_id if loan and not item.code else None
    asset = book.facts.assets.get(asset_id) if asset_id else None
    product_id = loan.product_id if loan else scan.product_id if scan else None
    product = book.facts.products.get(product_id) if product_id else None
    if asset is not None:
        _take_asset(book, item, asset)
    elif product is not None and product.counted:
        _take_count(book, item, product, loan)
    else:
        book.extras = True
        book.find(DoorFinding.TAKEN_UNKNOWN, product_id=product_id, code=item.code, quantity=item.quantity)


def _take_asset(book: DoorBook, item: TakenAway, asset: AssetFact) -> None:
    loan = book.facts.loan_of_asset(asset.id)
    task = _task_of(book, loan, asset.id)
    kind = _about(book, loan, task)
    discrepancy_id = None
    if kind:
        owner = loan.person_id if loan else None
        discrepancy_id = book.find(
            kind, asset_id=asset.id, product_id=asset.product_id, code=item.code, person_id=owner
        )
    if loan:
        book.loans_returned.append(loan.id)
    if asset.held_for_line_id:
        book.robbed_lines.append(asset.held_for_line_id)
    book.asset_steps[asset.id] = AssetStep(
        id=asset.id,
        expected=[asset.state],
        path=[AssetState.RETURNED_DIRTY],
        place_id=book.van_or_store,
        held_for=None,
        reason=kind.value if kind else item.note[:200],
        also={"discrepancy_id": discrepancy_id} if discrepancy_id else {},
    )
    if task:
        book.close(task.id, Outcome.DONE, 1, note=item.note)
    else:
        book.extras = True


def _about(book: DoorBook, loan: LoanFact | None, task: TaskFact | None) -> DoorFinding | None:
    if loan is None:
        return DoorFinding.TAKEN_NOT_ON_LOAN
    if loan.person_id != book.facts.visit.person_id:
        return DoorFinding.TAKEN_FROM_ANOTHER
    return None if task else DoorFinding.TAKEN_EXTRA


def _task_of(book: DoorBook, loan: LoanFact | None, asset_id: UUID | None = None) -> TaskFact | None:
    for task in book.facts.tasks:
        if task.kind not in _TAKES:
            continue
        if (loan and task.loan_id == loan.id) or (asset_id and task.asset_id == asset_id):
            return task
    return None


def _take_count(book: DoorBook, item: TakenAway, product: ProductFact, named: LoanFact | None) -> None:
    """So many of a counted product: from the loan that was named, then from those that were asked for."""
    left = item.quantity
    for loan in _loans_of(book, product, named):
        count = min(left, loan.left - book.part_backs.get(loan.id, 0))
        if count <= 0 or loan.id in book.loans_returned:
            continue
        left -= count
        _bring_back(book, item, loan, count)
    if left:
        kind = DoorFinding.TAKEN_MORE_THAN_LENT if left < item.quantity else DoorFinding.TAKEN_NOT_ON_LOAN
        found = book.find(kind, product_id=product.id, quantity=left, code=item.code)
        book.counted.append(_to_van(book, product.id, "", left, None, found))
        book.extras = True


def _loans_of(book: DoorBook, product: ProductFact, named: LoanFact | None) -> list[LoanFact]:
    mine = [
        loan
        for loan in book.facts.loans.values()
        if loan.product_id == product.id and loan.asset_id is None and loan.person_id == book.facts.visit.person_id
    ]
    return sorted(mine, key=lambda loan: (loan is not named, _task_of(book, loan) is None, str(loan.id)))


def _bring_back(book: DoorBook, item: TakenAway, loan: LoanFact, count: int) -> None:
    back = book.part_backs.pop(loan.id, 0) + count
    if back == loan.left:
        book.loans_returned.append(loan.id)
    else:
        book.part_backs[loan.id] = back
    at_home = book.take_from_cells(loan.product_id, loan.address_id, AssetState.ON_LOAN, count, loan.lot)
    for lot, some in at_home:
        book.counted.append(_to_van(book, loan.product_id, lot, some, loan.address_id, None))
    missing = count - sum(some for _, some in at_home)
    if missing:
        found = book.find(DoorFinding.TAKEN_NOT_ON_LOAN, product_id=loan.product_id, quantity=missing, code=item.code)
        book.counted.append(_to_van(book, loan.product_id, loan.lot, missing, None, found))
    task = _task_of(book, loan)
    if task:
        done = Outcome.DONE if back >= min(task.quantity, loan.left) else Outcome.PART_DONE
        book.close(task.id, done, back, note=item.note)
    else:
        book.extras = True
        book.find(DoorFinding.TAKEN_EXTRA, product_id=loan.product_id, quantity=count, code=item.code)


def _to_van(
    book: DoorBook, product_id: UUID, lot: str, quantity: int, home_id: UUID | None, discrepancy_id: UUID | None
) -> CountedMove:
    return CountedMove(
        id=book.new_id(),
        product_id=product_id,
        quantity=quantity,
        lot=lot,
        from_place=home_id,
        from_condition=AssetState.ON_LOAN if home_id else None,
        to_place=book.van_or_store,
        to_condition=AssetState.RETURNED_DIRTY,
        reason="COLLECTED",
        discrepancy_id=discrepancy_id,
    )
