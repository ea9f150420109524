"""What is reckoned around orders: a range by unit costs of the day, and unit costs that cannot hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from handrail.ledger.rules.system_cost import (
    ADDED,
    Count,
    Counted,
    Spread,
    UnitCost,
    reasons_against_costs,
    reckoned,
    total,
)
from handrail.partners.effective import Held
from tests.usecases.terms import a_day, a_fall

MARCH, APRIL, MAY = date(2026, 3, 10), date(2026, 4, 1), date(2026, 5, 5)
NONE = UUID(int=0)


def held(*costs: UnitCost, on: date = MARCH, until: date | None = None) -> list[Held[UnitCost]]:
    return [Held(NONE, cost, on, until) for cost in costs]


def test_the_worked_example_of_the_page() -> None:
    counts = [
        Count(Counted.LATE_DAY, MARCH, 5, 9),
        Count(Counted.LATE_DAY, APRIL, 2, 5),
        Count(Counted.FALL, APRIL, 31, 31),
        Count(Counted.ADMISSION, APRIL, 4, 4),
    ]
    rows = {one.counted: one for one in reckoned(counts, held(a_day(), a_fall()), MAY)}
    # 14 days at £345, £395 and £495.
    assert rows[Counted.LATE_DAY].pence == Spread(4_830_00, 5_530_00, 6_930_00)
    # 31 × 0.02 × £1,500; 31 × 0.05 × £2,100; 31 × 0.1 × £3,000.
    assert rows[Counted.FALL].pence == Spread(930_00, 3_255_00, 9_300_00)
    # Nobody has said what a hospital stay costs: it is counted, and in no sum.
    assert (rows[Counted.ADMISSION].cases, rows[Counted.ADMISSION].pence) == (4, None)
    assert total(rows.values(), ADDED) == Spread(4_830_00, 5_530_00, 6_930_00)
    assert total(rows.values(), set(Counted) - ADDED) == Spread(930_00, 3_255_00, 9_300_00)


def test_orders_keep_the_unit_cost_of_their_day() -> None:
    before, since = held(a_day(), until=APRIL), held(a_day(500_00), on=APRIL)
    counts = [Count(Counted.LATE_DAY, MARCH, 1, 2), Count(Counted.LATE_DAY, APRIL, 1, 3)]
    found = [one for one in reckoned(counts, [*before, *since], MAY) if one.counted is Counted.LATE_DAY]
    assert [(one.units, one.pence.central if one.pence else 0) for one in found] == [(2, 790_00), (3, 1_500_00)]
    assert total(found, ADDED) == Spread(690_00 + 1_350_00, 790_00 + 1_500_00, 990_00 + 1_800_00)


def test_where_nobody_set_a_figure_there_is_none() -> None:
    rows = reckoned([Count(Counted.LATE_DAY, MARCH, 1, 2)], [], MAY)
    assert total(rows, Counted) is None
    assert [one.counted for one in rows] == list(Counted)


def test_half_a_penny_is_rounded_up_once() -> None:
    each = Spread(Decimal("0.0005"), Decimal("0.0015"), Decimal("0.0025"))
    odd = replace(a_fall(), each=each, pence=Spread(10_00, 10_00, 10_00))
    (found,) = (one for one in reckoned([Count(Counted.FALL, APRIL, 1, 1)], held(odd), MAY) if one.cases)
    assert found.pence == Spread(1, 2, 3)


def against(*costs: UnitCost) -> set[tuple[str, str | None]]:
    return {(reason.code, reason.field) for reason in reasons_against_costs(costs, MAY)}


@pytest.mark.parametrize(
    ("cost", "wrong"),
    [
        (replace(a_day(), source=""), ("UNIT_COST_WITHOUT_SOURCE", "costs.0.source")),
        (replace(a_day(), priced_in=2027), ("UNIT_COST_OF_NO_YEAR", "costs.0.priced_in")),
        (replace(a_day(), pence=Spread(2, 1, 3)), ("UNIT_COST_OUT_OF_ORDER", "costs.0.pence_low")),
        (replace(a_day(), pence=Spread(-1, 1, 3)), ("UNIT_COST_OUTSIDE", "costs.0.pence_low")),
        (replace(a_day(), each=a_fall().each), ("LATE_DAY_IS_ONE_DAY", "costs.0.pence_low")),
        (replace(a_fall(), basis=""), ("UNITS_EACH_WITHOUT_BASIS", "costs.0.basis")),
        (
            replace(a_fall(), each=Spread(Decimal(-1), Decimal(0), Decimal(0))),
            ("UNITS_EACH_OUTSIDE", "costs.0.each_low"),
        ),
        (
            replace(a_fall(), each=Spread(Decimal(1), Decimal(0), Decimal(2))),
            ("UNIT_COST_OUT_OF_ORDER", "costs.0.each_low"),
        ),
    ],
)
def test_unit_costs_that_cannot_hold(cost: UnitCost, wrong: tuple[str, str]) -> None:
    assert against(cost) == {wrong}


def test_unit_costs_that_hold() -> None:
    assert against(a_day(), a_fall()) == set()
    assert against(a_day(), a_day(1_000_00)) == {("UNIT_COST_TWICE", "costs.1.pence_low")}
