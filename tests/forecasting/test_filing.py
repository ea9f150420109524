"""A scenario that is filed is read back as it was; the example is that of the documentation; rules have words."""

from typing import Any

from hypothesis import given

from handrail.forecasting.codes import OUTPUTS, RATES
from handrail.forecasting.example import EXAMPLE
from handrail.forecasting.filing import filed
from handrail.forecasting.formulas import explained
from handrail.forecasting.reading import read_scenario, scenario_of
from handrail.forecasting.savings import outcome_of
from handrail.forecasting.words import OUTPUT_NAMES, RATE_NAMES, rule_in_words
from tests.forecasting.plans import D, a_plan, a_year, plans, scenario, second_year
from tests.repository.sources import read

RANGES = {
    "credit_rate": {"low": D("0.8"), "high": D("0.9")},
    "reuse_rate": {"low": D("0.5"), "likely": D("0.55"), "high": D("0.6")},
}
EVEN = {"self_purchase_rate": {"low": D(0), "high": D("0.1"), "distribution": "uniform"}}


@given(plan=plans())
def test_what_is_filed_is_read_back_as_it_was(plan: dict[str, Any]) -> None:
    given_scenario = scenario_of(plan)
    assert read_scenario(filed(given_scenario).encode()) == given_scenario


def test_ranges_are_filed_too() -> None:
    ranged = scenario(ranges=RANGES, carry_uplift=True, years=[a_year(ranges=EVEN), second_year(credit_rate=D("0.7"))])
    assert ranged.has_ranges
    assert read_scenario(filed(ranged).encode()) == ranged


def test_the_example_is_that_of_the_documentation() -> None:
    assert EXAMPLE.decode() in read("docs/scenario.md")
    assert read_scenario(EXAMPLE) == scenario_of(a_plan())


def test_a_rule_is_read_in_words_alone() -> None:
    """With a baseline that is given and with one that is worked out, no code is left."""
    old = {"credit_rate": D("0.65"), "reuse_rate": D("0.5")}
    given_one = explained(outcome_of(scenario()).years[0])
    worked_out = explained(outcome_of(scenario(baseline=old, years=[a_year(baseline_net=None)])).years[0])
    rules = [rule_in_words(formula.rule) for formula in (*given_one, *worked_out)]
    assert [rule for rule in rules if "_" in rule or "baseline." in rule] == []
    assert rules[1] == "gross spend × (1 − equipment share × self-purchase rate)"
    assert rules[-1] == "gross spend × (1 − equipment share × old reuse rate × old credit rate) − net with uplift"
    assert (set(OUTPUT_NAMES), set(RATE_NAMES)) == (set(OUTPUTS), set(RATES))
