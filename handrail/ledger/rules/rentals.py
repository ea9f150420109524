"""Owns: what the provider's own equipment costs while it is lent: a price a week, for the days on which it was out.
Refuses rent for what was bought on issue, and for what carries no number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.partners.effective import Held

RENT = "rental"
DAYS = 7
MOST_PENCE = 100_000_00
# What was recorded late is charged so many months after its own.
LATE_MONTHS = 3
QUARTER = 3


class RentalReason(StrEnum):
    """Why rental prices cannot hold as they were typed."""

    TWICE = "RENTAL_TWICE"
    PRODUCT_UNKNOWN = "RENTAL_PRODUCT_UNKNOWN"
    WITHOUT_NUMBERS = "RENTAL_OF_COUNTED_PIECES"
    NOT_A_PRICE = "RENTAL_PRICE_OUTSIDE"


@dataclass(frozen=True, slots=True)
class RentalTerm:
    """What one item of a product costs a week while it is lent."""

    product_id: UUID
    week_pence: int


@dataclass(frozen=True, slots=True)
class OnRent:
    """One item on loan from a day until another, which does not count (None: it is still out). `line_id`: the order
    line that was paid for it, or would have been. `bought`: something was, so it owes no rent."""

    loan_id: UUID
    line_id: UUID
    product_id: UUID
    from_on: date
    until_on: date | None
    bought: bool


@dataclass(frozen=True, slots=True)
class Rent:
    """What one loan owes for one month, and how that is made."""

    days: int
    pence: int
    how: str


def rent_of(loan: OnRent, month: date, held: Sequence[Held[RentalTerm]]) -> Rent | None:
    """Each day at a seventh of the price a week of that day, added up and then rounded once, half a penny up. The day
    of the delivery counts, the day of the collection does not. None where no price held, or nothing is owed."""
    after = month_after(month, 1)
    parts = []
    for one in held:
        first = max(month, loan.from_on, one.from_on)
        days = (min(after, loan.until_on or after, one.until_on or after) - first).days
        if one.row.product_id == loan.product_id and days > 0:
            parts.append((days, one.row.week_pence))
    pence = (2 * sum(days * week for days, week in parts) + DAYS) // (2 * DAYS)
    if not pence:
        return None
    how = "; ".join(f"{days} {'day' if days == 1 else 'days'} at {shown_pounds(week)} a week" for days, week in parts)
    return Rent(sum(days for days, _ in parts), pence, how)


def rent_of_quarter(loan: OnRent, first: date, held: Sequence[Held[RentalTerm]]) -> int:
    """What one loan owes for the three months from this one on."""
    found = (rent_of(loan, month_after(first, number), held) for number in range(QUARTER))
    return sum(rent.pence for rent in found if rent)


def days_of(loan: OnRent, first: date) -> int:
    """On how many days of these three months it was out."""
    after = month_after(first, QUARTER)
    return max(0, (min(after, loan.until_on or after) - max(first, loan.from_on)).days)


def cause_of(month: date, loan_id: UUID) -> str:
    """The cause of the rent of a loan for a month, by its first day."""
    return f"charge:rent:{month:%Y-%m}:{loan_id}"


def loan_of(cause: str) -> UUID:
    """The loan that a rent with this cause is for."""
    return UUID(cause.rpartition(":")[2])


def months_looked_at(due: Sequence[date]) -> tuple[date, ...]:
    """Those that are due, and those before them of which something may have been recorded late."""
    late = {month_after(month, -back) for month in due for back in range(LATE_MONTHS + 1)}
    return tuple(sorted(late))


def months_until(months: Sequence[date], loan: OnRent) -> tuple[date, ...]:
    """These months, in order; and where a loan ended before them, those since its end."""
    ended = (loan.until_on or months[0]).replace(day=1)
    between = (months[0].year - ended.year) * 12 + months[0].month - ended.month
    return (*(month_after(ended, number) for number in range(between)), *months)


def reasons_against_rentals(terms: Sequence[RentalTerm], has_numbers: Mapping[UUID, bool]) -> Iterator[Reason]:
    """What is wrong with rental prices; fields are `terms.0.product_id` and so on. `has_numbers`: the products of the
    contract, and whether each item of one carries a number."""
    seen: set[UUID] = set()
    for at, term in enumerate(terms):
        if term.product_id in seen:
            yield Reason(RentalReason.TWICE, f"terms.{at}.product_id")
        seen.add(term.product_id)
        if term.product_id not in has_numbers:
            yield Reason(RentalReason.PRODUCT_UNKNOWN, f"terms.{at}.product_id")
        elif not has_numbers[term.product_id]:
            yield Reason(RentalReason.WITHOUT_NUMBERS, f"terms.{at}.product_id")
        if not 0 < term.week_pence <= MOST_PENCE:
            yield Reason(RentalReason.NOT_A_PRICE, f"terms.{at}.week_pence")
