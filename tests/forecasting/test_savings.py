"""The savings model: the example worked out by hand, rounding, and what must hold for every scenario."""

import re
from dataclasses import astuple
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.forecasting.codes import OUTPUTS, TOP_RATES
from handrail.forecasting.model import YearTerms
from handrail.forecasting.reading import read_scenario, scenario_of
from handrail.forecasting.savings import Amounts, Outcome, outcome_of, to_the_penny, years_under
from tests.forecasting.plans import D, a_plan, a_year, plans, rates, scenario, second_year, to_penny
from tests.repository.sources import read

ZERO = D(0)


def worked_out(**changes: Any) -> Outcome:
    return outcome_of(scenario(**changes))


def amounts(*pounds: str) -> Amounts:
    return Amounts(*map(Decimal, pounds))


def test_the_example_as_by_hand() -> None:
    """0.80 x 0.05 = 0.04 of 5,000,000 is 200,000. 0.80 x 0.60 x 0.85 = 0.408 leaves 0.592 of 4,800,000; with 4 points
    more 0.80 x 0.64 x 0.85 = 0.4352 leaves 0.5648. The second year: 0.048, then 0.408 again, then 0.4488."""
    outcome = worked_out()
    first = amounts("5000000", "4800000", "200000", "2841600", "2711040", "988960")
    second = amounts("5150000", "4902800", "247200", "2902457.60", "2702423.36", "1108576.64")
    assert [year.amounts for year in outcome.years] == [first, second]
    assert outcome.total == amounts("10150000", "9702800", "447200", "5744057.60", "5413463.36", "2097536.64")
    assert [year.label for year in outcome.years] == ["2026/27", "2027/28"]


def test_the_example_of_the_docs_is_this_one() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", read("docs/scenario.md"), re.DOTALL)
    assert read_scenario(example.encode()) == scenario()
    told = set(re.findall(r"£[0-9,]+\.[0-9]{2}", read("docs/scenario.md")))
    outcome = worked_out()
    made = {f"£{year.amounts.of(output):,.2f}" for year in outcome.years for output in OUTPUTS[1:]}
    assert told == made | {f"£{outcome.total.of(output):,.2f}" for output in OUTPUTS[1:]}


def test_uplifts_are_carried_only_where_it_says_so() -> None:
    """Carried, the second year aims at 0.60 + 0.04 + 0.06: 4,902,800 x (1 - 0.80 x 0.70 x 0.85) = 2,569,067.20."""
    carried = worked_out(carry_uplift=True)
    assert [year.amounts.net_with_uplift for year in carried.years] == [D("2711040"), D("2569067.20")]
    assert worked_out(carry_uplift=False) == worked_out()


@pytest.mark.parametrize(
    ("rate", "net"),
    [("credit_rate", "3648000"), ("equipment_share", "3631875"), ("reuse_rate", "3820800")],
)
def test_a_rate_of_a_year_wins_in_that_year_alone(rate: str, net: str) -> None:
    """With 0.50 for the credit rate: 4,800,000 x (1 - 0.80 x 0.60 x 0.50); for the share: 4,875,000 x 0.745;
    with 0.30 for reuse: 4,800,000 x (1 - 0.80 x 0.30 x 0.85)."""
    own = D("0.30") if rate == "reuse_rate" else D("0.50")
    outcome = worked_out(years=[a_year(**{rate: own}), second_year()])
    assert outcome.years[0].amounts.net == D(net)
    assert outcome.years[1] == worked_out().years[1]


def test_the_baseline_is_computed_under_the_old_terms_on_the_whole_gross_spend() -> None:
    """5,000,000 x (1 - 0.80 x 0.50 x 0.65) = 3,700,000, as the example gives it. What a year gives itself wins."""
    old = {"credit_rate": D("0.65"), "reuse_rate": D("0.50")}
    outcome = worked_out(baseline=old, years=[a_year(baseline_net=None), second_year()])
    assert outcome.years[0].baseline_net == D("3700000")
    assert outcome.years[0].amounts.saving_vs_baseline == D("988960")
    assert outcome.years[1].amounts.saving_vs_baseline == D("1108576.64")


def test_a_year_without_any_baseline_is_a_fault_of_the_caller() -> None:
    bare = YearTerms("2026/27", D(1), D(1), ZERO, ZERO, (ZERO,), ZERO, baseline_net=None, baseline=None)
    with pytest.raises(ValueError, match="baseline"):
        years_under([bare])


def test_a_dearer_plan_saves_less_than_nothing() -> None:
    assert worked_out(years=[a_year(baseline_net=D(2711041))]).total.saving_vs_baseline == D("1.00")
    assert worked_out(years=[a_year(baseline_net=D("2711039.994"))]).total.saving_vs_baseline == D("-0.01")


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("0.005", "0.01"),
        ("0.0049999999999999999999999999999", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("0", "0.00"),
        ("999999999999.995", "1000000000000.00"),
    ],
)
def test_half_a_penny_goes_up(exact: str, shown: str) -> None:
    assert f"{to_the_penny(D(exact)):f}" == shown


def test_each_output_is_rounded_once_from_what_is_exact() -> None:
    """1.01 x 0.5 = 0.505: what is left and what is taken off both go up, though together they were 1.01. Rounding the
    0.505 first would make of a further half 0.26 for 0.2525."""
    outcome = worked_out(
        equipment_share=D(1),
        reuse_rate=D("0.5"),
        credit_rate=D(1),
        years=[a_year(gross_spend=D("1.01"), self_purchase_rate=D("0.5"), reuse_uplift=ZERO, baseline_net=ZERO)],
    )
    assert outcome.total == amounts("1.01", "0.51", "0.51", "0.25", "0.25", "-0.25")


def test_totals_are_sums_of_rounded_years() -> None:
    year = {"gross_spend": D("0.005"), "baseline_net": ZERO, "self_purchase_rate": ZERO}
    outcome = worked_out(years=[a_year(**year), second_year(**year)])
    assert outcome.total.gross_spend == D("0.02")


def test_numbers_of_many_digits_stay_exact() -> None:
    """Ten times more digits than a float holds."""
    long = D("0.123456789012345678901234")
    plan = a_plan(
        credit_rate=long,
        equipment_share=long,
        reuse_rate=long,
        years=[a_year(gross_spend=D("999999999999.123456789012345678901234"), self_purchase_rate=long)],
    )
    year = outcome_of(scenario_of(plan)).years[0]
    rate, gross = Fraction(long), Fraction(plan["years"][0]["gross_spend"])
    assert Fraction(year.exact.net) == gross * (1 - rate * rate) * (1 - rate * rate * rate)


@given(plan=plans())
def test_every_year_is_what_fractions_give_and_every_total_its_sum(plan: dict[str, Any]) -> None:
    outcome = outcome_of(scenario_of(plan))
    uplift = Fraction(0)
    for stated, year in zip(plan["years"], outcome.years, strict=True):
        credit, share, reuse = (Fraction(stated.get(rate, plan[rate])) for rate in TOP_RATES)
        uplift = Fraction(stated["reuse_uplift"]) + (uplift if plan["carry_uplift"] else 0)
        gross = Fraction(stated["gross_spend"])
        after = gross * (1 - share * Fraction(stated["self_purchase_rate"]))
        aimed = after * (1 - share * (reuse + uplift) * credit)
        if "baseline_net" in stated:
            before = Fraction(stated["baseline_net"])
        else:
            old = plan["baseline"]
            before = gross * (1 - share * Fraction(old["reuse_rate"]) * Fraction(old["credit_rate"]))
        exact = (gross, after, gross - after, after * (1 - share * reuse * credit), aimed, before - aimed)
        assert astuple(year.amounts) == tuple(map(to_penny, exact))
    for output in OUTPUTS:
        assert outcome.total.of(output) == sum(year.amounts.of(output) for year in outcome.years)


@given(plan=plans(), without=st.sampled_from(TOP_RATES))
def test_without_credits_net_is_what_is_bought(plan: dict[str, Any], without: str) -> None:
    """Nothing credited, no equipment in the spend, or nothing coming back: then net is gross, and self-purchase too
    has nothing to take off where there is no equipment."""
    plan[without] = ZERO
    years = [{key: value for key, value in year.items() if key != without} for year in plan["years"]]
    plan["years"] = [{**year, "reuse_uplift": ZERO} for year in years]
    for year in outcome_of(scenario_of(plan)).years:
        assert year.amounts.net == year.amounts.net_with_uplift == year.amounts.gross_after_self_purchase
        if without == "equipment_share":
            assert year.amounts.net == year.amounts.gross_spend


@given(plan=plans(), rate=st.sampled_from(["credit_rate", "self_purchase_rate", "reuse_uplift"]), to=rates)
def test_more_of_any_rate_never_saves_less_against_a_given_baseline(
    plan: dict[str, Any], rate: str, to: Decimal
) -> None:
    """Each of these rates, higher in one year, leaves less to pay."""
    year = plan["years"][0]
    stated = year.get(rate, plan.get(rate))
    higher = max(stated, min(to, D("0.12"))) if rate == "reuse_uplift" else max(stated, to)
    plan.pop("baseline", None)
    plan["years"] = [{**one, "baseline_net": D(1000)} for one in plan["years"]]
    more = {**plan, "years": [{**plan["years"][0], rate: higher}, *plan["years"][1:]]}
    before, after = (outcome_of(scenario_of(one)).total for one in (plan, more))
    assert after.saving_vs_baseline >= before.saving_vs_baseline
    assert after.net_with_uplift <= after.net <= after.gross_after_self_purchase <= after.gross_spend
