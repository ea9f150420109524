"""Owns how sure a forecast is: the past's surprises drawn again and again for the months ahead, from a seed.
Refuses to be told how chance is made: it knows only by how much each month differed from what was foreseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from random import Random
from statistics import fmean

from handrail.forecasting.forecast.inputs import SpendKind
from handrail.forecasting.forecast.intake import GROWTH_LEFT, LEVEL_FOLLOWS, Level, Series
from handrail.forecasting.forecast.returns import PACE_FOLLOWS, PACE_LEFT
from handrail.forecasting.forecast.workings import Workings, at_prices, committed, credits_of_new, spent_of

DRAWS = 400
SEED = 1
# Surprises of the past are smaller than those to come, since level, season and curves were fitted to them. Chosen so
# that the range held nine of ten on counties of chance other than those that docs/forecast.md reports.
ORDERS_WIDER = 1.9
RETURNS_WIDER = 1.6
# How much of one surprise in returns stays.
STAYS = 1.0
# Until a year is known, nobody knows its season, and too few months were missed to say by how much the next will be.
# Then months are missed as in counties of chance of 15 orders a day (seeds 1 to 12), and the level of all orders may be
# this much off.
WHOLE_YEAR = 12
RETURNS_ELSEWHERE = (-0.18, -0.13, -0.09, -0.06, -0.04, -0.02, 0.01, 0.03, 0.05, 0.08, 0.12, 0.2)
ORDERS_ELSEWHERE = (-0.19, -0.12, -0.09, -0.06, -0.03, 0.0, 0.02, 0.05, 0.07, 0.1, 0.13, 0.19)
LEVEL_UNSEEN = 0.12
_HUNDREDTHS = (5, 50, 95)


@dataclass(frozen=True, slots=True)
class Range:
    """What 5, 50 and 95 of 100 draws stay at or below, in pence."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The ranges of a period."""

    gross: Range
    credits: Range
    net: Range


type _Courses = dict[str, tuple[list[float], list[float]]]


def ranges_of(workings: Workings, spans: Sequence[range], *, seed: int, draws: int) -> list[dict[str, Sums]]:
    """For each span of months, the ranges of each funder and (by an empty name) of all together."""
    chance = Random(f"{seed} forecast")
    kept = {series: committed(workings, series) for series in workings.intake.levels}
    live = {funder: _live(workings, funder) for funder in workings.funders}
    found: list[_Courses] = [{funder: ([], []) for funder in ("", *workings.funders)} for _ in spans]
    for _ in range(draws):
        drawn = _draw(workings, kept, live, chance)
        for into, span in zip(found, spans, strict=True):
            sums = {
                funder: (sum(gross[span.start : span.stop]), sum(back[span.start : span.stop]))
                for funder, (gross, back) in drawn.items()
            }
            sums[""] = sum(gross for gross, _ in sums.values()), sum(back for _, back in sums.values())
            for funder, (gross, back) in sums.items():
                into[funder][0].append(gross)
                into[funder][1].append(back)
    return [{funder: _sums(*both) for funder, both in one.items()} for one in found]


def _draw(
    workings: Workings, kept: dict[Series, list[float]], live: dict[str, list[float]], chance: Random
) -> _Courses:
    """One course of things: by funder, what is spent and credited in each month ahead. The months of the past are drawn
    for all series at once, so that what goes together in one goes together in the other."""
    months = workings.ahead.months
    surprises = _surprises(workings)
    past = min((len(of_series) for of_series in surprises.values()), default=0)
    picks = [chance.randrange(past) for _ in months] if past else []
    unseen = 1 + chance.uniform(-LEVEL_UNSEEN, LEVEL_UNSEEN) if _is_short(workings) else 1.0
    pace = _pace_drawn(workings, chance)
    drawn: _Courses = {}
    for funder in workings.funders:
        spent: dict[SpendKind, list[float]] = {}
        for kind in SpendKind:
            series = funder, kind
            if series not in workings.intake.levels:
                spent[kind] = [0.0] * len(months)
                continue
            a_day = _a_day_drawn(workings, workings.intake.levels[series], surprises[series], picks, unseen)
            new = spent_of(workings, kind, at_prices(workings.ahead, kind, a_day))
            spent[kind] = [one + other for one, other in zip(kept[series], new, strict=True)]
        new_loans = credits_of_new(workings, funder, spent[SpendKind.EQUIPMENT])
        back = zip(new_loans, live[funder], pace, strict=True)
        gross = [sum(parts) for parts in zip(*spent.values(), workings.fees_ahead[funder], strict=True)]
        drawn[funder] = gross, [(new + old) * factor for new, old, factor in back]
    return drawn


def _live(workings: Workings, funder: str) -> list[float]:
    """The credits of all live loans, before the pace of returns."""
    of_categories = (one.credits for one in workings.live.get(funder, {}).values())
    return [sum(back) for back in zip(*of_categories, strict=True)] or [0.0] * len(workings.ahead.months)


def _is_short(workings: Workings) -> bool:
    return len(workings.past) < WHOLE_YEAR


def _surprises(workings: Workings) -> Mapping[Series, Sequence[float]]:
    """By how much months were missed, by series."""
    if _is_short(workings):
        return dict.fromkeys(workings.intake.levels, ORDERS_ELSEWHERE)
    return {series: level.surprises for series, level in workings.intake.levels.items()}


def _a_day_drawn(
    workings: Workings, level: Level, surprises: Sequence[float], picks: Sequence[int], unseen: float
) -> list[float]:
    """The level follows each drawn surprise as it followed those of the past."""
    centre = fmean(surprises) if surprises else 0.0
    at, growth, found = level.pence * unseen, level.growth, []
    for number, month in enumerate(workings.ahead.months):
        growth *= GROWTH_LEFT
        foreseen = max(0.0, at + growth)
        miss = foreseen * ORDERS_WIDER * (surprises[picks[number]] - centre) if picks else 0.0
        found.append(max(0.0, foreseen + miss) * workings.intake.season(month))
        at = foreseen + LEVEL_FOLLOWS * miss
    return found


def _pace_drawn(workings: Workings, chance: Random) -> list[float]:
    """The pace follows what is drawn as it followed the past. One surprise more stays for good: nobody foresaw
    a drive that calls things in, and the curves have not seen all that they are used for."""
    surprises = RETURNS_ELSEWHERE if _is_short(workings) else workings.pace.surprises
    now, found = workings.pace.now, []
    stays = STAYS * chance.choice(surprises) if surprises else 0.0
    for _ in workings.ahead.months:
        now *= PACE_LEFT
        surprise = RETURNS_WIDER * chance.choice(surprises) if surprises else 0.0
        found.append(exp(now + stays + surprise))
        now += PACE_FOLLOWS * surprise
    return found


def _sums(gross: Sequence[float], back: Sequence[float]) -> Sums:
    net = [one - other for one, other in zip(gross, back, strict=True)]
    return Sums(_range(gross), _range(back), _range(net))


def _range(drawn: Sequence[float]) -> Range:
    ordered = sorted(drawn)
    return Range(*(_at(ordered, hundredth) for hundredth in _HUNDREDTHS))


def _at(ordered: Sequence[float], hundredth: int) -> int:
    """The value below which so many of 100 lie; between two draws, in proportion."""
    whole, part = divmod((len(ordered) - 1) * hundredth, 100)
    low, high = ordered[whole], ordered[min(whole + 1, len(ordered) - 1)]
    return round(low + (high - low) * part / 100)
