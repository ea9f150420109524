"""The form of a scenario: what is typed is the scenario that is meant, and what is wrong stands at its box."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from handrail.core.ids import fresh_id
from handrail.forecasting.codes import RATES, TOP_RATES
from handrail.forecasting.example import EXAMPLE
from handrail.forecasting.model import Scenario
from handrail.forecasting.reading import MOST_YEARS, read_scenario, scenario_of
from handrail.web.commissioner.charts import WIDTH, ChartRow, Piece, chart_of
from handrail.web.commissioner.outcome import outcome_part
from handrail.web.commissioner.scenario_form import ScenarioForm, initial_of, with_a_year, without_last_year
from tests.forecasting.plans import D, a_plan, a_year, plans, second_year

RANGES = {
    "credit_rate": {"low": D("0.8"), "high": D("0.9")},
    "reuse_rate": {"low": D("0.5"), "likely": D("0.55"), "high": D("0.6")},
}
EVEN = {"self_purchase_rate": {"low": D(0), "high": D("0.1"), "distribution": "uniform"}}
OWN = {"credit_rate": {"low": D("0.6"), "high": D("0.7")}}


def typed(scenario: Scenario, **changes: str) -> dict[str, str]:
    """What the browser sends for a form that shows this scenario."""
    form = ScenarioForm(initial=initial_of(scenario))
    stated = {name: box for name, box in form.written_all().items() if box.value() is not None}
    sent = {name: str(box.view().value) for name, box in stated.items() if box.value() is not False}
    return {**sent, "idempotency_key": str(fresh_id()), **changes}


def example(**changes: str) -> dict[str, str]:
    return typed(read_scenario(EXAMPLE), **changes)


def read(sent: dict[str, str]) -> Scenario:
    form = ScenarioForm(sent)
    assert form.is_valid(), form.errors
    assert form.scenario is not None
    return form.scenario


def errors(**changes: str) -> dict[str, list[str]]:
    form = ScenarioForm(example(**changes))
    assert form.scenario is None
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}


@given(plan=plans())
def test_what_is_shown_and_sent_back_is_the_same_scenario(plan: dict[str, Any]) -> None:
    """Amounts have whole pence on a page; everything else keeps every digit."""
    years = [{**year, "gross_spend": year["gross_spend"].quantize(D("0.01"))} for year in plan["years"]]
    years = [
        {**year, "baseline_net": year["baseline_net"].quantize(D("0.01"))} if "baseline_net" in year else year
        for year in years
    ]
    scenario = scenario_of({**plan, "years": years})
    assert read(typed(scenario)) == scenario


def test_ranges_come_back_too() -> None:
    years = [a_year(ranges=EVEN), second_year(credit_rate=D("0.65"), ranges=OWN)]
    scenario = scenario_of(a_plan(ranges=RANGES, carry_uplift=True, years=years))
    assert read(typed(scenario)) == scenario


def test_the_example_is_shown_as_people_say_it() -> None:
    sent = example()
    assert (sent["credit_rate"], sent["y0-gross_spend"], sent["y1-reuse_uplift"]) == ("85", "5,000,000.00", "6")


@pytest.mark.parametrize(
    ("changes", "box", "words"),
    [
        ({"credit_rate": "101"}, "credit_rate", "Credit rate must be 100 % or less"),
        ({"y1-gross_spend": "a lot"}, "y1-gross_spend", "Gross spend must be an amount"),
        ({"y0-baseline_net": ""}, "y0-baseline_net", "Enter the baseline, or both old rates to work it out"),
        ({"old_credit_rate": "65"}, "old_reuse_rate", "Enter both old rates, or none of them"),
        ({"y1-reuse_uplift": "41"}, "y1-reuse_uplift", "Reuse of 60% and an uplift of 41% are 101%"),
        ({"y1-label": "2028/29"}, "y1-label", "After the year before comes 2027/28"),
        ({"y1-label": "2026/27"}, "y1-label", "“2026/27” is an earlier year too"),
        ({"y1-label": "Total"}, "y1-label", "cannot be called “Total”"),
        ({"credit_rate-low": "80"}, "credit_rate-high", "Enter both ends of the range"),
        ({"credit_rate-even": "yes"}, "credit_rate-low", "Enter both ends of the range"),
        ({"credit_rate-low": "90", "credit_rate-high": "80"}, "credit_rate-low", "at least 90%, most likely 85%"),
        (
            {"credit_rate-low": "80", "credit_rate-likely": "81", "credit_rate-high": "90", "credit_rate-even": "yes"},
            "credit_rate-likely",
            "Leave this empty",
        ),
        ({"y0-credit_rate-low": "80", "y0-credit_rate-high": "90"}, "y0-credit_rate-low", "needs the year's own rate"),
        (
            {"y0-reuse_uplift-low": "0", "y0-reuse_uplift-high": "50"},
            "y0-reuse_uplift",
            "At most, reuse 60% and uplift 50% are 110%",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_box(changes: dict[str, str], box: str, words: str) -> None:
    found = errors(**changes)
    assert box in found, found
    assert words in found[box][0]


def test_a_year_more_begins_as_the_last_and_can_be_taken_out() -> None:
    grown = with_a_year(example())
    assert (grown["y2-label"], grown["y2-gross_spend"], grown["years"]) == ("2028/29", "5,150,000.00", "3")
    assert len(read(grown).years) == 3
    assert len(read(without_last_year(grown)).years) == 2
    assert without_last_year({"years": "1"})["years"] == "1"
    assert with_a_year({"years": str(MOST_YEARS)})["years"] == str(MOST_YEARS)


@pytest.mark.parametrize("years", ["", "0", "-1", "x", "9999999", "²"])
def test_no_number_of_years_makes_a_page_too_large(years: str) -> None:
    assert 1 <= ScenarioForm({"years": years}).how_many <= MOST_YEARS


# What it comes to


def test_each_number_of_the_table_leads_to_how_it_is_made() -> None:
    part = outcome_part(read_scenario(EXAMPLE), seed=None)
    led_to = [cell.href for row in part.years.rows for cell in row.cells if cell.href]
    assert len(led_to) == 18
    made = {f"#{one.id}": one for year in part.how for one in year.numbers}
    assert set(led_to) == set(made)
    drawn = [drawn.row.href for drawn in part.waterfall.rows if drawn.row.href]
    assert set(drawn) <= set(made)
    net = made["#how-0-net_with_uplift"]
    assert net.numbers == "4,800,000 × (1 − 0.8 × (0.6 + 0.04) × 0.85)"
    assert net.result == "£2,711,040.00"


def test_each_saving_of_the_tornado_is_explained_year_by_year() -> None:
    """The credit rate 5 points down: 4,800,000 x (1 - 0.8 x 0.64 x 0.8) in the first year."""
    part = outcome_part(read_scenario(EXAMPLE), seed=None)
    assert [drawn.row.href for drawn in part.tornado.rows] == [f"#{one.id}" for one in part.how_moved]
    (credit,) = [one for one in part.how_moved if one.id == "how-credit_rate"]
    (low, (first, _, together)), _ = credit.ends
    assert low == "Low: £1,845,222.72"
    assert first == (
        "2026/27: gross after self-purchase 5,000,000 × (1 − 0.8 × 0.05), net with uplift 4,800,000 × (1 − 0.8 × "
        "(0.6 + 0.04) × 0.8), saving 3,700,000 − 2,833,920 = £866,080.00"
    )
    assert together == "£866,080.00 + £979,142.72 = £1,845,222.72"


def test_ranges_are_drawn_with_the_seed_alone() -> None:
    scenario = scenario_of(a_plan(ranges=RANGES))
    assert outcome_part(scenario, seed=None).ranges == ()
    one, other = (outcome_part(scenario, seed=seed) for seed in (7, 8))
    assert one.ranges == outcome_part(scenario, seed=7).ranges != other.ranges
    assert "seed 7" in one.drawn


def test_the_tornado_moves_over_the_ranges_or_by_points() -> None:
    plain, ranged = read_scenario(EXAMPLE), scenario_of(a_plan(ranges=RANGES))
    assert len(outcome_part(plain, seed=None).tornado.rows) == len(RATES)
    assert "5 points" in outcome_part(plain, seed=None).tornado.caption
    assert len(outcome_part(ranged, seed=None).tornado.rows) == len(RANGES) < len(TOP_RATES)
    assert "2.5 points" in outcome_part(ranged, seed=None, points=D("0.025")).tornado.caption


@pytest.mark.parametrize(
    ("starts", "ends", "begins", "length"),
    [(0, 50, 500, 250), (0, -100, 0, 500), (100, 0, 500, 500), (100, 100, 999, 1), (0, 0, 500, 1)],
)
def test_a_bar_lies_where_its_amounts_are(starts: int, ends: int, begins: int, length: int) -> None:
    """Of a chart from -100 to 100, in thousandths of its width."""
    rows = [
        ChartRow("All", ("",), (Piece("sum", D(-100), D(100)),)),
        ChartRow("", ("",), (Piece("less", D(starts), D(ends)),)),
    ]
    chart = chart_of("", ("", ""), rows)
    assert chart.rows[0].pieces == (("sum", 0, WIDTH),)
    assert chart.rows[1].pieces == (("less", begins, length),)
    assert chart.nought == 500


def test_a_chart_of_nothing_is_a_chart() -> None:
    chart = chart_of("", ("", ""), [ChartRow("Nothing", ("",), (Piece("sum", D(0), D(0)),), mark=Decimal(0))])
    assert chart.rows[0].pieces == (("sum", 500, 1),)
    assert chart_of("", ("", ""), []).rows == ()
