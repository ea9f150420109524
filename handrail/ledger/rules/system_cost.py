"""Owns: what is reckoned around orders beyond their price, by unit costs that somebody stands by, as a range.
Refuses unit costs without a source, or in no order; never adds a range to spending or to a saving that is cash."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from handrail.core.refusal import Reason
from handrail.partners.effective import Held

FIRST_PRICES = 1990
# What a column holds: no unit cost and no number of units is as large.
MOST_PENCE, MOST_EACH = 1_000_000_000, Decimal(99_999)


class Counted(StrEnum):
    """What is counted around orders. All but the first are effects as assessments name them (`outcome_effect`)."""

    LATE_DAY = "late_discharge_day"
    HOSPITAL_DAYS = "reduce_hospital_days"
    ADMISSION = "prevent_admission"
    FALL = "prevent_fall"
    TWO_TO_ONE = "reduce_two_to_one_care"
    CARE_VISITS = "reduce_care_visits"
    NURSING_VISITS = "reduce_nursing_visits"


ADDED = frozenset({Counted.LATE_DAY})


class Grade(StrEnum):
    """How well a unit cost is known, the best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class CostReason(StrEnum):
    """Why unit costs cannot hold as they were typed."""

    TWICE = "UNIT_COST_TWICE"
    COST_OUTSIDE = "UNIT_COST_OUTSIDE"
    EACH_OUTSIDE = "UNITS_EACH_OUTSIDE"
    OUT_OF_ORDER = "UNIT_COST_OUT_OF_ORDER"
    SOURCE_MISSING = "UNIT_COST_WITHOUT_SOURCE"
    BASIS_MISSING = "UNITS_EACH_WITHOUT_BASIS"
    PRICES_OF_NO_YEAR = "UNIT_COST_OF_NO_YEAR"
    A_DAY_IS_A_DAY = "LATE_DAY_IS_ONE_DAY"


@dataclass(frozen=True, slots=True)
class Spread[N: (int, Decimal)]:
    """A number between two ends."""

    low: N
    central: N
    high: N

    @property
    def ends(self) -> tuple[N, N, N]:
        """Low, central, high."""
        return self.low, self.central, self.high


ONE = Spread(Decimal(1), Decimal(1), Decimal(1))


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one unit costs, in pence, and how many units each thing counted is held to stand for (an assumption, with
    its `basis`; of days that are counted themselves, one). `priced_in`: the year whose prices these are."""

    counted: Counted
    each: Spread[Decimal]
    pence: Spread[int]
    priced_in: int
    source: str
    basis: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Count:
    """So many cases of one kind among the orders of a day, and the units counted in them (days; else the cases)."""

    counted: Counted
    on: date
    cases: int
    units: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What was counted under one unit cost (None: nobody has said what one costs), and what it comes to in pence."""

    counted: Counted
    cost: UnitCost | None
    cases: int
    units: int
    pence: Spread[int] | None


def reckoned(counts: Iterable[Count], held: Sequence[Held[UnitCost]], today: date) -> tuple[Reckoned, ...]:
    """Each kind under the unit cost of the day of the order, in the order of kinds; one of which there is nothing has
    a row too, under the unit cost of today."""
    sums: dict[Counted, dict[UnitCost | None, tuple[int, int]]] = {kind: {} for kind in Counted}
    for one in counts:
        cost = cost_on(held, one.counted, one.on)
        cases, units = sums[one.counted].get(cost, (0, 0))
        sums[one.counted][cost] = (cases + one.cases, units + one.units)
    for kind, found in sums.items():
        if not found:
            found[cost_on(held, kind, today)] = (0, 0)
    return tuple(
        Reckoned(kind, cost, cases, units, comes_to(units, cost) if cost else None)
        for kind, found in sums.items()
        for cost, (cases, units) in found.items()
    )


def cost_on(held: Sequence[Held[UnitCost]], counted: Counted, day: date) -> UnitCost | None:
    """The unit cost of a kind on a day."""
    return next((one.row for one in held if one.row.counted is counted and one.holds_on(day)), None)


def comes_to(units: int, cost: UnitCost) -> Spread[int]:
    """Units × units each × unit cost: low by low, high by high, each rounded once, half a penny up."""
    low, central, high = (
        int((units * each * pence).quantize(Decimal(1), ROUND_HALF_UP))
        for each, pence in zip(cost.each.ends, cost.pence.ends, strict=True)
    )
    return Spread(low, central, high)


def total(rows: Iterable[Reckoned], kinds: Iterable[Counted]) -> Spread[int] | None:
    """All lows added, and all highs; None where no figure is set for any of them."""
    wanted = frozenset(kinds)
    found = [one.pence for one in rows if one.counted in wanted and one.pence is not None]
    if not found:
        return None
    return Spread(*(sum(end) for end in zip(*(one.ends for one in found), strict=True)))


def reasons_against_costs(costs: Sequence[UnitCost], today: date) -> Iterator[Reason]:
    """What is wrong with unit costs; fields are `costs.0.source` and so on."""
    seen: set[Counted] = set()
    for at, cost in enumerate(costs):
        if cost.counted in seen:
            yield Reason(CostReason.TWICE, f"costs.{at}.pence_low")
        seen.add(cost.counted)
        yield from _against_numbers(at, cost)
        if not FIRST_PRICES <= cost.priced_in <= today.year:
            about = (("least", FIRST_PRICES), ("most", today.year))
            yield Reason(CostReason.PRICES_OF_NO_YEAR, f"costs.{at}.priced_in", about)
        if not cost.source:
            yield Reason(CostReason.SOURCE_MISSING, f"costs.{at}.source")
        if not cost.basis and cost.counted not in ADDED:
            yield Reason(CostReason.BASIS_MISSING, f"costs.{at}.basis")


def _against_numbers(at: int, cost: UnitCost) -> Iterator[Reason]:
    if any(not 0 <= pence <= MOST_PENCE for pence in cost.pence.ends):
        yield Reason(CostReason.COST_OUTSIDE, f"costs.{at}.pence_low")
    elif list(cost.pence.ends) != sorted(cost.pence.ends):
        yield Reason(CostReason.OUT_OF_ORDER, f"costs.{at}.pence_low")
    if cost.counted in ADDED:
        if cost.each != ONE:
            yield Reason(CostReason.A_DAY_IS_A_DAY, f"costs.{at}.pence_low")
    elif any(not 0 <= each <= MOST_EACH for each in cost.each.ends):
        yield Reason(CostReason.EACH_OUTSIDE, f"costs.{at}.each_low")
    elif list(cost.each.ends) != sorted(cost.each.ends):
        yield Reason(CostReason.OUT_OF_ORDER, f"costs.{at}.each_low")
