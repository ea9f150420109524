"""Scenarios for tests: the example of docs/scenario.md, and changes of it.
Refuses nothing; `scenario_of` does."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from handrail.core.refusal import Refused
from handrail.forecasting.codes import ScenarioReason
from handrail.forecasting.model import Scenario
from handrail.forecasting.reading import scenario_of

D = Decimal


def a_year(**changes: Any) -> dict[str, Any]:
    """2026/27 of the example. A change to None takes a key out."""
    return _with(
        {
            "label": "2026/27",
            "gross_spend": D(5000000),
            "baseline_net": D(3700000),
            "self_purchase_rate": D("0.05"),
            "reuse_uplift": D("0.04"),
        },
        changes,
    )


def second_year(**changes: Any) -> dict[str, Any]:
    """2027/28 of the example."""
    held = {"label": "2027/28", "gross_spend": D(5150000), "baseline_net": D(3811000)}
    return _with(a_year(**held, self_purchase_rate=D("0.06"), reuse_uplift=D("0.06")), changes)


def a_plan(**changes: Any) -> dict[str, Any]:
    """The example."""
    return _with(
        {
            "name": "Reuse and self-purchase",
            "credit_rate": D("0.85"),
            "equipment_share": D("0.80"),
            "reuse_rate": D("0.60"),
            "years": [a_year(), second_year()],
        },
        changes,
    )


def scenario(**changes: Any) -> Scenario:
    """The example as it is read."""
    return scenario_of(a_plan(**changes))


def reasons_against(plan: Any) -> list[tuple[str | None, ScenarioReason]]:
    """Path and code of everything that is wrong; nothing where the plan is read."""
    try:
        scenario_of(plan)
    except Refused as refused:
        return [(reason.field, ScenarioReason(reason.code)) for reason in refused.reasons]
    return []


def _with(held: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**held, **changes}.items() if value is not None}


def to_penny(exact: Fraction) -> Decimal:
    """Half up by whole numbers, another way than the code's."""
    pence = (abs(exact) * 200 + 1) // 2
    return Decimal(int(pence) * (1 if exact >= 0 else -1)).scaleb(-2) + 0


def _decimals(most: int, places: int) -> st.SearchStrategy[Decimal]:
    """So many units of the last place: quicker to make than the library's own decimals."""
    return st.integers(0, most).map(lambda units: D(units).scaleb(-places))


rates = _decimals(10_000, 4)
halves = _decimals(5_000, 4)
eighths = _decimals(1_200, 4)
pounds = _decimals(20_000_000_000, 3)


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """Any scenario of one to four years that is allowed, with its baseline given or computed."""
    given = draw(st.booleans())
    carried = draw(st.booleans())
    count = draw(st.integers(1, 4))
    uplifts = eighths if carried else halves
    years = [
        a_year(
            label=f"Year {number + 1}",
            gross_spend=draw(pounds),
            baseline_net=draw(pounds) if given else None,
            self_purchase_rate=draw(rates),
            reuse_uplift=draw(uplifts),
            credit_rate=draw(st.none() | rates),
            equipment_share=draw(st.none() | rates),
            reuse_rate=draw(st.none() | halves),
        )
        for number in range(count)
    ]
    baseline = None if given and draw(st.booleans()) else {"credit_rate": draw(rates), "reuse_rate": draw(rates)}
    return a_plan(
        credit_rate=draw(rates),
        equipment_share=draw(rates),
        reuse_rate=draw(halves),
        carry_uplift=carried,
        baseline=baseline,
        years=years,
    )
