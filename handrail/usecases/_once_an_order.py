"""Charges what costs once an order, whenever it is done again for the same one: what was cancelled on the van, and what
was sent by post. All its lines that it was for bear it, also each in a call of its own.
Refuses nothing: a part that no fund pays for waits in SUSPENSE."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import EntryKind
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.top_ups import charged_under
from handrail.ledger.rules.charge_parts import Borne, wholly_turned
from handrail.ledger.rules.entries import Entry, Occasion, Price
from handrail.ledger.rules.price_list import price_of
from handrail.ledger.rules.restating import pence_of
from handrail.ledger.rules.suspense import Post, Waiting
from handrail.ledger.rules.visit_charges import Charge
from handrail.orders.queries import lines_of_orders
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.usecases._charges_back import LOADED, PARCEL, charges_named, order_cause
from handrail.usecases._payers import entries_of_charges, posts_of_charge
from handrail.usecases._restating import occasions_of, taken_back_of

_CHANGE = ":change:"
_WHY = {LOADED: "More of the order was cancelled on the van", PARCEL: "More of the order came by post"}


def once_an_order(change: Change, item: str, orders: Mapping[UUID, UUID]) -> list[Post]:
    """The charge of these lines, each with its order. Where the order bears it already, it is said again for all of
    them. Lines of one order are held, so that of two who are at it at once the second finds the charge of the first."""
    if not orders:
        return []
    gone: dict[UUID, list[UUID]] = defaultdict(list)
    for line_id, order_id in orders.items():
        gone[order_id].append(line_id)
    beside = [line.id for line in lines_of_orders(change.scope, gone, lock=True)]
    known = {line.id: line for line in lines_to_pay(change.scope, beside)}
    charges, priceless = charges_named(change, beside, [order_cause(order_id, item) for order_id in gone])
    price = price_of(item, [], money_terms(change.scope).prices.of(change.at.today))
    posts: list[Post] = []
    done: list[UUID] = []
    for order_id, ids in gone.items():
        cause = order_cause(order_id, item)
        stood = next((one for one in charges if one.charged.cause.startswith(cause)), None)
        waits = next((row for row in priceless if row.cause.startswith(cause)), None)
        if stood:
            if made := _said_again(change, stood, item, ids, known):
                posts += made
                done += [row.id for row in stood.waits]
        elif waits:
            if not waits.weights.keys() >= set(ids):
                posts.append(_waits_for_all(change, waits, ids))
                done.append(waits.id)
        elif price:
            charge = Charge(price, dict.fromkeys(ids, 1))
            again = f"{_CHANGE}{change.audit_id}" if charged_under(change.scope, [cause]) else ""
            posts += entries_of_charges(change, f"order:{order_id}", [charge], known, again=again)
    if done:
        actions.settle_waiting(done, done)
    return posts


def _said_again(
    change: Change, stood: Borne, item: str, more: list[UUID], known: Mapping[UUID, LineToPay]
) -> list[Post]:
    """What stands of it turned round, and posted anew for these as well, on the day of the first; nothing where they
    bear it already."""
    pence = sum(pence_of(one.parts) for one in stood.standing)
    bore = {part.line_id for one in stood.standing for part in one.parts if part.line_id}
    bore |= {line_id for row in stood.waits for line_id in row.weights if line_id}
    if bore.issuperset(more):
        return []
    weights: dict[UUID | None, int] = dict.fromkeys([*sorted(bore), *more], 1)
    at = occasions_of(change, stood.charged)[1]
    again = posts_of_charge(change, at, Charge(Price(item, "", 1, pence), weights), known)
    return [
        *wholly_turned(stood, _WHY[item], lambda old: taken_back_of(change, old)),
        *(replace(one, kind=EntryKind.RESTATED, note=_WHY[item]) if isinstance(one, Entry) else one for one in again),
    ]


def _waits_for_all(change: Change, waits: Waiting, more: list[UUID]) -> Waiting:
    """It waits for its price still, for these as well."""
    again = Occasion(change.new_id(), f"{_cause_of(waits)}{_CHANGE}{change.audit_id}", waits.happened_on)
    return replace(waits, id=again.id, cause=again.cause, weights={**waits.weights, **dict.fromkeys(more, 1)})


def _cause_of(waits: Waiting) -> str:
    return waits.cause.partition(_CHANGE)[0]
