"""Reads the facts that a forecast is made from, off the ledger, the orders and the loans, as they were known at the end
of a day; summed set-based, by fund, product and month.
Refuses what happened or was recorded after that day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.core.shipped import bank_holidays
from handrail.forecasting.forecast.inputs import CreditRule, Fee, Known, Loan, Order, SpendKind
from handrail.forecasts.queries.sql import FEES, LOANS, ORDERS
from handrail.forecasts.rules.told import PostedFee, fees_ahead
from handrail.identity.scope import Scope
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import credit_each, excluded_traits
from handrail.ledger.rules.fees import FEE
from handrail.ledger.rules.price_list import ROWS

# What no fund pays yet; the empty word is that of all funds together.
NO_FUND = "none"
_BOUNDS = """
    SELECT greatest(c.ends_on, (SELECT max(x.ends_on) FROM ledger_extension x
            JOIN ledger_extensiondecision d ON d.contract_id = x.contract_id AND d.extension_id = x.id AND d.is_taken
            WHERE x.contract_id = c.id)), (
        SELECT min(e.happened_on) FROM ledger_entry e WHERE e.contract_id = c.id AND e.kind = ANY(%(kinds)s)
            AND e.month = (SELECT min(f.month) FROM ledger_entry f
                WHERE f.contract_id = c.id AND f.kind = ANY(%(kinds)s))
    )
    FROM partners_contract c WHERE c.id = %(contract)s
"""
# What orders and work post; receipts and what was brought in open say nothing about when money began to be spent.
_BEGINS_WITH = ["RESERVED", "SPENT", "CHARGED"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """`ends_on`: the first day after the contract, with the extensions that were taken; `since`: the day of the first
    order or charge, None before it."""

    ends_on: date
    since: date | None


def bounds(scope: Scope) -> Bounds:
    """From when facts stand, to when a forecast may reach."""
    asked = {"contract": scope.contract_id, "kinds": _BEGINS_WITH}
    (found,) = rows(Bounds, _BOUNDS, asked)
    return found


def known_at(scope: Scope, since: date, as_at: date, ends_on: date | None = None) -> Known:
    """All facts at the end of a day, but for prices that are told ahead. Three statements."""
    ends = datetime.combine(as_at + timedelta(days=1), time(), LONDON)
    asked: Mapping[str, object] = {
        "contract": scope.contract_id,
        "as_at": as_at,
        "ends": ends,
        "no_fund": NO_FUND,
        "fee": FEE,
        "never": sorted(excluded_traits(money_terms(scope).credit.of(as_at))),
        "kept": [activity for activity, row in ROWS.items() if row.reserved],
    }
    return Known(
        since=since,
        as_at=as_at,
        orders=rows(_order, ORDERS, asked),
        loans=rows(_loan, LOANS, asked),
        credit_rule=_credit_rule(scope, as_at),
        closed_days=bank_holidays(),
        fees=_fees(scope, ends_on, rows(PostedFee, FEES, asked)),
    )


def _order(fund: str, kind: str, pence: int, ordered: date, spent: date | None, cancelled: date | None) -> Order:
    return Order(fund, SpendKind(kind), int(pence), ordered, spent, cancelled)


def _loan(
    fund: str, product: UUID, category: str, pieces: int, paid: int, begun: date, ended: date | None, credited: int
) -> Loan:
    return Loan(fund, str(product), category, int(pieces), int(paid), begun, ended, int(credited))


def _fees(scope: Scope, ends_on: date | None, posted: Sequence[PostedFee]) -> tuple[Fee, ...]:
    """Those that were posted, and those that are due by the price list until the contract ends."""
    terms = money_terms(scope)
    share_sets = terms.share_sets.ever()
    known = {str(fund) for fund, _ in share_sets}
    due = fees_ahead(posted, ends_on, terms.prices.of, terms.vat.of, known) if ends_on else ()
    return (*(Fee(one.fund, one.pence, one.counted_on, is_posted=True) for one in posted), *due)


def _credit_rule(scope: Scope, as_at: date) -> CreditRule:
    terms = money_terms(scope).credit.of(as_at)
    return lambda each, category, months: credit_each(each, category, months, terms)
