"""What other minutes of cleans and other hours of the day would have done to what was charged."""

from collections.abc import Callable
from datetime import date, time

import pytest

from handrail.ledger.rules.recharged import Attended, Cleaned, Recharged, recharged_cleans, recharged_hours
from handrail.partners.terms import USUAL, Terms

ON = date(2026, 3, 3)
PRICES = {"refurbish_small": 6_00, "refurbish_medium": 14_00, "refurbish_large": 38_00, "out_of_hours": 45_00}


def price(item: str, _: date) -> int:
    return PRICES.get(item, 0)


def terms(**values: object) -> Callable[[date], Terms]:
    return lambda _: Terms(**values)  # type: ignore[arg-type]


def test_cleans_move_to_the_row_that_other_minutes_give() -> None:
    cleaned = [
        Cleaned(ON, "refurbish_small", "wipe", 15, 4), Cleaned(ON, "refurbish_medium", "wipe", 20, 3),
        Cleaned(ON, "refurbish_large", "wipe", 60, 2), Cleaned(ON, "laundry_sling", "launder_hot", 60, 1),
        # The catalogue said otherwise when it was charged.
        Cleaned(ON, "refurbish_medium", "wipe", 10, 5),
    ]  # fmt: skip
    assert recharged_cleans(cleaned, terms(), terms(), price) == (
        Recharged("laundry_sling", 1, 1), Recharged("refurbish_large", 2, 2), Recharged("refurbish_medium", 8, 8, 0, 5),
        Recharged("refurbish_small", 4, 4),
    )  # fmt: skip
    assert recharged_cleans(cleaned, terms(), terms(small_item_minutes=20, medium_item_minutes=60), price) == (
        Recharged("laundry_sling", 1, 1), Recharged("refurbish_large", 2, 0, -76_00),
        Recharged("refurbish_medium", 8, 7, -14_00, 5), Recharged("refurbish_small", 4, 7, 18_00),
    )  # fmt: skip
    assert recharged_cleans([], terms(), terms(), price) == ()


@pytest.mark.parametrize(
    ("at", "any_hour", "was", "begins", "would", "kept"),
    [
        (time(7, 59), False, True, "07:30", False, 0),
        (time(7, 29), False, True, "07:30", True, 0),
        (time(8, 30), False, False, "09:00", True, 0),
        (time(8, 30), True, False, "09:00", False, 0),
        (time(20, 0), False, True, "09:00", True, 0),
        # It was charged otherwise than the terms of its day say.
        (time(8, 30), False, True, "09:00", True, 1),
        (time(8, 30), False, True, "07:00", True, 1),
    ],
)
def test_a_visit_is_out_of_hours_by_when_the_crew_came(
    at: time, any_hour: bool, was: bool, begins: str, would: bool, kept: int
) -> None:
    (found,) = recharged_hours([Attended(ON, at, any_hour, was)], terms(), terms(day_begins=begins), price)
    more = (would - was) * PRICES["out_of_hours"]
    assert found == Recharged("out_of_hours", int(was), int(would), more, kept)


def test_nothing_attended_is_no_row() -> None:
    assert recharged_hours([], lambda _: USUAL, lambda _: USUAL, price) == ()
