"""Settles what came back and was made ready or scrapped: its credit, and what the provider is owed for the work.
Refuses nothing; what did not come back from anybody is settled with no money."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import in_order
from handrail.ledger.rules.price_list import how_timed, price_of
from handrail.ledger.rules.store_charges import LABOUR, of_what_passed
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.visit_charges import Charge
from handrail.loans import actions as loan_actions
from handrail.loans.held import hold_items_back, hold_pieces_back
from handrail.loans.passed import CameBack, back_from, pieces_back
from handrail.stock.rules.care import InspectionKind
from handrail.usecases._credit import credit_of
from handrail.usecases._payers import Funded, entries_of_charges
from handrail.usecases._posting import post, post_last


@dataclass(frozen=True, slots=True)
class Checked:
    """What passed just now and what was scrapped: items, and how many pieces of each product. Of an item that passed,
    what was done with it."""

    passed: Mapping[UUID, Collection[InspectionKind]] = field(default_factory=dict)
    passed_pieces: Counter[UUID] = field(default_factory=Counter)
    scrapped: Collection[UUID] = ()
    scrapped_pieces: Counter[UUID] = field(default_factory=Counter)


def follow_checked(change: Change, checked: Checked) -> None:
    """Settle the loans that these came back from, and post their credits and charges. Call it once in a change."""
    assets, counted = [*checked.passed, *checked.scrapped], checked.passed_pieces + checked.scrapped_pieces
    items = loan_actions.settle_items(assets)
    hold_pieces_back(change.scope, counted)
    pieces = pieces_back(change.scope, counted)
    passed = _taken(pieces, checked.passed_pieces)
    rest = [replace(loan, pieces=loan.pieces - passed[loan.loan_id]) for loan in pieces]
    scrapped = _taken(rest, checked.scrapped_pieces)
    loan_actions.settle(passed + scrapped)
    posts: list[Post | None] = []
    for loan in items:
        kinds = checked.passed.get(loan.asset_id) if loan.asset_id else None
        posts += [] if kinds is None else [credit_of(change, loan, loan.pieces)]
        posts += charge_loan(
            change, loan, _of_passed(change, loan, kinds) if kinds is not None else ("scrap_disposal",)
        )
    for loan in pieces:
        if number := passed[loan.loan_id]:
            posts += [credit_of(change, loan, number), *charge_loan(change, loan, _of_passed(change, loan, ()), number)]
        if number := scrapped[loan.loan_id]:
            posts += charge_loan(change, loan, ("scrap_disposal",), number)
    post_last(change, [entry for entry in posts if entry])


def charge_cleans(change: Change, assets: Collection[UUID], counted: Mapping[UUID, int]) -> None:
    """Charge the clean that was added after an infection or for pests. Call it once in a change."""
    loans = _worked_on(change, assets, counted)
    post(change, [entry for loan, number in loans for entry in charge_loan(change, loan, ("enhanced_clean",), number)])


def charge_labour(change: Change, assets: Collection[UUID], counted: Mapping[UUID, int], minutes: int) -> None:
    """Charge so many minutes of a repair in the workshop for each of these that came back and has not passed since,
    whatever becomes of it. Call it once in a change: each repair is charged once."""
    prices = money_terms(change.scope).prices.of(change.at.today)
    posts: list[Post] = []
    for loan, pieces in _worked_on(change, assets, counted) if minutes else ():
        worked = minutes * (pieces or 1)
        price, how = price_of(LABOUR, [], prices, worked), how_timed(LABOUR, worked, prices)
        charges = [Charge(price, {loan.paid_line_id: 1}, how)] if price else []
        again = f":change:{change.audit_id}"
        posts += entries_of_charges(change, f"loan:{loan.loan_id}", charges, _payer(loan), again=again)
    if posts:
        post(change, posts)


def _worked_on(change: Change, assets: Collection[UUID], counted: Mapping[UUID, int]) -> list[tuple[CameBack, int]]:
    """The loans that these came back from and have not passed since, held; with how many pieces of a count."""
    hold_items_back(change.scope, assets)
    hold_pieces_back(change.scope, counted)
    pieces = pieces_back(change.scope, counted)
    taken = _taken(pieces, counted)
    items = [(loan, 0) for loan in back_from(change.scope, assets)]
    return [*items, *((loan, taken[loan.loan_id]) for loan in pieces)]


def _payer(loan: CameBack) -> Mapping[UUID, Funded]:
    return {loan.paid_line_id: loan} if loan.paid_line_id else {}


def charge_loan(change: Change, loan: CameBack, activities: Sequence[str], pieces: int = 0) -> list[Post]:
    """What is charged for what came back of a loan, to who paid for it: once for an item, and once more where it comes
    back again because it never had; each time for so many `pieces` of a count."""
    prices = money_terms(change.scope).prices.of(change.at.today)
    found = (price_of(activity, [], prices, pieces or 1) for activity in activities)
    charges = [Charge(price, {loan.paid_line_id: 1}) for price in found if price]
    again = f":change:{change.audit_id}" if pieces else f":{loan.times}" if loan.times > 1 else ""
    return entries_of_charges(change, f"loan:{loan.loan_id}", charges, _payer(loan), again=again)


def _of_passed(change: Change, loan: CameBack, kinds: Collection[InspectionKind]) -> tuple[str, ...]:
    tested, examined = InspectionKind.ELECTRICAL_TEST in kinds, InspectionKind.EXAMINATION in kinds
    return of_what_passed(
        loan.method, loan.minutes, tested=loan.tested and tested, examined=loan.examined and examined,
        terms=money_terms(change.scope).terms_of(change.at.today),
    )  # fmt: skip


def _taken(loans: Sequence[CameBack], counted: Mapping[UUID, int]) -> Counter[UUID]:
    """How many pieces of each loan are meant: of those of a product, the ones that came back first."""
    taken: Counter[UUID] = Counter()
    for product, number in counted.items():
        of_product = [loan for loan in loans if loan.product_id == product]
        shares = in_order(number, [loan.pieces for loan in of_product])
        taken.update({loan.loan_id: share for loan, share in zip(of_product, shares, strict=True) if share})
    return taken
