"""Makes the order of a satellite issue: its head, a line for each item, the checks that spoke up.
Refuses an issue to nobody's address."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from handrail.catalogue.rules.facts import ProductFacts
from handrail.core.refusal import refuse
from handrail.identity.calls import Change
from handrail.orders import actions as order_actions
from handrail.orders.actions import NewLine, NewOrder
from handrail.orders.rules.counter import counter_measurements
from handrail.orders.rules.facts import OrderReason
from handrail.orders.rules.plan import Assessment
from handrail.orders.states import LineState
from handrail.usecases import _placing as placing
from handrail.usecases._counter import SatelliteIssue, reasoned
from handrail.usecases._ordering import Gathered
from handrail.usecases._scans import FoundItems
from handrail.usecases._unknown_taken import Arrival


def new_lines(
    change: Change,
    request: SatelliteIssue,
    found: FoundItems,
    new: Sequence[Arrival],
    gathered: Gathered,
    goes_now: frozenset[int],
) -> dict[tuple[UUID, UUID | None], NewLine]:
    """One line for each item, and one for all pieces of a counted product; by product and item. `goes_now`: the
    positions of those that go out before their release."""
    items = [(one.asset.product_id, one.asset.id, one.asset.product_code) for one in found.assets]
    items += [(one.product_id, one.asset_id, one.product_code) for one in new]
    # Items of one product stand together, as the decision counted them: its releases name lines by their position.
    order = {product_id: at for at, (product_id, _, _) in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: order[item[0]])
    pieces: dict[tuple[UUID, UUID | None], int] = {(product_id, asset_id): 1 for product_id, asset_id, _ in items}
    codes = {product_id: code for product_id, _, code in items}
    for count in found.counted:
        key = (count.product_id, None)
        pieces[key] = pieces.get(key, 0) + count.pieces
        codes[count.product_id] = count.product_code
    return {
        key: replace(
            _line(change, request, position, key[0], quantity, gathered.facts.products[codes[key[0]]], gathered),
            goes_now=position in goes_now,
        )
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
        goes_now=False,
        supply_route=product.supply_route.value,
        price_pence=product.price_pence,
        spend_pence=product.price_pence * quantity,
        funding=placing.funding_frozen(gathered.facts.person.funding, gathered.person),
        measurements=counter_measurements(request.purpose),
        path=(LineState.DRAFT, LineState.SUBMITTED, LineState.AUTHORISED, LineState.DELIVERED),
        review_on=request.review_on,
        delivered_at=change.at.happened_at,
    )


def new_order(change: Change, request: SatelliteIssue, order_id: UUID, gathered: Gathered) -> NewOrder:
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


def new_checks(
    change: Change,
    request: SatelliteIssue,
    assessment: Assessment,
    lines: Mapping[tuple[UUID, UUID | None], NewLine],
) -> Sequence[order_actions.NewCheck]:
    first = next(iter(lines.values())).id
    made = placing.new_checks(change, reasoned(request, assessment), {})
    return tuple(replace(check, line_id=first) for check in made)
