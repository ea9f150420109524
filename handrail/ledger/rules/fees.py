"""Owns: for which months the fixed fee of a contract is due, and the cause under which each is charged once.
Refuses nothing: a month that is not over, or did not begin under the contract, is not due."""

from collections.abc import Collection
from datetime import date, timedelta

from handrail.core.moment import month_after
from handrail.ledger.rules.top_ups import TOP_UP

FEE = "management_fee"
# What is for nobody in particular: no order line bears it, and an invoice names it by its day alone.
FOR_EVERYBODY = frozenset({FEE, TOP_UP})
# The fee of the reference list is for a contract of about so many people.
FEE_IS_FOR = 500_000
# A service that stood still is caught up with so far back.
MOST_MONTHS = 24


def scaled(pence: int, population: int) -> int:
    """The fee of the reference list for so many people, half a penny up."""
    return (2 * pence * population + FEE_IS_FOR) // (2 * FEE_IS_FOR)


def cause_of(month: date) -> str:
    """The cause of the fee of a month, by its first day."""
    return f"charge:month:{month:%Y-%m}:{FEE}"


def last_months(today: date) -> tuple[date, ...]:
    """The first days of the months that are over, the latest first."""
    return tuple(month_after(today, -back) for back in range(1, MOST_MONTHS + 1))


def months_due(charged: Collection[str], begins: date, today: date) -> tuple[date, ...]:
    """The months that are due, in order: all since the last that was charged; where none was, the one before today's.
    The contract must have begun by the first day of each."""
    over = last_months(today)
    done = next((at for at, month in enumerate(over) if cause_of(month) in charged), None)
    waiting = over[: 1 if done is None else done]
    return tuple(month for month in reversed(waiting) if month >= begins)


def last_day(month: date) -> date:
    """The day of the fee: the last of its month."""
    return month_after(month, 1) - timedelta(days=1)
