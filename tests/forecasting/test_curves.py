"""Return curves: by hand, with late entry, two ways to end, and leaning on the category where few ended."""

import pytest

from handrail.forecasting.forecast.curves import (
    BAND_OF,
    WEIGHT_IN_MONTHS,
    Cohort,
    Curve,
    counted,
    pooled,
    run_off,
    widest,
)

BEGUN = 24_000
BANDS = max(BAND_OF) + 1


def flat(wanted: float, otherwise: float = 0.0) -> Curve:
    """The same in every month."""
    return Curve((wanted,) * BANDS, (otherwise,) * BANDS)


def cohort(size: float, *, seen: int = BEGUN, **ends: tuple[float, float]) -> Cohort:
    """A cohort that begins with `size`; `m3=(2, 1)` are ends in the third month after: 2 as looked for, 1 otherwise."""
    made = Cohort(BEGUN, seen)
    made.add(size - sum(sum(both) for both in ends.values()), None, wanted=False)
    for name, (wanted, otherwise) in ends.items():
        made.add(wanted, BEGUN + int(name[1:]), wanted=True)
        made.add(otherwise, BEGUN + int(name[1:]), wanted=False)
    return made


def test_a_thousand_things_by_hand() -> None:
    """100 of 1,000 come back in the month of their beginning, 90 of the 900 left in the next, 45 of them are lost."""
    counts = counted([cohort(1_000, m0=(100, 0), m1=(90, 45))], BEGUN + 2)
    assert counts.out[:4] == [1_000, 900, 765, 0]
    assert counts.wanted[:3] == [100, 90, 0]
    assert counts.otherwise[:3] == [0, 45, 0]


def test_what_is_still_out_says_nothing_about_later_months() -> None:
    """Kaplan and Meier: what began late counts only for the months that were seen of it."""
    young = Cohort(BEGUN + 10, BEGUN + 10)
    young.add(500, None, wanted=False)
    counts = counted([cohort(100, m1=(50, 0)), young], BEGUN + 10)
    assert counts.out[:3] == [600, 100, 50]


def test_what_was_brought_in_open_counts_from_when_it_was_seen() -> None:
    """Else the survivors would say that hardly anything comes back in its first months."""
    counts = counted([cohort(100, seen=BEGUN + 5, m6=(20, 0))], BEGUN + 6)
    assert counts.out[:8] == [0, 0, 0, 0, 0, 100, 100, 0]


def test_an_end_before_it_was_seen_is_not_counted() -> None:
    counts = counted([cohort(100, seen=BEGUN + 5, m3=(40, 0))], BEGUN + 6)
    assert counts.out[5:7] == [60, 60]
    assert sum(counts.wanted) == 0


def test_an_end_after_the_last_month_is_not_known() -> None:
    counts = counted([cohort(100, m1=(10, 0), m4=(90, 0))], BEGUN + 2)
    assert (counts.out[:4], sum(counts.wanted)) == ([100, 100, 90, 0], 10)


def test_of_what_is_out_for_a_year_the_next_month_is_asked_and_not_an_average() -> None:
    """Nine of ten come back at once or never: what is out after that stays."""
    curve = widest(counted([cohort(100_000, m0=(90_000, 0))], BEGUN + 24))
    assert run_off(curve, 0, 1)[0] == pytest.approx(0.9, abs=0.01)
    assert sum(run_off(curve, 6, 12)) < 0.02


def test_what_ends_otherwise_is_not_there_to_come_back() -> None:
    curve = flat(0.1, 0.4)
    assert run_off(curve, 0, 3) == pytest.approx([0.1, 0.05, 0.025])


def test_of_a_month_that_has_begun_only_the_rest_is_to_come() -> None:
    curve = flat(0.2)
    assert run_off(curve, 3, 2, first_part=0.5) == pytest.approx([0.1, 0.18])


def test_no_more_comes_back_than_is_out() -> None:
    assert sum(run_off(flat(0.9, 0.5), 0, 50)) <= 1


def test_a_product_that_nobody_returned_yet_leans_on_its_category() -> None:
    wider = flat(0.2, 0.01)
    none_yet = pooled(counted([cohort(1)], BEGUN + 1), wider)
    assert none_yet.wanted[0] == pytest.approx(0.2, rel=0.06)


def test_a_product_with_thousands_says_it_itself() -> None:
    wider = flat(0.2, 0.01)
    many = pooled(counted([cohort(10_000, m0=(500, 0))], BEGUN), wider)
    assert many.wanted[0] == pytest.approx(0.05, rel=0.05)


def test_a_product_that_comes_back_half_as_often_is_taken_so_in_months_that_it_has_not_reached() -> None:
    """The level of the first months is carried on to the ages that only the category has."""
    wider = flat(0.2)
    half = pooled(counted([cohort(10_000, m0=(1_000, 0))], BEGUN), wider)
    assert half.wanted[-1] == pytest.approx(0.1, rel=0.05)


def test_an_age_that_none_has_reached_takes_what_the_last_one_had() -> None:
    curve = widest(counted([cohort(10_000, m0=(1_000, 0), m1=(900, 0))], BEGUN + 1))
    assert curve.wanted[2] == curve.wanted[-1] == pytest.approx(0.1, rel=0.01)
    assert WEIGHT_IN_MONTHS < 10_000


def test_without_anything_nothing_comes_back() -> None:
    assert run_off(widest(counted([], BEGUN)), 0, 3) == [0, 0, 0]
