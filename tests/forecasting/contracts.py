"""Contracts for tests of the forecast, in which everything happens as regularly as a clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handrail.forecasting.forecast.inputs import Known, Loan, Order, SpendKind
from handrail.forecasting.forecast.months import days_of, first_of, last_of, month_of

APRIL_2023 = month_of(date(2023, 4, 1))
FUNDER = "Council"
ORDER_PENCE = 10_000


def eighty_of_100(each: int, category: str, months: int) -> int:
    """A credit rule."""
    return each * 80 // 100


def orders_each_working_day(months: range, *, pence: int = ORDER_PENCE, funder: str = FUNDER) -> list[Order]:
    """One order on each working day, spent the same day."""
    return [
        Order(funder, SpendKind.EQUIPMENT, pence, day, day)
        for month in months
        for day in days_of(month)
        if day.weekday() < 5
    ]


def loans_of(
    months: range, comes_back_after: int, *, pieces: int = 100, product: str = "Bed", category: str = "Beds"
) -> list[Loan]:
    """Loans of each month at 10 pounds a piece, which all come back so many months later and are credited with 8; what
    would come back after the last month is out."""
    found = []
    for month in months:
        loan = Loan(FUNDER, product, category, pieces, pieces * 1_000, first_of(month))
        back = month + comes_back_after
        found.append(
            replace(loan, ended_on=first_of(back), credited_pence=pieces * 800) if back < months.stop else loan
        )
    return found


def a_contract(
    months: int = 36, *, orders: Sequence[Order] | None = None, loans: Sequence[Loan] = (), **options: Any
) -> Known:
    """So many whole months of a contract, with one order on each working day."""
    past = range(APRIL_2023, APRIL_2023 + months)
    return Known(
        since=first_of(past.start),
        as_at=options.pop("as_at", last_of(past.stop - 1)),
        orders=tuple(orders_each_working_day(past) if orders is None else orders),
        loans=tuple(loans),
        credit_rule=eighty_of_100,
        **options,
    )
