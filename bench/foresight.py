"""Section h: how long a county's forecast takes, and a scenario with its draws. Pure: no database is asked.
Refuses anything but processor time: other work on the machine does no harm."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from bench.figures import Figure, middle
from bench.progress import told
from handrail.forecasting.draws import spreads_of
from handrail.forecasting.forecast.figures import forecast_of, years_of
from handrail.forecasting.forecast.inputs import Known, Loan, Order, SpendKind
from handrail.forecasting.forecast.months import first_of, last_of, month_of
from handrail.forecasting.reading import scenario_of

MOST_SECONDS = 2.0
TIMES = 3
DRAWS = 10_000
_FROM = month_of(date(2023, 4, 1))
_PAST = range(_FROM, _FROM + 36)
_SURE = {"low": Decimal("0.5"), "likely": Decimal("0.6"), "high": Decimal("0.7")}


def measure(*, quick: bool) -> list[Figure]:
    """The figures of section h."""
    known = _a_county(300 if quick else 30_000)
    years = years_of(known.as_at, date(2031, 3, 31))
    plan = scenario_of(_a_plan())
    return [
        _figure("forecast of 60,000 people, three years of loans, five to come", lambda: forecast_of(known, years)),
        _figure(
            f"scenario of seven years, each rate uncertain, {DRAWS:,} draws", lambda: spreads_of(plan, draws=DRAWS)
        ),
    ]


def _figure(name: str, work: Callable[[], object]) -> Figure:
    times = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    told(f"  {name}: {middle(times):.2f} s")
    return Figure("h", name, middle(times), "CPU-seconds", at_most=MOST_SECONDS)


def _a_county(rows: int) -> Known:
    """Rows of six loans, of 150 products to three funders; most come back, about ten months later."""
    chance = Random(1)
    loans, orders = [], []
    for number in range(rows):
        month = chance.choice(_PAST)
        on, price, funder = first_of(month), 500 * (1 + number % 50), "ABC"[number % 3]
        back = month + int(chance.expovariate(1 / 10))
        loan = Loan(funder, f"{number % 150}", f"{number % 9}", 6, 6 * price, on)
        ended = replace(loan, ended_on=first_of(back), credited_pence=6 * price * 80 // 100)
        loans.append(ended if back < _PAST.stop else loan)
        orders.append(Order(funder, SpendKind.EQUIPMENT, 6 * price, on, on))
    return Known(first_of(_PAST.start), last_of(_PAST[-1]), tuple(orders), tuple(loans), _eighty_of_100)


def _eighty_of_100(each: int, category: str, months: int) -> int:
    return each * 80 // 100


def _a_plan() -> dict[str, object]:
    years = [
        {"label": f"{2026 + at}/{27 + at}", "gross_spend": Decimal(5_000_000), "baseline_net": Decimal(3_700_000),
         "self_purchase_rate": Decimal("0.05"), "reuse_uplift": Decimal("0.04"),
         "ranges": {"self_purchase_rate": {"low": Decimal("0.01"), "high": Decimal("0.1")}}}
        for at in range(7)
    ]  # fmt: skip
    return {
        "name": "Every rate uncertain", "credit_rate": Decimal("0.6"), "equipment_share": Decimal("0.6"),
        "reuse_rate": Decimal("0.6"), "years": years,
        "ranges": {"credit_rate": _SURE, "equipment_share": _SURE, "reuse_rate": _SURE},
    }  # fmt: skip
