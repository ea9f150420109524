"""Owns what a scenario says: its years, its rates, and the ranges in which the rates may lie.
Refuses nothing itself: `reading.py` makes only scenarios that hold together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow, localcontext

from handrail.forecasting.codes import TOP_RATES, Distribution

# No product of what a file may hold has more digits than this; if one had, it would fail and not be rounded in silence.
EXACT = Context(prec=250, traps=[Inexact, InvalidOperation, Overflow, DivisionByZero])


@dataclass(frozen=True, slots=True)
class Range:
    """The ends between which a rate lies, and the value that is most likely (not used by a uniform distribution)."""

    low: Decimal
    likely: Decimal
    high: Decimal
    distribution: Distribution = Distribution.TRIANGULAR


@dataclass(frozen=True, slots=True)
class Baseline:
    """The old credit terms, under which the baseline is computed where a year does not give it."""

    credit_rate: Decimal
    reuse_rate: Decimal


@dataclass(frozen=True, slots=True)
class Year:
    """A year as the file states it: `rates` are its own, which win over those at the top."""

    label: str
    gross_spend: Decimal
    baseline_net: Decimal | None
    rates: Mapping[str, Decimal]
    ranges: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as the file states it."""

    name: str
    rates: Mapping[str, Decimal]
    years: tuple[Year, ...]
    carry_uplift: bool = False
    baseline: Baseline | None = None
    ranges: Mapping[str, Range] = field(default_factory=dict)

    @property
    def has_ranges(self) -> bool:
        """Whether any rate may lie elsewhere than where it is stated."""
        return bool(self.ranges) or any(year.ranges for year in self.years)

    def range_of(self, year: Year, rate: str) -> Range | None:
        """The range of a rate in a year: the year's own, or that of the top where the rate is taken from there."""
        if rate in year.ranges or rate in year.rates:
            return year.ranges.get(rate)
        return self.ranges.get(rate)


@dataclass(frozen=True, slots=True)
class YearTerms:
    """What holds in a year, with nothing left to look up. `uplift` holds what was carried, part by part in
    `uplift_parts`; one of `baseline_net` and `baseline` is there."""

    label: str
    gross_spend: Decimal
    equipment_share: Decimal
    self_purchase_rate: Decimal
    reuse_rate: Decimal
    uplift_parts: tuple[Decimal, ...]
    credit_rate: Decimal
    baseline_net: Decimal | None
    baseline: Baseline | None

    @property
    def uplift(self) -> Decimal:
        """All points over the reuse rate."""
        with localcontext(EXACT):
            return sum(self.uplift_parts, Decimal(0))

    @property
    def reuse_with_uplift(self) -> Decimal:
        """The reuse rate that is aimed at."""
        with localcontext(EXACT):
            return self.reuse_rate + self.uplift


def terms_of(scenario: Scenario) -> tuple[YearTerms, ...]:
    """Each year with the rates that hold in it."""
    uplifts = [year.rates["reuse_uplift"] for year in scenario.years]
    return tuple(
        YearTerms(
            label=year.label,
            gross_spend=year.gross_spend,
            **{rate: year.rates.get(rate, scenario.rates[rate]) for rate in TOP_RATES},
            self_purchase_rate=year.rates["self_purchase_rate"],
            uplift_parts=tuple(uplifts[0 if scenario.carry_uplift else number : number + 1]),
            baseline_net=year.baseline_net,
            baseline=None if year.baseline_net is not None else scenario.baseline,
        )
        for number, year in enumerate(scenario.years)
    )
