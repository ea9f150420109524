"""Ranges by chance: the same from the same seed, where they must lie, and fast."""

import time
from decimal import Decimal
from typing import Any

import pytest

from handrail.core.refusal import Refused
from handrail.forecasting.codes import OUTPUTS, ScenarioReason
from handrail.forecasting.draws import Spread, spreads_of
from handrail.forecasting.reading import MOST_YEARS
from handrail.forecasting.savings import outcome_of
from tests.forecasting.plans import D, a_year, scenario, second_year

ZERO = D(0)
SELF_PURCHASE = {"self_purchase_rate": {"low": D(0), "high": D("0.1")}}


def bought_by_themselves(within: dict[str, Any], **options: Any) -> Spread:
    """The spread of a rate, seen in an amount that is a hundred million times the rate."""
    year = a_year(
        gross_spend=D(100_000_000),
        equipment_share=D(1),
        self_purchase_rate=D("0.2"),
        ranges={"self_purchase_rate": within},
    )
    return spreads_of(scenario(years=[year]), **options).total["self_purchase_reduction"]


def test_a_triangle_has_its_quantiles_where_the_formula_has_them() -> None:
    """From 0 over 0.2 to 0.5: 5 of 100 lie below sqrt(0.05 x 0.5 x 0.2) = 0.0707; above 0.2 it is
    0.5 - sqrt((1 - p) x 0.5 x 0.3), which is 0.2261 for a half and 0.4134 for 95 of 100."""
    spread = bought_by_themselves({"low": ZERO, "high": D("0.5")}, draws=100_000)
    assert float(spread.p5) == pytest.approx(7_071_068, rel=0.02)
    assert float(spread.p50) == pytest.approx(22_613_872, rel=0.01)
    assert float(spread.p95) == pytest.approx(41_339_746, rel=0.01)


@pytest.mark.parametrize(("likely", "middle"), [("0.0", 14_644_661), ("0.5", 35_355_339)])
def test_a_triangle_may_be_steepest_at_an_end(likely: str, middle: float) -> None:
    spread = bought_by_themselves({"low": ZERO, "likely": D(likely), "high": D("0.5")}, draws=100_000)
    assert float(spread.p50) == pytest.approx(middle, rel=0.01)


def test_a_uniform_range_has_them_in_proportion() -> None:
    spread = bought_by_themselves({"low": D("0.1"), "high": D("0.5"), "distribution": "uniform"}, draws=100_000)
    assert [float(one) for one in (spread.p5, spread.p50, spread.p95)] == [
        pytest.approx(amount, rel=0.01) for amount in (12_000_000, 30_000_000, 48_000_000)
    ]


def test_between_two_draws_a_quantile_lies_in_proportion() -> None:
    """Of 100 draws the 5th hundredth lies 4.95 steps up: 95 hundredths of the way from the fifth to the sixth."""
    by_hundred = bought_by_themselves({"low": ZERO, "high": D(1), "distribution": "uniform"}, draws=100)
    assert by_hundred.p5 < by_hundred.p50 < by_hundred.p95


def test_the_same_seed_draws_the_same() -> None:
    plan = scenario(years=[a_year(ranges=SELF_PURCHASE), second_year()])
    assert spreads_of(plan, seed=7) == spreads_of(plan, seed=7)
    assert spreads_of(plan, seed=7).total != spreads_of(plan, seed=8).total
    assert (spreads_of(plan).seed, spreads_of(plan).draws) == (1, 10_000)


def test_these_draws_are_the_same_on_every_machine() -> None:
    """What was printed in a report can be had again: this figure must never change."""
    spread = bought_by_themselves({"low": ZERO, "high": D("0.5")}, seed=2026, draws=1000)
    assert spread == Spread(D("6845593.32"), D("22570525.85"), D("41830872.20"))


def test_a_further_range_leaves_the_chance_of_the_others_alone() -> None:
    years = [a_year(ranges=SELF_PURCHASE), second_year()]
    one = spreads_of(scenario(years=years))
    two = spreads_of(scenario(years=years, ranges={"credit_rate": {"low": D("0.8"), "high": D("0.9")}}))
    assert one.years[0]["self_purchase_reduction"] == two.years[0]["self_purchase_reduction"]
    assert one.years[0]["net"] != two.years[0]["net"]


def test_a_rate_of_the_top_is_drawn_once_for_all_years() -> None:
    """Two like years under one uncertain rate are together as uncertain as both: nothing evens out. Two rates of their
    own do even out in part."""
    within = {"credit_rate": {"low": D("0.7"), "high": D(1)}}
    like = {"gross_spend": D(5000000), "baseline_net": D(3700000)}
    shared = spreads_of(scenario(ranges=within, years=[a_year(**like), a_year(**like, label="2027/28")]))
    assert shared.years[0]["net"] == shared.years[1]["net"]
    assert abs(shared.total["net"].p5 - 2 * shared.years[0]["net"].p5) <= D("0.01")
    own = {**like, "credit_rate": D("0.85"), "ranges": within}
    apart = spreads_of(scenario(years=[a_year(**own), a_year(**own, label="2027/28")]))
    wide, narrow = (spread.total["net"].p95 - spread.total["net"].p5 for spread in (shared, apart))
    assert narrow < wide * D("0.85")


def test_a_rate_that_a_year_states_is_not_drawn_from_the_range_of_the_top() -> None:
    within = {"credit_rate": {"low": D("0.5"), "high": D(1)}}
    found = spreads_of(scenario(ranges=within, years=[a_year(credit_rate=D("0.85")), second_year()]))
    assert found.years[0]["net"] == Spread(D("2841600.00"), D("2841600.00"), D("2841600.00"))
    assert found.years[1]["net"].p5 < found.years[1]["net"].p95


@pytest.mark.parametrize("carried", [False, True])
@pytest.mark.parametrize("baseline", [None, {"credit_rate": D("0.65"), "reuse_rate": D("0.50")}])
def test_ranges_without_width_give_the_model_itself(*, carried: bool, baseline: dict[str, Decimal] | None) -> None:
    """Every rate pinned to where it is stated: each spread is the exact output."""
    pinned = {rate: {"low": D(at), "high": D(at)} for rate, at in (("credit_rate", "0.85"), ("equipment_share", "0.8"))}
    given = None if baseline else D(3700000)
    plan = scenario(
        ranges=pinned,
        carry_uplift=carried,
        baseline=baseline,
        years=[a_year(baseline_net=given), second_year(baseline_net=given)],
    )
    outcome, found = outcome_of(plan), spreads_of(plan, draws=100)
    for amounts, spreads in [*zip([year.amounts for year in outcome.years], found.years, strict=True),
                             (outcome.total, found.total)]:  # fmt: skip
        for output in OUTPUTS:
            assert spreads[output] == Spread(*[amounts.of(output)] * 3)


def test_without_ranges_there_is_nothing_to_draw() -> None:
    with pytest.raises(Refused) as caught:
        spreads_of(scenario())
    assert [(reason.field, reason.code) for reason in caught.value.reasons] == [("ranges", ScenarioReason.NO_RANGES)]


@pytest.mark.real_clock
def test_ten_thousand_draws_of_seven_years_take_less_than_two_seconds() -> None:
    """Every rate of every year uncertain. Processor time, so that other work on the machine does no harm."""
    top = {rate: {"low": D("0.5"), "likely": D("0.6"), "high": D("0.7")} for rate in ("credit_rate", "reuse_rate")}
    uncertain = {**SELF_PURCHASE, "reuse_uplift": {"low": ZERO, "likely": D("0.04"), "high": D("0.08")}}
    years = [a_year(label=f"{2026 + number}/{27 + number}", ranges=uncertain) for number in range(7)]
    plan = scenario(ranges=top, years=years)
    began = time.process_time()
    spreads_of(plan)
    assert time.process_time() - began < 2
    assert len(years) < MOST_YEARS
