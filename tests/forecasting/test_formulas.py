"""Each number is explained by a formula that gives it, when somebody works it out again."""

import ast
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given

from handrail.forecasting.codes import OUTPUTS
from handrail.forecasting.formulas import Formula, explained, explained_total, plain
from handrail.forecasting.reading import scenario_of
from handrail.forecasting.savings import outcome_of
from tests.forecasting.plans import D, a_year, plans, scenario, second_year, to_penny


def texts(formulas: tuple[Formula, ...]) -> dict[str, str]:
    return {formula.of: formula.text for formula in formulas}


def calculated(text: str) -> Fraction:
    """What a person with a patient calculator gets."""
    source = text.replace("×", "*").replace("−", "-")

    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp(left, ast.Mult(), right):
                return value(left) * value(right)
            case ast.BinOp(left, ast.Sub(), right):
                return value(left) - value(right)
            case ast.BinOp(left, ast.Add(), right):
                return value(left) + value(right)
            case ast.UnaryOp(ast.USub(), operand):
                return -value(operand)
            case _:
                return Fraction(ast.get_source_segment(source, node) or "")

    return value(ast.parse(source, mode="eval").body)


def test_the_formulas_of_the_example() -> None:
    outcome = outcome_of(scenario())
    assert texts(explained(outcome.years[0])) == {
        "gross_spend": "gross_spend = given = 5000000.00",
        "gross_after_self_purchase": "gross_after_self_purchase = gross_spend × (1 − equipment_share × "
        "self_purchase_rate) = 5000000 × (1 − 0.8 × 0.05) = 4800000.00",
        "self_purchase_reduction": "self_purchase_reduction = gross_spend − gross_after_self_purchase = "
        "5000000 − 4800000 = 200000.00",
        "net": "net = gross_after_self_purchase × (1 − equipment_share × reuse_rate × credit_rate) = "
        "4800000 × (1 − 0.8 × 0.6 × 0.85) = 2841600.00",
        "net_with_uplift": "net_with_uplift = gross_after_self_purchase × (1 − equipment_share × (reuse_rate + "
        "reuse_uplift) × credit_rate) = 4800000 × (1 − 0.8 × (0.6 + 0.04) × 0.85) = 2711040.00",
        "saving_vs_baseline": "saving_vs_baseline = baseline_net − net_with_uplift = 3700000 − 2711040 = 988960.00",
    }
    assert texts(explained_total(outcome))["net"] == ("net = sum of the years = 2841600.00 + 2902457.60 = 5744057.60")


def test_carried_points_and_a_computed_baseline_are_shown_part_by_part() -> None:
    old = {"credit_rate": D("0.65"), "reuse_rate": D("0.50")}
    second = second_year(baseline_net=None)
    outcome = outcome_of(scenario(carry_uplift=True, baseline=old, years=[a_year(), second]))
    told = texts(explained(outcome.years[1]))
    assert "(0.6 + 0.04 + 0.06)" in told["net_with_uplift"]
    assert "= 5150000 × (1 − 0.8 × 0.5 × 0.65) − 2569067.2 = " in told["saving_vs_baseline"]
    given = texts(explained(outcome.years[0]))["saving_vs_baseline"]
    assert given == "saving_vs_baseline = baseline_net − net_with_uplift = 3700000 − 2711040 = 988960.00"


def test_what_is_rounded_is_shown_before_and_after() -> None:
    outcome = outcome_of(scenario(years=[a_year(gross_spend=D("100.005"), baseline_net=D(0))]))
    told = texts(explained(outcome.years[0]))
    assert told["gross_spend"] == "gross_spend = given = 100.005, rounded 100.01"
    assert told["gross_after_self_purchase"].endswith("= 96.0048, rounded 96.00")
    assert texts(explained_total(outcome))["saving_vs_baseline"].endswith("= (-54.22) = -54.22")


def test_plain_numbers() -> None:
    assert [plain(D(text)) for text in ("0.80", "1E+6", "100", "1E-7", "0.00")] == [
        "0.8",
        "1000000",
        "100",
        "0.0000001",
        "0",
    ]


@given(plan=plans())
def test_whoever_works_a_formula_out_again_gets_its_number(plan: dict[str, Any]) -> None:
    outcome = outcome_of(scenario_of(plan))
    for year in outcome.years:
        formulas = explained(year)
        assert [formula.of for formula in formulas] == list(OUTPUTS)
        for formula in formulas[1:]:
            again = calculated(formula.numbers)
            assert again == Fraction(formula.exact)
            assert to_penny(again) == formula.result == year.amounts.of(formula.of)
    for formula in explained_total(outcome):
        assert (
            calculated(formula.numbers) == Fraction(formula.result) == Fraction(Decimal(outcome.total.of(formula.of)))
        )
