"""Reads for which months the fixed fee of a contract is to be charged.
Refuses nothing; a contract that lists no fee owes none."""

from dataclasses import dataclass
from datetime import date, datetime

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.queries.money import money_terms
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.fees import FEE, cause_of, last_day, last_months, months_due
from handrail.ledger.rules.price_list import price_of

_CHARGED = """
    SELECT c.starts_on, array(SELECT e.cause FROM ledger_entry e
        WHERE e.contract_id = c.id AND e.cause = ANY(%(causes)s::text[]))
    FROM partners_contract c WHERE c.id = %(contract)s
"""


@dataclass(frozen=True, slots=True)
class FeeDue:
    """The fee of one month: the cause under which it is charged, its day and its price."""

    cause: str
    on: date
    price: Price


def fees_due(scope: Scope, today: date) -> tuple[FeeDue, ...]:
    """What is to be charged, month by month. One statement beside what is remembered."""
    asked = {"contract": scope.contract_id, "causes": [cause_of(month) for month in last_months(today)]}
    ((begins, charged),) = rows(lambda *row: row, _CHARGED, asked)
    found = []
    for month in months_due(charged, begins, today):
        price = price_of(FEE, [], money_terms(scope).prices.of(last_day(month)))
        if isinstance(price, Price):
            found.append(FeeDue(cause_of(month), last_day(month), price))
    return tuple(found)


def any_fee_due(scope: Scope, at: datetime) -> bool:
    """Whether a month ended whose fee is not charged. Inside `reading`."""
    return bool(fees_due(scope, at.astimezone(LONDON).date()))
