"""Lets money follow the lines of orders: what is authorised is kept, what is delivered spent, what is over let go.
Refuses nothing: a physical event is never refused for money; without a fund it waits in SUSPENSE."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.price_list import price_of
from handrail.ledger.rules.standing import LineStanding, Supply, brought_up_to_date
from handrail.ledger.rules.suspense import Post, in_suspense
from handrail.ledger.rules.visit_charges import Charge
from handrail.orders.actions import NewLine
from handrail.orders.queries import LineRow
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.orders.states import IN_SUPPLY, LineState
from handrail.usecases._payers import entries_of_charges, payers_of
from handrail.usecases._posting import post, post_last
from handrail.vouchers.rules.standing import standing_of
from handrail.vouchers.states import VoucherState


def follow_lines(change: Change, line_ids: Collection[UUID], *, also: Sequence[Post] = ()) -> None:
    """Post what these lines ask for as they stand now, and `also` these. Call it once in a change, after all that moves
    lines: they are locked by having been moved, so nobody else posts for them meanwhile."""
    post(change, [*entries_of_lines(change, line_ids), *also])


def entries_of_lines(change: Change, line_ids: Collection[UUID]) -> list[Post]:
    """The entries that these lines ask for as they stand now."""
    if not line_ids:
        return []
    return entries_of(change, lines_to_pay(change.scope, line_ids))


def follow_new_lines(change: Change, order_id: UUID, lines: Sequence[NewLine], *, also: Sequence[Post] = ()) -> None:
    """The same for the lines of an order that this change has just written: nothing is read again."""
    post_last(change, [*entries_of(change, [_new(line, order_id) for line in lines]), *also])


def follow_waiting(change: Change, lines: Collection[LineRow]) -> None:
    """The same for lines that waited and go now. Of those that nothing was delivered of nothing stands, so they are not
    read again."""
    partly = [line.id for line in lines if line.quantity_delivered]
    found = lines_to_pay(change.scope, partly) if partly else ()
    new = [_new(line, line.order_id) for line in lines if not line.quantity_delivered]
    post_last(change, entries_of(change, [*new, *found]))


def _new(line: NewLine | LineRow, order_id: UUID) -> LineToPay:
    council = line.funding.get("council_id")
    # A voucher that waited is issued with the yes.
    goes = LineState.DELIVERED if line.supply_route == SupplyRoute.RETAIL_VOUCHER else LineState.AUTHORISED
    return LineToPay(
        id=line.id,
        state=line.path[-1] if isinstance(line, NewLine) else goes,
        supply_route=line.supply_route,
        spend_pence=line.spend_pence,
        quantity=line.quantity,
        quantity_delivered=0,
        ordered_on=line.lived_from.astimezone(LONDON).date(),
        care_route=line.funding.get("care_route", ""),
        council_id=UUID(council) if council else None,
        visit_pence=line.visit_pence,
        order_id=order_id,
    )


def entries_of(change: Change, lines: Sequence[LineToPay]) -> list[Post]:
    """The entries that bring the money of lines as they were read up to date, and what of them no fund pays for."""
    posts: list[Post] = []
    for line in lines:
        occasion = Occasion(change.new_id(), f"line:{line.id}:change:{change.audit_id}", change.at.today)
        entry = brought_up_to_date(occasion, _standing_of(line), line.posted, payers_of(change, line))
        posts += [entry, *in_suspense(entry, {line.id: 1}, change.new_id)] if entry else []
    return [*posts, *_vouchers(change, lines)]


def _vouchers(change: Change, lines: Sequence[LineToPay]) -> list[Post]:
    """What handling the vouchers of an order is charged, once: with the first that is issued."""
    issued: dict[UUID, dict[UUID, LineToPay]] = defaultdict(dict)
    for line in lines:
        holds = line.voucher is None or line.voucher[0] == VoucherState.ISSUED
        if line.state is LineState.DELIVERED and line.supply_route == SupplyRoute.RETAIL_VOUCHER and holds:
            issued[line.order_id][line.id] = line
    price = price_of("voucher_handling", [], money_terms(change.scope).prices.of(change.at.today)) if issued else None
    posts: list[Post] = []
    for order_id, vouchers in issued.items():
        charges = [Charge(price, dict.fromkeys(vouchers, 1))] if price else []
        posts += entries_of_charges(change, f"order:{order_id}", charges, vouchers)
    return posts


def _standing_of(line: LineToPay) -> LineStanding:
    """A voucher is spent when a shop redeems it; its line is DELIVERED once the person holds it."""
    if line.state is LineState.DELIVERED and line.supply_route == SupplyRoute.RETAIL_VOUCHER:
        state, pence = line.voucher or (VoucherState.ISSUED, line.spend_pence)
        return standing_of(line.id, VoucherState(state), pence, line.quantity)
    if line.state in IN_SUPPLY:
        supply = Supply.PROMISED
    else:
        supply = Supply.DELIVERED if line.state is LineState.DELIVERED else Supply.OVER
    return LineStanding(line.id, line.spend_pence, line.quantity, line.quantity_delivered, supply, line.visit_pence)
