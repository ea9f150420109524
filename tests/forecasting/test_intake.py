"""Orders to come: the season and the level are found again, growth dies away, a price rise is no growth."""

from datetime import date, timedelta
from math import cos, log, pi
from statistics import fmean

import pytest

from handrail.forecasting.forecast.inputs import PriceChange, SpendKind
from handrail.forecasting.forecast.intake import GROWTH_LEFT, Intake, Level, intake_of, seasons_of
from handrail.forecasting.forecast.months import first_of, last_of
from handrail.forecasting.forecast.orders import ordered
from tests.forecasting.contracts import APRIL_2023, FUNDER, ORDER_PENCE, a_contract, orders_each_working_day

PAST = range(APRIL_2023, APRIL_2023 + 36)
SERIES = (FUNDER, SpendKind.EQUIPMENT)


def winters(strength: float, months: range = PAST) -> list[float]:
    """A level of 1,000 with its height in January."""
    return [1_000 * (1 + strength * cos(2 * pi * (month % 12) / 12)) for month in months]


def test_a_season_is_found_again_drawn_towards_none_by_a_third_after_three_years() -> None:
    seasons = seasons_of(winters(0.3), PAST)
    assert seasons[0] == pytest.approx(1.3 ** (2 / 3), rel=0.03)
    assert seasons[6] == pytest.approx(0.7 ** (2 / 3), rel=0.03)
    assert fmean(seasons) == pytest.approx(1)


def test_a_year_shows_no_season() -> None:
    assert seasons_of(winters(0.3)[:12], PAST[:12]) == (1.0,) * 12


def test_growth_is_no_season() -> None:
    assert seasons_of([1_000 + 10 * number for number in range(36)], PAST) == pytest.approx((1.0,) * 12, abs=0.01)


def test_a_level_that_stands_stays() -> None:
    intake = intake_of({SERIES: [1_000.0] * 36}, PAST)
    assert intake.a_day(SERIES, range(PAST.stop, PAST.stop + 12)) == pytest.approx([1_000] * 12)
    assert set(intake.levels[SERIES].surprises) == {0.0}


def test_a_level_that_fell_is_followed_within_the_year() -> None:
    """A ward was closed a year ago: that is not taken for a fall that goes on."""
    intake = intake_of({SERIES: [1_000.0] * 24 + [700.0] * 12}, PAST)
    assert intake.levels_ahead(SERIES, 6) == pytest.approx([700] * 6, rel=0.04)


def test_growth_dies_away() -> None:
    intake = Intake({SERIES: Level(1_000, 10, ())}, (1.0,) * 12)
    ahead = intake.levels_ahead(SERIES, 60)
    assert ahead[0] == pytest.approx(1_000 + 10 * GROWTH_LEFT)
    assert ahead[-1] == pytest.approx(1_000 + 10 * GROWTH_LEFT / (1 - GROWTH_LEFT), rel=0.01)


def test_a_third_of_the_growth_from_year_to_year_is_believed() -> None:
    """Six in a hundred more than the year before: 0.3 of that, by the month."""
    intake = intake_of({SERIES: [1_000.0] * 24 + [1_060.0] * 12}, PAST)
    assert intake.levels[SERIES].growth == pytest.approx(1_060 * 0.3 * log(1.06) / 12, rel=0.02)


def test_one_year_shows_no_growth() -> None:
    assert intake_of({SERIES: [1_000.0] * 6 + [1_200.0] * 12}, PAST[:18]).levels[SERIES].growth == 0


def test_nothing_ordered_is_nothing_to_come() -> None:
    assert intake_of({SERIES: [0.0] * 36}, PAST).levels_ahead(SERIES, 3) == [0, 0, 0]


def test_a_rise_of_prices_is_no_growth_of_orders() -> None:
    """Ten in the hundred more from the second year on: at the prices before it, orders are what they were."""
    on = first_of(PAST.start + 12)
    orders = orders_each_working_day(PAST[:12]) + orders_each_working_day(PAST[12:], pence=ORDER_PENCE * 11 // 10)
    rise = PriceChange(SpendKind.EQUIPMENT, on - timedelta(days=30), on, 1_100_000)
    counted = ordered(a_contract(orders=orders, price_changes=(rise,)), PAST)
    assert counted.a_day[SERIES] == pytest.approx([ORDER_PENCE] * 36)


def test_orders_are_counted_by_the_working_day() -> None:
    """December has as many orders a working day as November, though Christmas takes two of its days."""
    closed = frozenset({date(2023, 12, 25), date(2023, 12, 26)})
    orders = [one for one in orders_each_working_day(PAST) if one.ordered_on not in closed]
    counted = ordered(a_contract(orders=orders, closed_days=closed), PAST)
    assert counted.a_day[SERIES] == pytest.approx([ORDER_PENCE] * 36)
    assert last_of(PAST[8]) == date(2023, 12, 31)
