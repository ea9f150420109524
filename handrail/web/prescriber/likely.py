"""What a product likely costs in the end, in words: its price less what comes back, by a rule that is said with it.
Refuses to be a reason: it stands beside what is clinical, and the cheaper thing is never named by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.queries import ProductRecord
from handrail.catalogue.rules.traits import traits_of
from handrail.catalogue.states import SupplyRoute
from handrail.core.money import shown_pounds
from handrail.ledger.rules.credits import CreditTerm, excluded_traits
from handrail.spending.budgets import BudgetRow
from handrail.spending.rules import Returned, expected, likely_net


@dataclass(frozen=True, slots=True)
class Likely:
    """The likely cost of one, in pence, and how it comes about in words."""

    pence: int
    words: str


def likely_of(
    catalogue: Iterable[ProductRecord], seen: Mapping[UUID, Returned], terms: Sequence[CreditTerm]
) -> Mapping[str, Likely]:
    """By code of the product. What is not lent, or may not be credited, has none: it costs its price."""
    found, never = {}, excluded_traits(terms)
    for record in catalogue:
        product = record.facts
        traits = traits_of(product.code, product.category, product.supply_route, record.decontamination_method)
        if product.supply_route is not SupplyRoute.LOAN or not record.credit_eligible or not never.isdisjoint(traits):
            continue
        comes = expected(seen.get(record.id), record.return_probability, record.median_loan_days)
        net = likely_net(product.price_pence, product.category, comes, terms)
        if net < product.price_pence:
            of_ten = (20 * comes.back + comes.of) // (2 * comes.of)
            why = "seen in this service" if comes.own else "as the catalogue expects"
            found[product.code] = Likely(
                net, f"{shown_pounds(net)} after returns: about {of_ten} of 10 come back, {why}"
            )
    return found


def likely_total(priced: Iterable[tuple[str, int, int]], likely: Mapping[str, Likely]) -> str:
    """Of codes with the price and the number of each: what all of it likely costs; empty where that is what it comes
    to."""
    listed = list(priced)
    whole = sum(price * quantity for _, price, quantity in listed)
    net = sum((likely[code].pence if code in likely else price) * quantity for code, price, quantity in listed)
    return shown_pounds(net) if net < whole else ""


def lefts_of(budgets: Iterable[BudgetRow]) -> Mapping[UUID, str]:
    """By team what is left of its budget, in words."""
    return {
        one.team_id: f"{shown_pounds(one.pence - one.used_pence)} of {shown_pounds(one.pence)}"
        for one in budgets
        if one.used_pence is not None
    }
