"""Issue from a satellite store by scan: for a person and a purpose, order, line and loan are made in one call.
Refuses what lies in another store, is unfit or kept for another, a blocked fit, a check without its reason, a question
without its answer, and what is above the issuer's authority, unless the contract lets it be reviewed afterwards. What
the person has taken already is recorded as it is, with an owner for what differs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from handrail.catalogue.rules.questions import weeks_said
from handrail.catalogue.states import SupplyRoute
from handrail.core.moment import LONDON
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.plans import GiftStart, LoanStart
from handrail.loans.queries import home_of
from handrail.loans.rules import review_on
from handrail.orders import actions as order_actions
from handrail.orders.actions import NewLine, OrderRows
from handrail.orders.rules.plan import Assessment
from handrail.stock import actions as stock_actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, CountedMove
from handrail.stock.queries import CellRow, KeptLevel, cells, low_levels
from handrail.stock.rules.fitness import reasons_against_issue
from handrail.stock.states import AssetState
from handrail.usecases import _placing as placing
from handrail.usecases._already_taken import (
    beyond_the_record,
    differences,
    path_out,
    reviewed_afterwards,
    swap_unfit,
    write_differences,
)
from handrail.usecases._counter import (
    SatelliteIssue,
    assess,
    given_answers,
    is_over_once_taken,
    reasoned,
    reasons_against,
    should_have_stayed,
)
from handrail.usecases._counter_order import new_checks, new_lines, new_order
from handrail.usecases._credit import credits_of_return
from handrail.usecases._facts import facts_of
from handrail.usecases._money import follow_new_lines
from handrail.usecases._ordering import Gathered
from handrail.usecases._scans import FoundItems, elsewhere, field_of
from handrail.usecases._store import check_codes
from handrail.usecases._unknown_taken import arrivals, book_in, items_at_counter

_LENT = frozenset({SupplyRoute.LOAN})


@dataclass(frozen=True, slots=True)
class Refill:
    """A product that the store is to be filled up with: so many lie there now, so many are to be brought."""

    product_code: str
    product: str
    ready: int
    bring: int


@dataclass(frozen=True, slots=True)
class SatelliteIssued:
    """The order under its number, its lines and loans, what an authoriser reviews afterwards, what the store runs short
    of now, and the visits that bring another for what is not fit. `unknown`: the codes that no record knows; of these
    alone, without a product, there is no order (None), and the depot finds out what was taken."""

    order_id: UUID | None
    number: int | None
    line_ids: tuple[UUID, ...] = ()
    loan_ids: tuple[UUID, ...] = ()
    release_ids: tuple[UUID, ...] = ()
    refill: tuple[Refill, ...] = ()
    swap_visit_ids: tuple[UUID, ...] = ()
    unknown: tuple[str, ...] = ()


@use_case(Event.ISSUED_FROM_SATELLITE, needs=Permission.ISSUE_FROM_SATELLITE)
def issue_from_satellite(change: Change, *, request: SatelliteIssue) -> SatelliteIssued:
    """Items READY → ON_LOAN (or GIFTED) at the person's address; the order's lines are DELIVERED from the start."""
    if request.address_id is None:
        request = replace(request, address_id=home_of(change.scope, request.person_id))
    found = items_at_counter(change.scope, request)
    check_codes(change, {"satellite_purpose": [request.purpose]}, field="purpose")
    lying = _cells(change, request, found)
    gathered, assessment = assess(change.scope, change.at, request, found)
    new = arrivals(change, found)
    kinds = {}
    if request.taken:
        kinds = differences(change, found, new, store_id=request.place_id, stays=should_have_stayed(assessment))
        assessment = reviewed_afterwards(assessment)
    shelf = _against_shelf(change, request, found, lying)
    reasons = [*shelf, *reasons_against(request, assessment, gathered)]
    if reasons:
        raise Refused(reasons)
    address_id = _address_of(gathered)
    codes_unknown = tuple(one.code for one in found.unknown)
    notes, own, ended = write_differences(
        change, found, new, kinds, person_id=request.person_id, address_id=address_id, store_id=request.place_id,
        note=request.note,
    )  # fmt: skip
    lines = new_lines(change, request, found, new, gathered, assessment.decision.goes_now)
    if not lines:
        return SatelliteIssued(None, None, unknown=codes_unknown)
    order_id, number, releases = _open_order(change, request, gathered, assessment, lines)
    lent = {asset_id: _is_lent(line) for (_, asset_id), line in lines.items() if asset_id}
    book_in(change, new, home=address_id, lent=lent, notes=notes)
    _move(change, request, found, lying, lines, address_id, notes)
    looked_at = _looked_at_again(change, request, assessment, gathered, _product_codes(found))
    loans = _lend(change, request, lines, looked_at, address_id)
    swaps = swap_unfit(change, loans, kinds, own=own)
    change.touched("order", order_id, request.person_id)
    for asset_id in lent:
        change.touched("asset", asset_id, request.person_id)
    refill = low_levels(
        change.scope, place_id=request.place_id, product_ids=[line.product_id for line in lines.values()]
    )
    # What the record had with somebody came back unseen; an item is lent alone.
    came_back = credits_of_return(change, dict.fromkeys(ended, 1))
    follow_new_lines(change, order_id, list(lines.values()), also=came_back)
    return SatelliteIssued(
        order_id, number, tuple(line.id for line in lines.values()), tuple(loan.id for loan in loans),
        releases, _refill(refill), swaps, codes_unknown,
    )  # fmt: skip


def _open_order(
    change: Change,
    request: SatelliteIssue,
    gathered: Gathered,
    assessment: Assessment,
    lines: Mapping[tuple[UUID, UUID | None], NewLine],
) -> tuple[UUID, int, tuple[UUID, ...]]:
    """The order's id and number, and the releases that it asks for."""
    order_id = change.new_id()
    releases = placing.new_releases(
        change,
        assessment.decision.releases,
        order_id=order_id,
        lines={line.position: (line.id, None) for line in lines.values()},
        gathered=gathered,
    )
    number = order_actions.open_order(
        new_order(change, request, order_id, gathered),
        OrderRows(
            lines=list(lines.values()),
            checks=new_checks(change, request, assessment, lines),
            answers=placing.new_answers(change, given_answers(request, assessment), reasoned(request, assessment)),
            releases=releases,
        ),
    )
    return order_id, number, tuple(release.id for release in releases)


def _address_of(gathered: Gathered) -> UUID:
    address = gathered.person.address
    if address is None:
        raise AssertionError("an issue without an address was refused")
    return address.facts.address_id


def _against_shelf(
    change: Change, request: SatelliteIssue, found: FoundItems, lying: Sequence[CellRow]
) -> list[Reason]:
    """Whoever orders takes from a satellite's shelf: the main stores are picked for orders that were decided. What was
    taken already is not stopped any more."""
    if request.taken:
        return []
    return [*elsewhere(found, request.place_id), *_unfit(change, found), *_too_few(found, lying)]


def _unfit(change: Change, found: FoundItems) -> list[Reason]:
    return [
        Reason(reason.code, field_of(one.index), (*reason.params, ("product", one.asset.product_name)))
        for one in found.assets
        for reason in reasons_against_issue(facts_of(one.asset), change.at.today)
    ]


def _cells(change: Change, request: SatelliteIssue, found: FoundItems) -> tuple[CellRow, ...]:
    products = {one.product_id for one in found.counted}
    if not products:
        return ()
    there = cells(change.scope, place_ids=[request.place_id], product_ids=products)
    return tuple(cell for cell in there if cell.condition is AssetState.READY)


def _too_few(found: FoundItems, lying: Sequence[CellRow]) -> list[Reason]:
    wanted: Counter[UUID] = Counter()
    for one in found.counted:
        wanted[one.product_id] += one.pieces
    there: Counter[UUID] = Counter()
    for cell in lying:
        there[cell.product_id] += cell.quantity
    return [
        Reason(
            StockReason.NOT_ENOUGH,
            field_of(one.index),
            (("product", one.product_name), ("wanted", wanted[one.product_id]), ("found", there[one.product_id])),
        )
        for one in found.counted
        if there[one.product_id] < wanted[one.product_id]
    ]


def _move(
    change: Change,
    request: SatelliteIssue,
    found: FoundItems,
    lying: Sequence[CellRow],
    lines: Mapping[tuple[UUID, UUID | None], NewLine],
    address_id: UUID,
    notes: Mapping[UUID, UUID],
) -> None:
    """Items to the person's address; counted pieces out of the store's cells, lot by lot."""
    stock_actions.step_assets(
        [
            AssetStep(
                one.asset.id,
                (one.asset.state,),
                path_out(one.asset.state, lent=_is_lent(lines[one.asset.product_id, one.asset.id])),
                address_id,
                None,
                request.purpose,
                {"issues": one.asset.issues + 1, **_noted(notes, one.asset.id)},
            )
            for one in found.assets
        ]
    )
    moves: list[CountedMove] = []
    for (product_id, asset_id), line in lines.items():
        if asset_id is not None:
            continue
        left = line.quantity
        for cell in (cell for cell in lying if cell.product_id == product_id):
            piece = min(left, cell.quantity)
            left -= piece
            if piece:
                lent = _is_lent(line)
                moves.append(
                    CountedMove(
                        change.new_id(), product_id, piece, request.place_id, AssetState.READY,
                        address_id if lent else None, AssetState.ON_LOAN if lent else None, cell.lot, request.purpose,
                        line.id,
                    )
                )  # fmt: skip
        if left:
            moves += beyond_the_record(change, request.person_id, line, left, to=address_id, lent=_is_lent(line))
    stock_actions.move_counted(moves)


def _noted(notes: Mapping[UUID, UUID], asset_id: UUID) -> dict[str, Any]:
    return {"discrepancy_id": notes[asset_id]} if asset_id in notes else {}


def _is_lent(line: NewLine) -> bool:
    return SupplyRoute(line.supply_route) in _LENT


def _lend(
    change: Change,
    request: SatelliteIssue,
    lines: Mapping[tuple[UUID, UUID | None], NewLine],
    looked_at: Mapping[UUID, date],
    address_id: UUID,
) -> tuple[LoanStart, ...]:
    """Loans for what comes back, gifts for what does not."""
    at = change.at.happened_at
    loans = [
        LoanStart(
            change.new_id(), request.person_id, address_id, product_id, line.quantity, at, line.id, asset_id,
            review_on=looked_at[product_id], price_pence=line.price_pence, funding=line.funding,
        )
        for (product_id, asset_id), line in lines.items()
        if _is_lent(line)
    ]  # fmt: skip
    gifts = [
        GiftStart(
            change.new_id(), request.person_id, product_id, line.quantity, at, line.price_pence, line.id,
            asset_id=asset_id, funding=line.funding,
        )
        for (product_id, asset_id), line in lines.items()
        if not _is_lent(line)
    ]  # fmt: skip
    loan_actions.start_loans(loans, contract_id=change.scope.contract_id)
    loan_actions.give(gifts, contract_id=change.scope.contract_id)
    for loan in loans:
        change.touched("loan", loan.id, loan.person_id)
    return tuple(loans)


def _looked_at_again(
    change: Change,
    request: SatelliteIssue,
    assessment: Assessment,
    gathered: Gathered,
    product_codes: Mapping[UUID, str],
) -> dict[UUID, date]:
    """When each product is looked at again: as was said here, else after the contract's time."""
    day = change.at.happened_at.astimezone(LONDON).date()
    usual = date.fromordinal(day.toordinal() + gathered.contract.terms.review_after_days)
    said = {id_: weeks_said(assessment.questions, request.answers, code) for id_, code in product_codes.items()}
    return {product_id: review_on(request.review_on, day, None, weeks) or usual for product_id, weeks in said.items()}


def _product_codes(found: FoundItems) -> dict[UUID, str]:
    codes = {one.asset.product_id: one.asset.product_code for one in found.assets}
    codes |= {one.product_id: one.product_code for one in found.unknown if one.product_id}
    return codes | {one.product_id: one.product_code for one in found.counted}


def _refill(low: Sequence[KeptLevel]) -> tuple[Refill, ...]:
    return tuple(Refill(one.product_code, one.product_name, one.ready, one.wanted) for one in low)


__all__ = ["Refill", "SatelliteIssue", "SatelliteIssued", "is_over_once_taken", "issue_from_satellite"]
