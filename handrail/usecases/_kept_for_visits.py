"""Says how much is kept of each line of an order for the visit that is to bring it, by the price list of today.
Refuses nothing; what a shop supplies, or takes the place of what was paid for, keeps nothing for a visit."""

from collections.abc import Sequence
from dataclasses import replace

from handrail.catalogue.states import SupplyRoute
from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.visit_charges import Done, Work, kept_for_visits, weight_of
from handrail.orders.actions import LineAmendment, NewLine
from handrail.orders.queries import LineRow
from handrail.orders.rules.fitting import fitting_of
from handrail.partners.terms import Terms
from handrail.usecases._ordering import Gathered

type Brought = NewLine | LineAmendment | LineRow


def with_visits[R: (NewLine, LineAmendment)](
    change: Change, gathered: Gathered, rows: Sequence[R], *, beside: Sequence[Brought] = ()
) -> list[R]:
    """These rows, each with its part of the visits that bring them and what stands `beside` them in the order."""
    money, on = money_terms(change.scope), change.at.today
    terms = money.terms_of(on)
    works = [
        replace(_work(row, gathered, terms), weight=weight_of(row.spend_pence, terms))
        for row in (*rows, *beside)
        if _is_brought(row)
    ]
    address = gathered.person.address
    crew = address.facts.crew_at_least if address else 1
    kept = kept_for_visits(works, money.prices.of(on), crew=crew)
    return [replace(row, visit_pence=kept.get(row.id, 0)) for row in rows]


def _is_brought(row: Brought) -> bool:
    return bool(row.spend_pence) and row.supply_route != SupplyRoute.RETAIL_VOUCHER


def _work(row: Brought, gathered: Gathered, terms: Terms) -> Work:
    product = gathered.catalogue.by_id[row.product_id]
    fitting = fitting_of(row.supply_route, product.question_set, product.size_group, product.category, terms)
    return Work(row.id, Done.DELIVER, row.speed_code, row.quantity, product.crew, fitting)
