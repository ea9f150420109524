"""The steps from the gross spend to the baseline: each begins where the one before ended, and what is drawn adds up."""

from itertools import pairwise
from typing import Any

from hypothesis import given

from handrail.forecasting.reading import scenario_of
from handrail.forecasting.savings import outcome_of
from handrail.forecasting.waterfall import SUMS, Part, waterfall
from tests.forecasting.plans import D, plans, scenario


def test_the_steps_of_the_example() -> None:
    """By the table of docs/scenario.md: 10,150,000.00 less 447,200.00, less what is credited."""
    steps = {step.part: step for step in waterfall(outcome_of(scenario()).total)}
    assert list(steps) == list(Part)
    assert {part: step.amount for part, step in steps.items()} == {
        Part.GROSS: D("10150000.00"),
        Part.SELF_PURCHASE: D("-447200.00"),
        Part.CREDITS: D("-3958742.40"),
        Part.UPLIFT: D("-330594.24"),
        Part.NET: D("5413463.36"),
        Part.SAVING: D("2097536.64"),
        Part.BASELINE: D("7511000.00"),
    }
    assert (steps[Part.SAVING].starts, steps[Part.SAVING].ends) == (D("5413463.36"), D("7511000.00"))


@given(plan=plans())
def test_each_step_hangs_where_the_one_before_ended(plan: dict[str, Any]) -> None:
    outcome = outcome_of(scenario_of(plan))
    for amounts in (*(year.amounts for year in outcome.years), outcome.total):
        steps = waterfall(amounts)
        for before, step in pairwise(steps):
            assert before.ends == (step.ends if step.part in SUMS else step.starts)
        assert all(step.starts == 0 for step in steps if step.part in SUMS)
        assert all(step.ends - step.starts == step.amount for step in steps)
        assert steps[4].amount == amounts.net_with_uplift
