"""What is rented: by the day at the price of that day, rounded once; which months are due; prices that cannot hold."""

from datetime import date
from uuid import UUID

import pytest

from handrail.ledger.rules.monthly import months_since_agreed
from handrail.ledger.rules.rentals import (
    OnRent,
    RentalTerm,
    months_looked_at,
    reasons_against_rentals,
    rent_of,
)
from handrail.partners.effective import Held

BED, CHAIR, CUSHION = (UUID(int=number) for number in (1, 2, 3))
FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)


def loan(begins: date, until: date | None = None, *, product: UUID = BED) -> OnRent:
    return OnRent(UUID(int=9), UUID(int=8), product, begins, until, bought=False)


def held(week: int = 10_50, *, on: date = FEBRUARY, until: date | None = None) -> Held[RentalTerm]:
    return Held(BED, RentalTerm(BED, week), on, until)


@pytest.mark.parametrize(
    ("begins", "until", "days", "pence", "how"),
    [
        # The day of the delivery counts, that of the collection does not.
        (date(2026, 3, 4), date(2026, 3, 18), 14, 21_00, "14 days at £10.50 a week"),
        (date(2026, 3, 4), None, 28, 42_00, "28 days at £10.50 a week"),
        (date(2026, 1, 5), date(2026, 3, 2), 1, 1_50, "1 day at £10.50 a week"),
        (date(2026, 1, 5), date(2026, 5, 2), 31, 46_50, "31 days at £10.50 a week"),
    ],
)
def test_rent_is_for_the_days_of_the_month(begins: date, until: date | None, days: int, pence: int, how: str) -> None:
    rent = rent_of(loan(begins, until), MARCH, [held()])
    assert rent is not None
    assert (rent.days, rent.pence, rent.how) == (days, pence, how)


def test_each_day_follows_the_price_of_that_day_and_is_rounded_once() -> None:
    prices = [held(10_00, until=date(2026, 3, 11)), held(11_00, on=date(2026, 3, 11))]
    rent = rent_of(loan(date(2026, 3, 1), date(2026, 3, 14)), MARCH, prices)
    # 10 × £10 + 3 × £11, all by 7: £19.00; apart they would be £14.29 and £4.71.
    assert rent is not None
    assert (rent.pence, rent.how) == (19_00, "10 days at £10.00 a week; 3 days at £11.00 a week")
    odd = rent_of(loan(date(2026, 3, 1), date(2026, 3, 2)), MARCH, [held(1_05)])
    assert odd is not None
    assert odd.pence == 15


def test_nothing_is_owed_without_a_price_or_a_day() -> None:
    assert rent_of(loan(MARCH, product=CHAIR), MARCH, [held()]) is None
    assert rent_of(loan(MARCH, MARCH), MARCH, [held()]) is None
    assert rent_of(loan(FEBRUARY, MARCH), MARCH, [held()]) is None
    assert rent_of(loan(MARCH), MARCH, [held(until=MARCH)]) is None


def test_months_are_due_since_rent_was_agreed_until_they_were_charged() -> None:
    today = date(2026, 4, 3)
    assert months_since_agreed([], [held()], today) == (FEBRUARY, MARCH)
    assert months_since_agreed([FEBRUARY], [held()], today) == (MARCH,)
    assert months_since_agreed([FEBRUARY, MARCH], [held()], today) == ()
    assert months_since_agreed([], [held(on=APRIL)], today) == ()
    assert months_since_agreed([], [], today) == ()
    assert months_looked_at([MARCH])[0] == date(2025, 12, 1)
    assert months_looked_at([]) == ()


def test_prices_that_cannot_hold() -> None:
    wrong = [RentalTerm(BED, 0), RentalTerm(BED, 5), RentalTerm(CUSHION, 5), RentalTerm(CHAIR, 5)]
    assert [(one.code, one.field) for one in reasons_against_rentals(wrong, {BED: True, CUSHION: False})] == [
        ("RENTAL_PRICE_OUTSIDE", "terms.0.week_pence"),
        ("RENTAL_TWICE", "terms.1.product_id"),
        ("RENTAL_OF_COUNTED_PIECES", "terms.2.product_id"),
        ("RENTAL_PRODUCT_UNKNOWN", "terms.3.product_id"),
    ]
