"""What comes back: credits by age, the pace of returns, products that lean on their category."""

from math import exp

import pytest

from handrail.forecasting.forecast.inputs import Loan
from handrail.forecasting.forecast.months import first_of
from handrail.forecasting.forecast.returns import (
    PACE_FOLLOWS,
    PACE_LEFT,
    Pace,
    credit_at,
    credited_of_new,
    credits_of_live,
    curves_of,
    lent,
    pace_of,
)
from tests.forecasting.contracts import APRIL_2023, FUNDER, eighty_of_100, loans_of

PAST = range(APRIL_2023, APRIL_2023 + 36)
AHEAD = range(PAST.stop, PAST.stop + 6)


def eighty_for_a_year(each: int, category: str, months: int) -> int:
    """A credit rule that gives nothing after twelve whole months."""
    return eighty_of_100(each, category, months) if months < 12 else 0


def test_a_credit_has_the_months_that_a_loan_will_have_had() -> None:
    """From any day of April to any day of the next April it is eleven whole months as often as twelve."""
    assert [credit_at(eighty_for_a_year, 1_000, "Beds", lag) for lag in (0, 11, 12, 13)] == [800, 800, 400, 0]


def test_what_is_out_for_too_long_brings_nothing() -> None:
    loans = lent(loans_of(PAST, 14), PAST.start, PAST[-1])
    curves = curves_of(loans.cohorts, PAST[-1])
    young = credits_of_live(loans, curves, eighty_of_100, AHEAD, 1.0)[FUNDER]["Bed"]
    old = credits_of_live(loans, curves, eighty_for_a_year, AHEAD, 1.0)[FUNDER]["Bed"]
    assert young.paid_pence == 14 * 100_000
    assert young.credits[0] == pytest.approx(80_000, rel=0.35)
    assert sum(old.credits) < 0.2 * sum(young.credits)


def test_a_new_product_comes_back_as_its_category_does() -> None:
    """Beds after 2 months, chairs after 20; of a new bed and a new chair nothing is known yet."""
    loans = [
        *loans_of(PAST, 2, product="Bed", category="Beds"),
        *loans_of(PAST, 20, product="Chair", category="Chairs"),
        *loans_of(PAST[-1:], 1, product="New bed", category="Beds", pieces=10),
        *loans_of(PAST[-1:], 1, product="New chair", category="Chairs", pieces=10),
    ]
    counted = lent(loans, PAST.start, PAST[-1])
    curves = {product.name: curve for product, curve in curves_of(counted.cohorts, PAST[-1]).items()}
    assert curves["New bed"].wanted[2] > 0.5 > 0.05 > curves["New chair"].wanted[2]


def test_the_pace_of_returns_is_seen_and_dies_away() -> None:
    """In the last month twice as many came back as in any other."""
    loans = [
        Loan(FUNDER, "Bed", "Beds", 1, 1_000, first_of(PAST.start), first_of(month), 800)
        for month in PAST
        for _ in range(2_000 if month == PAST[-1] else 1_000)
    ]
    staying = Loan(FUNDER, "Bed", "Beds", 1_000_000, 1_000_000_000, first_of(PAST.start))
    counted = lent([*loans, staying], PAST.start, PAST[-1])
    flat = curves_of(counted.cohorts, PAST[-2])
    pace = pace_of(counted.cohorts, flat, PAST)
    assert exp(pace.now) == pytest.approx(2**PACE_FOLLOWS, rel=0.05)
    assert pace.surprises[-1] > 10 * max(abs(one) for one in pace.surprises[:-1])
    assert Pace(1.0, ()).ahead(2) == pytest.approx([exp(PACE_LEFT), exp(PACE_LEFT**2)])


def test_of_new_equipment_as_much_comes_back_as_was_lent_of_it() -> None:
    """Half of what was spent in the last year was lent; it comes back after two months at 80 of 100."""
    loans = lent(loans_of(PAST, 2), PAST.start, PAST[-1])
    curves = curves_of(loans.cohorts, PAST[-1])
    later = credited_of_new(loans, curves, eighty_of_100, FUNDER, 24 * 100_000, 6)
    assert later["Bed"].part_of_spend == 0.5
    assert later["Bed"].credited == pytest.approx([0, 0, 0.4, 0, 0, 0], abs=0.02)
    assert credited_of_new(loans, curves, eighty_of_100, FUNDER, 0, 3) == {}
    assert credited_of_new(loans, curves, eighty_of_100, "NHS", 1_000, 3) == {}
