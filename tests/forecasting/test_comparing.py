"""Which rate moves the saving most, and scenarios side by side."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from handrail.core.refusal import Refused
from handrail.forecasting.codes import RATES, ScenarioReason
from handrail.forecasting.comparing import Bar, compare, tornado
from handrail.forecasting.model import Scenario
from handrail.forecasting.reading import scenario_of
from handrail.forecasting.savings import outcome_of
from tests.forecasting.plans import D, a_year, plans, scenario, second_year


def saving(**changes: Any) -> Decimal:
    return outcome_of(scenario(**changes)).total.saving_vs_baseline


def test_a_tornado_in_points_moves_each_rate_alone_in_all_years() -> None:
    """One year, 10 points: credit 0.75 and 0.95 leave 4,800,000 x (1 - 0.8 x 0.64 x credit)."""
    bars = {bar.rate: bar for bar in tornado(scenario(years=[a_year()]), D("0.10"))}
    assert set(bars) == set(RATES)
    assert bars["credit_rate"] == Bar("credit_rate", D("743200.00"), D("1234720.00"))
    assert bars["credit_rate"].width == D("491520.00")
    assert bars["self_purchase_rate"] == Bar("self_purchase_rate", saving(years=[a_year(self_purchase_rate=D(0))]),
                                             saving(years=[a_year(self_purchase_rate=D("0.15"))]))  # fmt: skip
    assert bars["reuse_rate"].saving_at_high == saving(years=[a_year()], reuse_rate=D("0.70"))
    both = tornado(scenario(), D("0.10"))
    (credit,) = [bar for bar in both if bar.rate == "credit_rate"]
    assert credit.saving_at_low == saving(credit_rate=D("0.75"))


def test_the_widest_bar_stands_first() -> None:
    bars = tornado(scenario(), D("0.05"))
    assert [bar.width for bar in bars] == sorted((bar.width for bar in bars), reverse=True)
    assert bars[0].rate == "reuse_rate"


def test_a_rate_that_a_year_states_moves_in_that_year_too() -> None:
    own = [a_year(credit_rate=D("0.5")), second_year()]
    (credit,) = [bar for bar in tornado(scenario(years=own), D("0.1")) if bar.rate == "credit_rate"]
    moved = [a_year(credit_rate=D("0.4")), second_year()]
    assert credit.saving_at_low == saving(years=moved, credit_rate=D("0.75"))


def test_rates_stop_at_0_and_1_and_so_does_the_reuse_that_is_aimed_at() -> None:
    bars = {bar.rate: bar for bar in tornado(scenario(years=[a_year()]), D(1))}
    assert bars["credit_rate"].saving_at_low == saving(years=[a_year()], credit_rate=D(0))
    assert bars["credit_rate"].saving_at_high == saving(years=[a_year()], credit_rate=D(1))
    at_most = saving(years=[a_year(reuse_uplift=D("0.4"))])
    assert (bars["reuse_rate"].saving_at_high, bars["reuse_uplift"].saving_at_high) == (at_most, at_most)


def test_a_tornado_over_the_stated_ranges_has_a_bar_for_each() -> None:
    plan = scenario(
        ranges={"credit_rate": {"low": D("0.8"), "high": D("0.9")}, "reuse_rate": {"low": D("0.1"), "high": D("0.7")}},
        years=[
            a_year(reuse_rate=D("0.6"), ranges={"reuse_uplift": {"low": D(0), "high": D("0.2")}}),
            second_year(reuse_rate=D("0.6")),
        ],
    )
    bars = {bar.rate: bar for bar in tornado(plan)}
    assert set(bars) == {"credit_rate", "reuse_uplift"}  # Both years state the reuse rate, so its range means nothing.
    assert bars["credit_rate"] == Bar("credit_rate", saving(credit_rate=D("0.8")), saving(credit_rate=D("0.9")))
    low = [a_year(reuse_uplift=D(0)), second_year()]
    assert bars["reuse_uplift"].saving_at_low == saving(years=low)
    assert tornado(scenario()) == ()


@given(plan=plans())
def test_no_bar_begins_beyond_its_end(plan: dict[str, Any]) -> None:
    """More credit, more back, more bought by people themselves: none saves less, whatever the scenario."""
    plan.pop("baseline", None)
    plan["years"] = [{**year, "baseline_net": D(0)} for year in plan["years"]]
    stated = outcome_of(scenario_of(plan)).total.saving_vs_baseline
    for bar in tornado(scenario_of(plan), D("0.05")):
        assert bar.saving_at_low <= stated <= bar.saving_at_high


def test_scenarios_stand_beside_the_first() -> None:
    first, second = scenario(), scenario(name="More credit", credit_rate=D("0.95"))
    plain, compared = compare([first, second])
    assert plain.outcome == outcome_of(first)
    assert {plain.more_than_first.of(output) for output in ("net", "saving_vs_baseline")} == {D(0)}
    assert compared.outcome == outcome_of(second)
    assert compared.more_than_first.saving_vs_baseline == saving(credit_rate=D("0.95")) - saving()
    assert compared.more_than_first.gross_spend == 0


def numbered(count: int) -> list[Scenario]:
    return [scenario(name=f"Plan {number}") for number in range(count)]


@pytest.mark.parametrize(
    ("scenarios", "reasons"),
    [
        (numbered(0), [(None, ScenarioReason.COMPARE_TWO_TO_FOUR)]),
        (numbered(1), [(None, ScenarioReason.COMPARE_TWO_TO_FOUR)]),
        (numbered(5), [(None, ScenarioReason.COMPARE_TWO_TO_FOUR)]),
        ([scenario(), scenario()], [("[1].name", ScenarioReason.NAME_TWICE)]),
        (
            [scenario(), scenario(name="Short", years=[a_year()]), scenario(years=[second_year()])],
            [("[1].years", ScenarioReason.YEARS_DIFFER), ("[2].name", ScenarioReason.NAME_TWICE),
             ("[2].years", ScenarioReason.YEARS_DIFFER)],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_compared(scenarios: list[Scenario], reasons: list[tuple[str | None, ScenarioReason]]) -> None:
    with pytest.raises(Refused) as caught:
        compare(scenarios)
    assert [(reason.field, reason.code) for reason in caught.value.reasons] == reasons


def test_four_can_be_compared() -> None:
    assert [one.outcome.name for one in compare(numbered(4))] == ["Plan 0", "Plan 1", "Plan 2", "Plan 3"]
