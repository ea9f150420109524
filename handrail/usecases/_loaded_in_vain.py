"""Charges what was cancelled on the van: once an order, to all its lines that were, also each in a call of its own.
Refuses nothing: a part that no fund pays for waits in SUSPENSE."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import EntryKind
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.charge_parts import Borne, wholly_turned
from handrail.ledger.rules.entries import Entry, Occasion, Price
from handrail.ledger.rules.price_list import price_of
from handrail.ledger.rules.restating import pence_of
from handrail.ledger.rules.suspense import Post, Waiting
from handrail.ledger.rules.visit_charges import Charge
from handrail.orders.queries import lines_of_orders
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.usecases._charges_back import LOADED, charges_named
from handrail.usecases._payers import entries_of_charges, posts_of_charge
from handrail.usecases._restating import occasions_of, taken_back_of

_WHY = "More of the order was cancelled on the van"


def loaded_in_vain(change: Change, orders: Mapping[UUID, UUID]) -> list[Post]:
    """The charge of these lines, each with its order. Where the order bears it already, it is said again for all of
    them. Lines of one order are held, so that of two who cancel at once the second finds the charge of the first."""
    if not orders:
        return []
    gone: dict[UUID, list[UUID]] = defaultdict(list)
    for line_id, order_id in orders.items():
        gone[order_id].append(line_id)
    beside = [line.id for line in lines_of_orders(change.scope, gone, lock=True)]
    known = {line.id: line for line in lines_to_pay(change.scope, beside)}
    charges, priceless = charges_named(change, beside, [_cause(order_id) for order_id in gone])
    price = price_of(LOADED, [], money_terms(change.scope).prices.of(change.at.today))
    posts: list[Post] = []
    for order_id, ids in gone.items():
        stood = next((one for one in charges if one.charged.cause.startswith(_cause(order_id))), None)
        waits = next((row for row in priceless if row.cause.startswith(_cause(order_id))), None)
        if stood:
            posts += _said_again(change, stood, ids, known)
        elif waits:
            posts += [_waits_for_all(change, waits, ids)]
        elif price:
            posts += entries_of_charges(change, f"order:{order_id}", [Charge(price, dict.fromkeys(ids, 1))], known)
    done = [row.id for row in (*(row for one in charges for row in one.waits), *priceless)]
    if done:
        actions.settle_waiting(done, done)
    return posts


def _cause(order_id: UUID) -> str:
    return f"charge:order:{order_id}:{LOADED}"


def _said_again(change: Change, stood: Borne, more: list[UUID], known: Mapping[UUID, LineToPay]) -> list[Post]:
    """What stands of it turned round, and posted anew for these as well, on the day of the first."""
    pence = sum(pence_of(one.parts) for one in stood.standing)
    bore = {part.line_id for one in stood.standing for part in one.parts if part.line_id}
    bore |= {line_id for row in stood.waits for line_id in row.weights if line_id}
    weights: dict[UUID | None, int] = dict.fromkeys([*sorted(bore), *more], 1)
    at = occasions_of(change, stood.charged)[1]
    again = posts_of_charge(change, at, Charge(Price(LOADED, "", 1, pence), weights), known)
    return [
        *wholly_turned(stood, _WHY, lambda old: taken_back_of(change, old)),
        *(replace(one, kind=EntryKind.RESTATED, note=_WHY) if isinstance(one, Entry) else one for one in again),
    ]


def _waits_for_all(change: Change, waits: Waiting, more: list[UUID]) -> Waiting:
    """It waits for its price still, for these as well."""
    again = Occasion(change.new_id(), f"{_cause_of(waits)}:change:{change.audit_id}", waits.happened_on)
    return replace(waits, id=again.id, cause=again.cause, weights={**waits.weights, **dict.fromkeys(more, 1)})


def _cause_of(waits: Waiting) -> str:
    return waits.cause.partition(":change:")[0]
