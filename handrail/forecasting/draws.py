"""Ranges of the outputs: the rates drawn at random from their stated ranges, many times, from a seed.
Refuses chance that cannot be had again: the same scenario, seed and number of draws give the same figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from random import Random

from handrail.core.refusal import refuse
from handrail.forecasting.codes import OUTPUTS, RATES, TOP_RATES, Distribution, ScenarioReason
from handrail.forecasting.model import Baseline, Range, Scenario, Year
from handrail.forecasting.savings import after_credits, after_self_purchase, to_the_penny

DRAWS = 10_000
FEWEST_DRAWS = 100
MOST_DRAWS = 100_000
SEED = 1

type Column = list[float]


@dataclass(frozen=True, slots=True)
class Spread:
    """What 5, 50 and 95 of 100 draws stay at or below, in pounds."""

    p5: Decimal
    p50: Decimal
    p95: Decimal


@dataclass(frozen=True, slots=True)
class Spreads:
    """The spread of each output, for each year and for all of them together."""

    seed: int
    draws: int
    years: tuple[dict[str, Spread], ...]
    total: dict[str, Spread]


def spreads_of(scenario: Scenario, *, seed: int = SEED, draws: int = DRAWS) -> Spreads:
    """Draw. Raises `Refused` where the scenario states no range."""
    if not scenario.has_ranges:
        raise refuse(ScenarioReason.NO_RANGES, "ranges")
    totals: dict[str, Column] = {output: [0.0] * draws for output in OUTPUTS}
    years: list[dict[str, Spread]] = []
    for year, rates in _drawn_years(scenario, seed, draws):
        found = _outputs(year, scenario.baseline, rates)
        years.append({output: _spread(found[output]) for output in OUTPUTS})
        totals = {output: _added(totals[output], found[output]) for output in OUTPUTS}
    return Spreads(seed, draws, tuple(years), {output: _spread(totals[output]) for output in OUTPUTS})


def _drawn_years(scenario: Scenario, seed: int, draws: int) -> Iterator[tuple[Year, dict[str, Column]]]:
    """Each year with its rates, draw by draw. A rate of the top is drawn once for all years that take it from there:
    what is not known about it does not even out over the years."""
    top = {rate: _column(scenario.rates[rate], scenario.ranges.get(rate), seed, rate, draws) for rate in TOP_RATES}
    uplift: Column = [0.0] * draws
    for number, year in enumerate(scenario.years):
        own = {
            rate: _column(stated, year.ranges.get(rate), seed, f"{number} {rate}", draws)
            for rate, stated in year.rates.items()
        }
        rates = {rate: own[rate] if rate in own else top[rate] for rate in RATES}
        uplift = rates["reuse_uplift"] = (
            _added(uplift, own["reuse_uplift"]) if scenario.carry_uplift else own["reuse_uplift"]
        )
        yield year, rates


def _column(stated: Decimal, within: Range | None, seed: int, name: str, draws: int) -> Column:
    """The draws of one rate. Each rate has its own chance: one more range leaves the draws of the others as they were,
    and scenarios that are compared meet the same luck."""
    if within is None:
        return [float(stated)] * draws
    # Random(text) and random() give the same on every machine and version of Python; they need not be secret.
    chance = Random(f"{seed} {name}").random
    low, high = float(within.low), float(within.high)
    wide = high - low
    if within.distribution is Distribution.UNIFORM or not wide:
        return [low + wide * chance() for _ in range(draws)]
    rising, falling = float(within.likely) - low, high - float(within.likely)
    turn, up, down = rising / wide, wide * rising, wide * falling
    drawn = (chance() for _ in range(draws))
    return [low + sqrt(one * up) if one < turn else high - sqrt((1 - one) * down) for one in drawn]


def _outputs(year: Year, baseline: Baseline | None, rates: dict[str, Column]) -> dict[str, Column]:
    gross = float(year.gross_spend)
    share, reuse, credit = rates["equipment_share"], rates["reuse_rate"], rates["credit_rate"]
    after = [after_self_purchase(gross, *one) for one in zip(share, rates["self_purchase_rate"], strict=True)]
    aimed = _added(reuse, rates["reuse_uplift"])
    uplifted = [after_credits(*one) for one in zip(after, share, aimed, credit, strict=True)]
    if year.baseline_net is None and baseline is not None:
        old = float(baseline.reuse_rate), float(baseline.credit_rate)
        before = [after_credits(gross, one, *old) for one in share]
    else:
        before = [float(year.baseline_net or 0)] * len(share)
    return {
        "gross_spend": [gross] * len(share),
        "gross_after_self_purchase": after,
        "self_purchase_reduction": [gross - one for one in after],
        "net": [after_credits(*one) for one in zip(after, share, reuse, credit, strict=True)],
        "net_with_uplift": uplifted,
        "saving_vs_baseline": [was - now for was, now in zip(before, uplifted, strict=True)],
    }


def _added(one: Column, other: Column) -> Column:
    return [left + right for left, right in zip(one, other, strict=True)]


def _spread(column: Column) -> Spread:
    ordered = sorted(column)
    return Spread(*(_at(ordered, hundredth) for hundredth in (5, 50, 95)))


def _at(ordered: Sequence[float], hundredth: int) -> Decimal:
    """The value below which so many of 100 lie; between two draws, in proportion."""
    whole, part = divmod((len(ordered) - 1) * hundredth, 100)
    low, high = ordered[whole], ordered[min(whole + 1, len(ordered) - 1)]
    return to_the_penny(Decimal(low + (high - low) * part / 100))
