"""Which rate moves the saving most, and how scenarios differ.
Refuses to compare totals of different years, and more scenarios than a person can hold side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from enum import StrEnum

from handrail.core.refusal import Reason, Refused
from handrail.forecasting.codes import OUTPUTS, RATES, TOP_RATES, ScenarioReason
from handrail.forecasting.model import EXACT, Range, Scenario, Year, YearTerms, terms_of
from handrail.forecasting.savings import Amounts, Outcome, YearOutcome, outcome_of, summed, years_under

MOST_COMPARED = 4
_ONE = Decimal(1)


class End(StrEnum):
    """To which side a rate is moved."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the tornado: the saving of all years with this rate alone at its low and at its high end, and the
    years that add up to each, which say how."""

    rate: str
    saving_at_low: Decimal
    saving_at_high: Decimal
    years_at_low: tuple[YearOutcome, ...] = field(default=(), compare=False)
    years_at_high: tuple[YearOutcome, ...] = field(default=(), compare=False)

    @property
    def width(self) -> Decimal:
        """How far the rate moves the saving."""
        return abs(self.saving_at_high - self.saving_at_low)


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario beside the first one: its outcome, and each total less the first one's."""

    outcome: Outcome
    more_than_first: Amounts


def tornado(scenario: Scenario, points: Decimal | None = None) -> tuple[Bar, ...]:
    """A bar for each rate, the widest first. A rate moves in all years at once, between the ends of its ranges (rates
    without any have no bar), or by `points` down and up, as far as 0 and 1 let it."""
    rates = [rate for rate in RATES if points is not None or _has_range(scenario, rate)]
    bars = [_bar(scenario, rate, points) for rate in rates]
    return tuple(sorted(bars, key=lambda bar: (-bar.width, RATES.index(bar.rate))))


def compare(scenarios: Sequence[Scenario]) -> tuple[Compared, ...]:
    """Two to four scenarios of the same years, each beside the first. Raises `Refused`."""
    reasons = _reasons_against_comparing(scenarios)
    if reasons:
        raise Refused(reasons)
    outcomes = [outcome_of(scenario) for scenario in scenarios]
    first = outcomes[0].total
    with localcontext(EXACT):
        return tuple(
            Compared(one, Amounts(**{output: one.total.of(output) - first.of(output) for output in OUTPUTS}))
            for one in outcomes
        )


def _reasons_against_comparing(scenarios: Sequence[Scenario]) -> list[Reason]:
    if not 2 <= len(scenarios) <= MOST_COMPARED:
        return [Reason(ScenarioReason.COMPARE_TWO_TO_FOUR, None, (("found", len(scenarios)), ("most", MOST_COMPARED)))]
    first = [year.label for year in scenarios[0].years]
    reasons: list[Reason] = []
    for number, scenario in enumerate(scenarios):
        if scenario.name in {before.name for before in scenarios[:number]}:
            reasons.append(Reason(ScenarioReason.NAME_TWICE, f"[{number}].name", (("found", scenario.name),)))
        if [year.label for year in scenario.years] != first:
            reasons.append(Reason(ScenarioReason.YEARS_DIFFER, f"[{number}].years"))
    return reasons


def _has_range(scenario: Scenario, rate: str) -> bool:
    return any(scenario.range_of(year, rate) is not None for year in scenario.years)


def _bar(scenario: Scenario, rate: str, points: Decimal | None) -> Bar:
    low, high = (_years(scenario, rate, end, points) for end in End)
    return Bar(rate, _saving(low), _saving(high), low, high)


def _saving(years: Sequence[YearOutcome]) -> Decimal:
    return summed([year.amounts for year in years]).saving_vs_baseline


def _years(scenario: Scenario, rate: str, end: End, points: Decimal | None) -> tuple[YearOutcome, ...]:
    """The years with one rate moved. In points, the reuse that is aimed at stops at 1 as every rate does."""

    def moved(stated: Decimal, within: Range | None) -> Decimal:
        if points is None:
            return stated if within is None else within.low if end is End.LOW else within.high
        with localcontext(EXACT):
            return max(Decimal(0), stated - points) if end is End.LOW else min(_ONE, stated + points)

    return years_under([_stopped(terms) for terms in terms_of(_with(scenario, rate, moved))])


def _with(scenario: Scenario, rate: str, moved: Callable[[Decimal, Range | None], Decimal]) -> Scenario:
    """The scenario with one rate moved at the top and in every year that states it."""

    def year_with(year: Year) -> Year:
        if rate not in year.rates:
            return year
        return replace(year, rates={**year.rates, rate: moved(year.rates[rate], year.ranges.get(rate))})

    rates = scenario.rates
    if rate in TOP_RATES:
        rates = {**rates, rate: moved(rates[rate], scenario.ranges.get(rate))}
    return replace(scenario, rates=rates, years=tuple(year_with(year) for year in scenario.years))


def _stopped(terms: YearTerms) -> YearTerms:
    if terms.reuse_with_uplift <= 1:
        return terms
    with localcontext(EXACT):
        return replace(terms, uplift_parts=(_ONE - terms.reuse_rate,))
