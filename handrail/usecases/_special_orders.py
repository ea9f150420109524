"""What ordering asks of specials: which may be ordered for whom, at which price, and the requests that follow.
Refuses a special that is on order already where its line goes on; what is ordered, the rules of ordering refuse. An
order without a special reads nothing here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.rules.specials import is_special
from handrail.core.refusal import refuse
from handrail.identity.calls import Change
from handrail.identity.scope import Scope
from handrail.orders.rules.facts import OrderReason
from handrail.specials import actions
from handrail.specials.queries.ordering import (
    following_specials,
    hold_specials,
    ordered_besides,
    standing_of_specials,
)
from handrail.specials.rules.following import state_by_line


def specials_of_order(
    scope: Scope, person_id: UUID, products: Mapping[str, ProductFacts], *, but: UUID | None
) -> tuple[Mapping[str, ProductFacts], frozenset[str]]:
    """The products as this person's order sees them, and the specials among them that they may not have. One that
    somebody had was paid for and is the commissioner's own: it costs nothing again."""
    codes = [code for code in products if is_special(code)]
    if not codes:
        return products, frozenset()
    standing = standing_of_specials(scope, person_id, codes, but=but)
    paid = {one.code: replace(products[one.code], price_pence=0) for one in standing if one.issued}
    return {**products, **paid}, frozenset(one.code for one in standing if not one.free)


def hold_ordered_specials(change: Change, codes: Iterable[str]) -> None:
    """Nobody else orders or gives up these specials until the change ends."""
    if specials := {code for code in codes if is_special(code)}:
        hold_specials(change.scope, specials)


def require_ordered_once(change: Change, lines: Iterable[tuple[UUID, str]]) -> None:
    """Lines that go on, given with their product's code, are the only ones of their specials. Raises `Refused`."""
    specials = {line_id: code for line_id, code in lines if is_special(code)}
    if specials:
        hold_ordered_specials(change, specials.values())
        if found := ordered_besides(change.scope, specials, set(specials.values())):
            raise refuse(OrderReason.SPECIAL_IS_ONE, product=found[0])


def follow_specials(change: Change, products: Iterable[tuple[str, UUID]]) -> None:
    """The requests for these products, given by code and id, stand as their order lines do now. Call it after all that
    moves lines."""
    ids = {product_id for code, product_id in products if is_special(code)}
    if not ids:
        return
    for special in following_specials(change.scope, ids):
        state = state_by_line(special.line)
        if state is not special.state:
            actions.move_special(special.id, special.state, state, reason=special.why)
            change.touched("special", special.id, special.person_id)
