"""Writes into the book what a collection settled: loans that ended, things on the van, what differed from the record.
Refuses nothing: what lies on the van is recorded as found; a difference has an owner."""

from collections.abc import Collection, Sequence
from uuid import UUID

from handrail.loans.rules import (
    Collected,
    CountedItem,
    LoanBack,
    OpenLoan,
    ScannedAsset,
    Settlement,
    settle_collection,
)
from handrail.stock.plans import AssetStep, CountedMove
from handrail.stock.rules.doubt import Aftermath, path_back
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.rules.aftermath import AT_DOORS
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import LoanFact, TaskFact
from handrail.visits.rules.report import TakenAway


def take_away(book: DoorBook, items: Sequence[TakenAway], left: Collection[UUID] = ()) -> None:
    """Read everything that was taken along. `left` are loans that the crew says it left where they are: pieces of the
    same product that came along are of another loan."""
    if not items:
        return
    read = _Read(book, items)
    settled = settle_collection(_open_loans(book, left), read.collected)
    for back in settled.back:
        _bring_back(book, read, back)
    _look_into(book, read, settled)


class _Read:
    """The report's items as the settlement takes them, with the code that was read for each."""

    def __init__(self, book: DoorBook, items: Sequence[TakenAway]) -> None:
        assets: list[ScannedAsset] = []
        counted: list[CountedItem] = []
        unknown: list[str] = []
        self.codes: dict[UUID, str] = {}
        self.notes: dict[UUID, str] = {}
        self.products = {product.code: product.id for product in book.facts.products.values()}
        for item in items:
            scan = book.facts.scans.get(item.code)
            loan = book.facts.loans.get(item.loan_id) if item.loan_id else None
            asset_id = scan.asset_id if scan and scan.asset_id else loan.asset_id if loan and not item.code else None
            product_id = loan.product_id if loan else scan.product_id if scan else None
            product = book.facts.products.get(product_id) if product_id else None
            if asset_id:
                assets.append(_scanned(book, asset_id))
                self.codes[asset_id], self.notes[asset_id] = item.code, item.note
            elif product and product.counted:
                counted.append(CountedItem(product.code, item.quantity, loan.lot if loan else ""))
                self.codes[product.id], self.notes[product.id] = item.code, item.note
            else:
                unknown.append(item.code)
        self.collected = Collected(assets, counted, unknown)


def _scanned(book: DoorBook, asset_id: UUID) -> ScannedAsset:
    asset = book.facts.assets[asset_id]
    loan = book.facts.loan_of_asset(asset_id)
    code = book.facts.products[asset.product_id].code
    return ScannedAsset(asset_id, code, asset.state, loan.person_id if loan else None, loan.id if loan else None)


def _open_loans(book: DoorBook, left: Collection[UUID]) -> list[OpenLoan]:
    facts = book.facts
    return [
        OpenLoan(
            loan.id,
            facts.products[loan.product_id].code,
            loan.left,
            _task_of(book, loan) is not None,
            loan.asset_id,
            loan.lot,
        )
        for loan in sorted(facts.loans.values(), key=lambda loan: str(loan.id))
        if facts.is_theirs(loan) and (loan.asset_id or loan.id not in left)
    ]


def _task_of(book: DoorBook, loan: LoanFact) -> TaskFact | None:
    return next((task for task in book.facts.tasks if task.kind is TaskKind.COLLECT and task.loan_id == loan.id), None)


def _bring_back(book: DoorBook, read: _Read, back: LoanBack) -> None:
    loan = book.facts.loans[back.loan_id]
    named = loan.asset_id or loan.product_id
    code = read.codes.get(named, "")
    found = None
    if back.extra:
        found = book.find(
            DoorFinding.TAKEN_EXTRA, asset_id=loan.asset_id, product_id=loan.product_id, quantity=back.quantity,
            code=code,
        )  # fmt: skip
        book.extras = True
    if back.ends:
        book.loans_returned.append(loan.id)
    else:
        book.part_backs[loan.id] = back.quantity
    if loan.asset_id:
        _to_van(book, loan.asset_id, found, read.notes.get(named, ""), Aftermath.CLEAN)
    else:
        _count_to_van(book, loan, back.quantity, code)
    task = _task_of(book, loan)
    if task:
        outcome = Outcome.DONE if back.quantity >= min(task.quantity, loan.left) else Outcome.PART_DONE
        book.close(task.id, outcome, back.quantity, note=read.notes.get(named, ""))


def _to_van(book: DoorBook, asset_id: UUID, discrepancy_id: UUID | None, reason: str, aftermath: Aftermath) -> None:
    asset = book.facts.assets[asset_id]
    if asset.held_for_line_id:
        book.robbed_lines.append(asset.held_for_line_id)
    book.asset_steps[asset_id] = AssetStep(
        id=asset_id,
        expected=[asset.state],
        path=path_back(aftermath),
        place_id=book.van_or_store,
        held_for=None,
        reason=reason,
        also={"discrepancy_id": discrepancy_id} if discrepancy_id else {},
    )


def _count_to_van(book: DoorBook, loan: LoanFact, count: int, code: str) -> None:
    """Out of the home's cell; what the cell does not hold comes in as found."""
    at_home = book.take_from_cells(loan.product_id, loan.address_id, AssetState.ON_LOAN, count, loan.lot)
    for lot, some in at_home:
        book.counted.append(_counted(book, loan.product_id, lot, some, loan.address_id, None))
    missing = count - sum(some for _, some in at_home)
    if missing:
        found = book.find(DoorFinding.TAKEN_NOT_ON_LOAN, product_id=loan.product_id, quantity=missing, code=code)
        book.counted.append(_counted(book, loan.product_id, loan.lot, missing, None, found))


def _counted(
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


def _look_into(book: DoorBook, read: _Read, settled: Settlement) -> None:
    """What was not this person's by the record: booked in as found, with an owner."""
    if settled.needs_owner:
        book.extras = True
    for asset in settled.from_others:
        if asset.loan_id:
            book.loans_returned.append(asset.loan_id)
        _look_into_asset(book, read, asset, DoorFinding.TAKEN_FROM_ANOTHER)
    for asset in settled.not_on_loan:
        _look_into_asset(book, read, asset, DoorFinding.TAKEN_NOT_ON_LOAN)
    for item in settled.more_than_lent:
        product_id = read.products[item.product_code]
        lent = any(loan.product_id == product_id for loan in book.facts.loans.values())
        kind = DoorFinding.TAKEN_MORE_THAN_LENT if lent else DoorFinding.TAKEN_NOT_ON_LOAN
        found = book.find(kind, product_id=product_id, quantity=item.quantity, code=read.codes.get(product_id, ""))
        book.counted.append(_counted(book, product_id, item.lot, item.quantity, None, found))
    for code in settled.unknown_codes:
        book.find(DoorFinding.TAKEN_UNKNOWN, code=code)


def _look_into_asset(book: DoorBook, read: _Read, asset: ScannedAsset, kind: DoorFinding) -> None:
    found = book.find(
        kind,
        asset_id=asset.asset_id,
        product_id=book.facts.assets[asset.asset_id].product_id,
        person_id=asset.lent_to,
        code=read.codes.get(asset.asset_id, ""),
    )
    _to_van(book, asset.asset_id, found, kind.value, AT_DOORS[kind])
