"""Record that an approved special was ordered from its supplier; the buying is charged once, to its order line.
Refuses one that is not approved, or whose order is over."""

from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.price_list import price_of
from handrail.ledger.rules.visit_charges import Charge
from handrail.orders.queries.money import lines_to_pay
from handrail.specials import actions
from handrail.specials.rules.following import reasons_against_buying
from handrail.specials.states import SpecialState
from handrail.usecases._payers import entries_of_charges
from handrail.usecases._posting import post
from handrail.usecases._specials import held_special, tell_asker

BUYING = "special_buying"


@use_case(Event.SPECIAL_BOUGHT, needs=Permission.CHANGE_ORDERS_OF_OTHERS)
def buy_special(change: Change, *, request: UUID) -> UUID:
    """It is bought. What it costs itself is spent when it is delivered, as of everything."""
    special = held_special(change, request)
    if reasons := tuple(reasons_against_buying(special.state, special.line_state)):
        raise Refused(reasons)
    actions.move_special(special.id, special.state, SpecialState.BOUGHT)
    lines = {line.id: line for line in lines_to_pay(change.scope, [special.line_id] if special.line_id else [])}
    price = price_of(BUYING, [], money_terms(change.scope).prices.of(change.at.today))
    charges = [Charge(price, dict.fromkeys(lines, 1))] if price else []
    post(change, entries_of_charges(change, f"special:{special.id}", charges, lines))
    tell_asker(change, special, "BOUGHT")
    change.touched("special", special.id, special.person_id)
    return special.id
