"""Issue from a satellite store by scan: for a person and a purpose, order, line and loan are made in one call.
Refuses what is unfit or kept for another, a blocked fit, a check without its reason; the shelf is the authority."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from handrail.catalogue.rules.facts import Check, ProductFacts
from handrail.catalogue.states import Severity, SupplyRoute
from handrail.core.moment import LONDON
from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.plans import GiftStart, LoanStart
from handrail.loans.queries import home_of
from handrail.orders import actions as order_actions
from handrail.orders.actions import NewLine, NewOrder, OrderRows
from handrail.orders.rules.facts import LineRequest, OrderReason, OrderRequest
from handrail.orders.rules.plan import Assessment, ReasonedCheck, assess_order
from handrail.orders.states import LineState
from handrail.stock import actions as stock_actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, CountedMove, ItemScan
from handrail.stock.queries import CellRow, LowLevel, cells, low_levels
from handrail.stock.rules.fitness import reasons_against_issue
from handrail.stock.states import AssetState
from handrail.usecases import _placing as placing
from handrail.usecases._facts import facts_of
from handrail.usecases._ordering import Gathered, gather
from handrail.usecases._scans import FoundItems, field_of, find_items
from handrail.usecases._store import check_codes

TRIAL = "trial"
# What is asked at an order and not over a counter: questions, speeds, releases. These stop an issue all the same.
_STOPS = frozenset(
    {
        OrderReason.NO_ADDRESS,
        OrderReason.ADDRESS_ENDED,
        OrderReason.PERSON_DIED,
        OrderReason.PERSON_JOINED,
        OrderReason.PRESCRIBER_NOT_ACTIVE,
        OrderReason.PRODUCT_UNDER_ALERT,
        OrderReason.PRODUCT_NOT_YET,
        OrderReason.NOT_FROM_SATELLITE,
        OrderReason.CHECK_BLOCKS,
        OrderReason.CHECK_REASON_MISSING,
    }
)
_LENT = frozenset({SupplyRoute.LOAN})


@dataclass(frozen=True, slots=True)
class SatelliteIssue:
    """What goes to whom, from which store, what for (code list satellite_purpose).

    `address_id` None: the person's home. `reason`: said to every check that asks for one. `review_on`: the day a trial
    ends, or when a loan is looked at."""

    place_id: UUID
    person_id: UUID
    purpose: str
    items: tuple[ItemScan, ...]
    address_id: UUID | None = None
    reason: str = ""
    note: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Refill:
    """A product that the store is to be filled up with: so many lie there now, so many are to be brought."""

    product_code: str
    product: str
    ready: int
    bring: int


@dataclass(frozen=True, slots=True)
class SatelliteIssued:
    """The order under its number, its lines and loans, and what the store runs short of now."""

    order_id: UUID
    number: int
    line_ids: tuple[UUID, ...]
    loan_ids: tuple[UUID, ...]
    refill: tuple[Refill, ...]


@use_case(Event.ISSUED_FROM_SATELLITE, needs=Permission.ISSUE_FROM_SATELLITE)
def issue_from_satellite(change: Change, *, request: SatelliteIssue) -> SatelliteIssued:
    """Items READY → ON_LOAN (or GIFTED) at the person's address; the order's lines are DELIVERED from the start."""
    if request.address_id is None:
        request = replace(request, address_id=home_of(change.scope, request.person_id))
    found = find_items(change.scope, request.items, store=request.place_id)
    check_codes(change, {"satellite_purpose": [request.purpose]}, field="purpose")
    lying = _cells(change, request, found)
    gathered, assessment = _assess(change, request, found)
    reasons = [*_unfit(change, found), *_too_few(found, lying), *_against(request, assessment)]
    if reasons:
        raise Refused(reasons)
    lines = _lines(change, request, found, gathered)
    order_id = change.new_id()
    number = order_actions.open_order(
        _head(change, request, order_id, gathered),
        OrderRows(lines=list(lines.values()), checks=_checks(change, request, assessment, lines)),
    )
    address = gathered.person.address
    if address is None:
        raise AssertionError("an issue without an address was refused")
    _move(change, request, found, lying, lines, address.facts.address_id)
    loans = _lend(change, request, found, lines, gathered, address.facts.address_id)
    change.touched("order", order_id, request.person_id)
    for one in found.assets:
        change.touched("asset", one.asset.id, request.person_id)
    refill = low_levels(
        change.scope, place_id=request.place_id, product_ids=[line.product_id for line in lines.values()]
    )
    return SatelliteIssued(order_id, number, tuple(line.id for line in lines.values()), loans, _refill(refill))


def _assess(change: Change, request: SatelliteIssue, found: FoundItems) -> tuple[Gathered, Assessment]:
    """The same decision as at an order, for its checks: duplicates, fit, limits."""
    counts: Counter[str] = Counter()
    for one in found.assets:
        counts[one.asset.product_code] += 1
    for count in found.counted:
        counts[count.product_code] += count.pieces
    wanted = OrderRequest(
        person_id=request.person_id,
        prescriber_id=change.scope.user_id,
        entered_by_id=change.scope.user_id,
        address_id=request.address_id,
        lines=tuple(LineRequest(code, pieces, review_on=request.review_on) for code, pieces in counts.items()),
        why=request.purpose,
        satellite_id=request.place_id,
    )
    gathered = gather(change.scope, change.at, wanted, releasing=False)
    assessment = assess_order(wanted, gathered.facts, gathered.due_of)
    said = {check.key: request.reason for check in assessment.checks if request.reason.strip()}
    return gathered, assess_order(replace(wanted, reasons=said), gathered.facts, gathered.due_of)


def _against(request: SatelliteIssue, assessment: Assessment) -> list[Reason]:
    stops = [reason for reason in assessment.problems if reason.code in _STOPS]
    reasons = [
        Reason(r.code, "reason" if r.code == OrderReason.CHECK_REASON_MISSING else "items", r.params) for r in stops
    ]
    if request.purpose == TRIAL and request.review_on is None:
        reasons.append(Reason(StockReason.TRIAL_NEEDS_DATE, "review_on"))
    return reasons


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


def _lines(
    change: Change, request: SatelliteIssue, found: FoundItems, gathered: Gathered
) -> dict[tuple[UUID, UUID | None], NewLine]:
    """One line for each item, and one for all pieces of a counted product; by product and item."""
    pieces: dict[tuple[UUID, UUID | None], int] = {(one.asset.product_id, one.asset.id): 1 for one in found.assets}
    codes = {one.asset.product_id: one.asset.product_code for one in found.assets}
    for count in found.counted:
        key = (count.product_id, None)
        pieces[key] = pieces.get(key, 0) + count.pieces
        codes[count.product_id] = count.product_code
    return {
        key: _line(change, request, position, key[0], quantity, gathered.facts.products[codes[key[0]]], gathered)
        for position, (key, quantity) in enumerate(pieces.items(), 1)
    }


def _line(
    change: Change,
    request: SatelliteIssue,
    position: int,
    product_id: UUID,
    quantity: int,
    product: ProductFacts,
    gathered: Gathered,
) -> NewLine:
    return NewLine(
        id=change.new_id(),
        position=position,
        product_id=product_id,
        quantity=quantity,
        speed_code="",
        chosen_on=None,
        due_at=None,
        lived_from=change.at.happened_at,
        goes_now=True,
        supply_route=product.supply_route.value,
        price_pence=product.price_pence,
        spend_pence=product.price_pence * quantity,
        funding=placing.funding_frozen(gathered.facts.person.funding, gathered),
        measurements={"satellite_purpose": request.purpose},
        path=(LineState.DRAFT, LineState.SUBMITTED, LineState.AUTHORISED, LineState.DELIVERED),
        review_on=request.review_on,
        delivered_at=change.at.happened_at,
    )


def _head(change: Change, request: SatelliteIssue, order_id: UUID, gathered: Gathered) -> NewOrder:
    address = gathered.person.address
    if address is None:
        raise refuse(OrderReason.NO_ADDRESS, "address_id")
    return NewOrder(
        id=order_id,
        contract_id=change.scope.contract_id,
        person_id=request.person_id,
        need_id=None,
        address_id=address.facts.address_id,
        team_id=change.scope.team_id,
        partner_id=change.scope.partner_id,
        prescriber_id=change.scope.user_id,
        entered_by_id=change.scope.user_id,
        reason=request.purpose,
        note=request.note,
        ward="",
        discharge_on=None,
        discharge_pathway="",
        named_supervisor_id=None,
        submitted_at=change.at.happened_at,
        recorded_at=change.at.recorded_at,
    )


def _checks(
    change: Change,
    request: SatelliteIssue,
    assessment: Assessment,
    lines: Mapping[tuple[UUID, UUID | None], NewLine],
) -> Sequence[order_actions.NewCheck]:
    first = next(iter(lines.values())).id
    reasoned = [ReasonedCheck(check, _said(check, request)) for check in assessment.checks]
    made = placing.new_checks(change, reasoned, {})
    return tuple(replace(check, line_id=first) for check in made)


def _said(check: Check, request: SatelliteIssue) -> str:
    return request.reason.strip() if check.severity is Severity.NEEDS_REASON else ""


def _move(
    change: Change,
    request: SatelliteIssue,
    found: FoundItems,
    lying: Sequence[CellRow],
    lines: Mapping[tuple[UUID, UUID | None], NewLine],
    address_id: UUID,
) -> None:
    """Items to the person's address; counted pieces out of the store's cells, lot by lot."""
    stock_actions.step_assets(
        [
            AssetStep(
                one.asset.id,
                (AssetState.READY,),
                (AssetState.ON_LOAN if _is_lent(lines[one.asset.product_id, one.asset.id]) else AssetState.GIFTED,),
                address_id,
                None,
                request.purpose,
                {"issues": one.asset.issues + 1},
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
    stock_actions.move_counted(moves)


def _is_lent(line: NewLine) -> bool:
    return SupplyRoute(line.supply_route) in _LENT


def _lend(
    change: Change,
    request: SatelliteIssue,
    found: FoundItems,
    lines: Mapping[tuple[UUID, UUID | None], NewLine],
    gathered: Gathered,
    address_id: UUID,
) -> tuple[UUID, ...]:
    """Loans for what comes back, gifts for what does not."""
    at = change.at.happened_at
    review = request.review_on
    loans = [
        LoanStart(
            change.new_id(), request.person_id, address_id, product_id, line.quantity, at, line.id, asset_id,
            review_on=review or _later(at.astimezone(LONDON).date(), gathered), price_pence=line.price_pence,
            funding=line.funding,
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
    return tuple(loan.id for loan in loans)


def _later(day: date, gathered: Gathered) -> date:
    return date.fromordinal(day.toordinal() + gathered.contract.terms.review_after_days)


def _refill(low: Sequence[LowLevel]) -> tuple[Refill, ...]:
    return tuple(Refill(one.product_code, one.product_name, one.ready, one.wanted) for one in low)
