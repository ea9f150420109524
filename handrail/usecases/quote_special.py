"""Keep what suppliers ask for a special, and choose one of the quotes: the special becomes a product of its own.
Refuses a quote before anybody looked at what is there, and fewer quotes than the contract wants for the price."""

from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue import actions as catalogue_actions
from handrail.catalogue.queries import orderable, product_lines, products
from handrail.catalogue.reference.held import product_row
from handrail.catalogue.rules.specials import next_code
from handrail.core.refusal import Refused
from handrail.core.text_guard import clean_line, clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.specials import actions
from handrail.specials.queries.quotes import quotes_of
from handrail.specials.rules.quoting import (
    NO_LIMITS,
    Limits,
    Quote,
    reasons_against_choice,
    reasons_against_limits,
    reasons_against_product,
    reasons_against_quote,
    special_of,
)
from handrail.specials.states import SpecialState
from handrail.usecases._reference_rows import ReferenceRows
from handrail.usecases._specials import by, held_special, tell_asker


@dataclass(frozen=True, slots=True)
class SpecialQuoted:
    """A quote for a request."""

    special_id: UUID
    quote: Quote


@dataclass(frozen=True, slots=True)
class QuoteToChoose:
    """Which quote is ordered by, and why this one. `name`: what the special is called; `like`: the code of the
    catalogue product that it is cleaned, tested and carried like."""

    special_id: UUID
    quote_id: UUID
    name: str
    like: str
    why: str = ""
    limits: Limits = NO_LIMITS


@use_case(Event.SPECIAL_QUOTED, needs=Permission.CHANGE_ORDERS_OF_OTHERS)
def quote_special(change: Change, *, request: SpecialQuoted) -> UUID:
    """Keep a quote. Gives its id. Raises `Refused` with the reasons of `specials.rules.quoting`, NOT_FOUND."""
    special, said = held_special(change, request.special_id), request.quote
    quote = Quote(clean_line(said.supplier), said.price_pence, said.lead_days, clean_lines(said.note))
    if reasons := tuple(reasons_against_quote(special.state, quote)):
        raise Refused(reasons)
    quote_id = change.new_id()
    actions.keep_quote(quote_id, quote, special_id=special.id, by=by(change))
    tell_asker(change, special, "QUOTED", about=quote_id)
    change.touched("special", special.id, special.person_id)
    return quote_id


@use_case(Event.SPECIAL_CHOSEN, needs=Permission.CHANGE_ORDERS_OF_OTHERS, lays_down=True)
def choose_quote(change: Change, *, request: QuoteToChoose) -> str:
    """Choose a quote. The special is a product from now on, at its price, that only this person's order may name.
    Gives its code. Raises `Refused` with the reasons of `specials.rules.quoting`, NOT_FOUND."""
    special, why, name = held_special(change, request.special_id), clean_lines(request.why), clean_line(request.name)
    quotes = {quote.id: quote for quote in quotes_of(change.scope, special.id)}
    terms = contract_data(change.scope.contract_id, change.at.today).terms
    offered = {record.facts.code for record in orderable(change.scope, change.at.today)}
    like = next((row for row in product_lines(change.scope) if row.code == request.like and row.code in offered), None)
    row = product_row(like) if like else None
    prices = [(quote.id, quote.price_pence) for quote in quotes.values()]
    reasons = (
        *reasons_against_choice(special.state, request.quote_id, prices, why, terms),
        *reasons_against_product(row, special.category, name),
        *reasons_against_limits(request.limits),
    )
    if reasons or row is None:
        raise Refused(reasons)
    code = next_code(products(change.scope))
    made = special_of(row, code, name, quotes[request.quote_id].price_pence, request.limits)
    product = ReferenceRows(change.scope.contract_id, change.at.today, change.new_id).product(made)
    catalogue_actions.add_products([product])
    actions.choose_quote(request.quote_id, why=why, at=change.at.happened_at)
    actions.move_special(special.id, special.state, SpecialState.QUOTED, product_id=product.id)
    tell_asker(change, special, "CHOSEN", code=code)
    change.touched("product", product.id)
    change.touched("special", special.id, special.person_id)
    return code
