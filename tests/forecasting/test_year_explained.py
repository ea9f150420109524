"""A year taken apart: each row multiplies to its amount, the rows add up to the figure, to the penny."""

from dataclasses import replace

import pytest

from handrail.forecasting.forecast.codes import Measure
from handrail.forecasting.forecast.figures import Forecast, Period, forecast_of
from handrail.forecasting.forecast.inputs import Order, SelfBought, SpendKind, as_known
from handrail.forecasting.forecast.months import first_of, last_of
from handrail.forecasting.forecast.year_explained import YearExplained, year_explained
from tests.forecasting.contracts import APRIL_2023, FUNDER, a_contract, loans_of, orders_each_working_day

PAST = range(APRIL_2023, APRIL_2023 + 30)
THIS = Period("2025/26", PAST.stop - 6, PAST.stop + 5)
NEXT = Period("2026/27", PAST.stop + 6, PAST.stop + 17)


@pytest.fixture(scope="module")
def found() -> Forecast:
    """Two products, and orders of the last month of which a third is open."""
    loans = [*loans_of(PAST, 4), *loans_of(PAST, 9, pieces=30, product="Hoist", category="Hoists")]
    open_one = Order(FUNDER, SpendKind.EQUIPMENT, 70_001, first_of(PAST[-1]))
    late = [Order(FUNDER, SpendKind.EQUIPMENT, 9_999, first_of(month), first_of(month + 1)) for month in PAST[:-1]]
    orders = [*orders_each_working_day(PAST), *late, open_one]
    return forecast_of(a_contract(30, orders=orders, loans=loans), (THIS, NEXT), draws=5)


@pytest.mark.parametrize("period", [THIS, NEXT])
def test_what_is_known_and_the_rows_add_up_to_the_figure(found: Forecast, period: Period) -> None:
    apart = year_explained(found, FUNDER, period)
    spent = sum(row.pence for row in apart.kept) + sum(row.pence for row in apart.coming)
    back = sum(row.pence for row in apart.back) + sum(row.pence for row in apart.again)
    figures = {measure: found.figures[period.label, FUNDER, measure].pence for measure in Measure}
    assert apart.known_gross_pence + spent == figures[Measure.GROSS]
    assert apart.known_credits_pence + back == figures[Measure.CREDITS]
    assert {row.product for row in apart.back} == {row.product for row in apart.again} == {"Bed", "Hoist"}


def test_each_row_multiplies_to_its_amount(found: Forecast) -> None:
    apart: YearExplained = year_explained(found, FUNDER, THIS)
    near = 15  # The pennies of rounding, month by month, stand with the largest row.
    assert [row.kept_pence for row in apart.kept] == [70_001]
    for kept in apart.kept:
        assert kept.kept_pence * kept.part == pytest.approx(kept.pence, abs=near)
    for row in apart.coming:
        ordered = row.a_day_pence * row.season * row.working_days * row.price
        assert ordered * row.part == pytest.approx(row.pence, abs=near)
    for back in apart.back:
        assert back.paid_pence * back.part == pytest.approx(back.pence, abs=near)
    for again in apart.again:
        assert again.bought_pence * again.part == pytest.approx(again.pence, abs=near)
    assert sum(row.bought_pence for row in apart.again) <= apart.equipment_pence * 1.01


def test_what_is_out_is_told_with_its_age(found: Forecast) -> None:
    """The beds of the last four months: one to four months old."""
    beds = next(row for row in year_explained(found, FUNDER, THIS).back if row.product == "Bed")
    assert (beds.pieces, beds.paid_pence, beds.months_out) == (400, 400_000, 2.5)


def test_what_people_buy_themselves_is_as_much_beside_each_pound_to_be_spent_as_lately() -> None:
    """Rate 1/5: beside each four pounds that the service spends, one; of a year to come for its own months alone."""
    months = (SelfBought(PAST[-2], 0, 3_000), SelfBought(PAST[-1], 1_000, 1_000))
    known = a_contract(30, orders=orders_each_working_day(PAST), loans=loans_of(PAST, 4))
    for lately, expected in ((months, True), ((), False), ((SelfBought(PAST[-1], 1_000, 0),), False)):
        told = forecast_of(replace(known, self_bought=lately), (THIS, NEXT), draws=5)
        for period in (THIS, NEXT):
            apart = year_explained(told, FUNDER, period)
            assert (apart.themselves is not None) is expected
            if apart.themselves:
                to_come = sum(row.pence for row in apart.kept) + sum(row.pence for row in apart.coming)
                assert abs(apart.themselves.equipment_pence - to_come) < 15
                assert apart.themselves.pence == round(apart.themselves.equipment_pence / 4)
    assert as_known(replace(known, self_bought=months), last_of(PAST[-2])).self_bought == months[:1]
