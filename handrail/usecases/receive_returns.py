"""Book in by scan what comes back, off a van or over the counter, and what nobody expected, as it is found.
Refuses only what cannot be told apart: an unreadable code, the same item twice, a thing still loaded for delivery.
A page may ask first about what the record has on another van; it is booked in as found once somebody is sure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.queries import LoanOut, loans_out
from handrail.loans.states import EndReason
from handrail.people.queries import all_seen
from handrail.stock import actions as stock_actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import CaredFor, ItemDone, ItemScan, NewContamination
from handrail.stock.queries import Scanned, ScannedKind, cells, what_are
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.queries.stated import stated_since_back
from handrail.stock.rules.care import InfectionRisk, Statement
from handrail.stock.states import AssetState
from handrail.usecases._credit import credits_of_return
from handrail.usecases._found_again import end_visits_for, settle_not_found
from handrail.usecases._lines import let_go
from handrail.usecases._posting import post
from handrail.usecases._returning import ReturnBook, is_serialised, loans_by_asset, on_another_van, van_counts
from handrail.usecases._scans import (
    STORES,
    FoundItems,
    against_doubles,
    against_quantities,
    check_size,
    field_of,
    found_items,
)
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.vans import last_drivers


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """One scan of what came back. `looks_like`: the product's code, where the item's own code says nothing to us."""

    code: str
    quantity: int | None = None
    lot: str = ""
    looks_like: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What came into which store. `van_id`: off this van (its place); None: over the counter, `person_id` whose.

    `sure_of`: the numbers of items that are to be taken in although the record has them on another van, any other such
    item is asked about; None: nobody is asked, all is booked in as found."""

    place_id: UUID
    items: tuple[ReturnedItem, ...]
    van_id: UUID | None = None
    person_id: UUID | None = None
    statement: Statement | None = None
    sure_of: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class FoundNote:
    """Something that differs from the record and now has an owner: a `stock.codes.DepotFinding`, the code read."""

    discrepancy_id: UUID
    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class ReturnsReceived:
    """What was booked in, and what differed from the record."""

    items: tuple[ItemDone, ...]
    found: tuple[FoundNote, ...]
    loans_ended: int


@use_case(Event.RETURNS_RECEIVED, needs=Permission.KEEP_STOCK)
def receive_returns(change: Change, *, request: Returned) -> ReturnsReceived:
    """Items → RETURNED_DIRTY in the store, their loans ended, and credited where the terms credit what comes back; what
    nobody expected or knows, and what is recalled, is set apart from there."""
    scans = [ItemScan(item.code, item.quantity, item.lot) for item in request.items]
    check_size(scans)
    if request.person_id is not None and not all_seen(change.scope, [request.person_id]):
        raise refuse(CallReason.NOT_FOUND, "person_id")
    scanned, looks = _scanned(change, request, scans)
    _hold_lent(change, scanned)
    found = found_items(change.scope, scans, scanned)
    _refuse_loaded(found)
    _ask_about_vans(change, request, found)
    book = _book(change, request, found, scanned, looks)
    _write(change, request, book)
    back = {loan.id: loan.left for loan in book.ended} | {part.loan_id: part.quantity for part in book.part_back}
    post(change, credits_of_return(change, back))
    return ReturnsReceived(
        tuple(book.items),
        tuple(FoundNote(row.id, row.kind, row.code_read) for row in book.found),
        len(book.ended),
    )


def _scanned(
    change: Change, request: Returned, scans: Sequence[ItemScan]
) -> tuple[Sequence[Scanned], dict[int, Scanned]]:
    """What each code is, and what the unknown ones look like; one statement for both and the places."""
    guesses = {index: item.looks_like for index, item in enumerate(request.items) if item.looks_like}
    places = [str(request.place_id), *([str(request.van_id)] if request.van_id else [])]
    answers = what_are(change.scope, [*(scan.code for scan in scans), *places, *guesses.values()])
    scanned, rest = answers[: len(scans)], answers[len(scans) :]
    store, van, guessed = rest[0], rest[1 : len(places)], rest[len(places) :]
    reasons = [
        *([] if store.place_kind in STORES else [Reason(StockReason.UNKNOWN_PLACE, "place_id")]),
        *([Reason(StockReason.UNKNOWN_PLACE, "van_id")] if van and van[0].place_kind != "VAN" else []),
        *against_quantities(scans),
        *against_doubles(scanned),
    ]
    for index, one in enumerate(scanned):
        code = _against(one)
        if code is not None:
            reasons.append(Reason(code, field_of(index), (("code", one.code),)))
    looks = dict(zip(guesses, guessed, strict=True))
    for index, guess in looks.items():
        if guess.kind is not ScannedKind.PRODUCT:
            reasons.append(Reason(StockReason.NOT_A_PRODUCT, f"{field_of(index)}.looks_like", (("code", guess.code),)))
    if reasons:
        raise Refused(reasons)
    return scanned, looks


def _against(one: Scanned) -> StockReason | None:
    """An unknown code is booked in as found; only what nobody could find again is refused."""
    match one.kind:
        case ScannedKind.UNREADABLE:
            return StockReason.SCAN_UNREADABLE
        case ScannedKind.SEVERAL:
            return StockReason.SCAN_SEVERAL
        case ScannedKind.PLACE | ScannedKind.ORDER | ScannedKind.VISIT | ScannedKind.PERSON:
            return StockReason.SCAN_NO_ITEM
        case _:
            return None


def _refuse_loaded(found: FoundItems) -> None:
    """It was not handed over, so nothing came back: the van is unloaded, which keeps it for its line."""
    reasons = [
        Reason(StockReason.STILL_LOADED, field_of(one.index), (("number", one.asset.number),))
        for one in found.assets
        if one.asset.state is AssetState.LOADED
    ]
    if reasons:
        raise Refused(reasons)


def _ask_about_vans(change: Change, request: Returned, found: FoundItems) -> None:
    """Whoever chose the wrong van would move what another crew still has: asked here, never once they are sure."""
    if request.sure_of is None:
        return
    doubtful = [
        one.asset
        for one in found.assets
        if on_another_van(one.asset, request.van_id) and one.asset.number not in request.sure_of
    ]
    if not doubtful:
        return
    drivers = last_drivers(change.scope, {row.place_id for row in doubtful}, change.at.today)
    reasons = []
    for row in doubtful:
        driver = drivers.get(row.place_id, "")
        code = StockReason.ON_ANOTHER_CREWS_VAN if driver else StockReason.ON_ANOTHER_VAN
        named = (("driver", driver),) if driver else ()
        reasons.append(Reason(code, "sure_of", (("number", row.number), ("van", row.place_name), *named)))
    raise Refused(reasons)


def _book(
    change: Change,
    request: Returned,
    found: FoundItems,
    scanned: Sequence[Scanned],
    looks: dict[int, Scanned],
) -> ReturnBook:
    products = {*(one.asset.product_id for one in found.assets), *(one.product_id for one in found.counted)}
    book = ReturnBook(change, request.place_id, request.person_id, open_recalls(change.scope, products))
    loans = _loans(change, request, found)
    by_asset = loans_by_asset(loans)
    for one in found.assets:
        book.asset_back(one.asset, one.code, by_asset.get(one.asset.id), request.van_id)
    _book_counts(book, request, found, loans)
    _book_unknown(book, request, scanned, looks)
    return book


def _hold_lent(change: Change, scanned: Sequence[Scanned]) -> None:
    """What is with somebody by the record: its visits and loans are held before the things themselves."""
    lent = [one.id for one in scanned if one.state is AssetState.ON_LOAN and one.id]
    if lent:
        hold_visits(change.scope, assets=lent)
        loans_out(change.scope, asset_ids=lent)


def _loans(change: Change, request: Returned, found: FoundItems) -> tuple[LoanOut, ...]:
    lent = [one.asset.id for one in found.assets if one.asset.state is AssetState.ON_LOAN]
    products = [one.product_id for one in found.counted] if request.person_id else []
    if not lent and not products:
        return ()
    return loans_out(change.scope, asset_ids=lent, person_id=request.person_id, product_ids=products)


def _book_counts(book: ReturnBook, request: Returned, found: FoundItems, loans: Sequence[LoanOut]) -> None:
    if not found.counted:
        return
    if request.van_id is not None:
        there = cells(
            book.change.scope, place_ids=[request.van_id], product_ids=[one.product_id for one in found.counted]
        )
        left = van_counts((cell.product_id, cell.lot, cell.condition, cell.quantity) for cell in there)
        for one in found.counted:
            book.count_from_van(one, request.van_id, left)
        return
    lent = [loan for loan in loans if loan.asset_id is None]
    out = {loan.id: loan.left for loan in lent}
    for one in found.counted:
        book.count_from_person(one, lent, out)


def _book_unknown(book: ReturnBook, request: Returned, scanned: Sequence[Scanned], looks: dict[int, Scanned]) -> None:
    """What has no number of ours: a product's own code on a numbered thing, or a code that is nobody's."""
    strange = [
        (index, one, looks.get(index) or (one if is_serialised(one) else None))
        for index, one in enumerate(scanned)
        if one.kind is ScannedKind.UNKNOWN or (one.kind is ScannedKind.PRODUCT and is_serialised(one))
    ]
    needed = sum(1 for _, _, like in strange if is_serialised(like))
    numbers = iter(stock_actions.new_asset_numbers(needed) if needed else ())
    for index, one, like in strange:
        number = next(numbers) if is_serialised(like) else ""
        book.unknown(one, like, number, request.items[index].note)


def _write(change: Change, request: Returned, book: ReturnBook) -> None:
    let_go(change, book.let_go, how="RETURNED", reason="came back to the store")
    stock_actions.add_assets(book.new_assets)
    settle_not_found(change, [step.id for step in book.steps], "It was found: it came back to the store")
    stock_actions.raise_discrepancies(book.found)
    stock_actions.step_assets(book.steps)
    stock_actions.move_counted(book.counted)
    loan_ids = [loan.id for loan in book.ended]
    loan_actions.end_loans(loan_ids, at=change.at.happened_at, reason=EndReason.RETURNED)
    loan_actions.take_back(book.part_back)
    fetched = "What was to be fetched came back to the store"
    end_visits_for(change, loan_ids, fetched, reason="came back to the store")
    if request.statement is not None:
        said = request.statement
        stock_actions.add_contaminations(
            NewContamination(of, said.contact_with, said.infection_risk.value, said.precautions)
            for of in _to_be_said_of(change, said, book.care)
        )
    for loan in book.ended:
        change.touched("loan", loan.id, loan.person_id)
    for item in book.items:
        if item.asset_id:
            change.touched("asset", item.asset_id)
    for row in book.found:
        change.touched("discrepancy", row.id, row.person_id)


def _to_be_said_of(change: Change, said: Statement, care: Sequence[CaredFor]) -> Sequence[CaredFor]:
    """That nobody at the depot knows anything takes nothing back of what the crew said at the door."""
    if said.infection_risk is not InfectionRisk.UNKNOWN or said.contact_with or said.precautions:
        return care
    known = stated_since_back(change.scope, [of.asset_id for of in care if of.asset_id])
    return [of for of in care if of.asset_id not in known]


__all__ = [
    "FoundNote",
    "Returned",
    "ReturnedItem",
    "ReturnsReceived",
    "Statement",
    "receive_returns",
]
