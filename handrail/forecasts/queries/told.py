"""Reads what the contract has told of prices ahead, and what it was charged lately, by which that is weighed.
Refuses nothing; where nothing is to come, only terms are looked at."""

from datetime import date, timedelta

from handrail.core.moment import month_after
from handrail.forecasting.forecast.inputs import PriceChange
from handrail.forecasts.rules.told import price_changes
from handrail.identity.scope import Scope
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.terms import charged_between
from handrail.ledger.queries.vat import bought_between

# So many months say how much of each thing is charged and bought.
WEIGHED_BY = 12


def told_at(scope: Scope, as_at: date) -> tuple[PriceChange, ...]:
    """The changes of prices that begin after this day."""
    terms = money_terms(scope)
    days = {*terms.prices.turns(after=as_at), *terms.vat.turns(after=as_at)}
    if not days:
        return ()
    first, after = month_after(as_at, -WEIGHED_BY), as_at + timedelta(days=1)
    charged, bought = charged_between(scope, first, after), bought_between(scope, first, after)
    return price_changes(charged, bought, days, as_at, terms.prices.of, terms.vat.of)
