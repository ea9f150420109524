"""Owns what will be ordered: money a working day at one level of prices, by funder and kind, with the season of the
year and a growth that dies away.
Refuses a growth that goes on for ever: each further month has a part of the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean

from handrail.forecasting.forecast.inputs import SpendKind

MONTHS_OF_YEAR = 12
# How fast the level follows what is seen, and what part of a month's growth is left in the next. Chosen, as the pace of
# returns is, on counties of chance other than those that docs/forecast.md reports.
LEVEL_FOLLOWS = 0.2
GROWTH_LEFT = 0.9
# Which part of the growth from year to year is believed, and how much of it at most: the rest is chance, and what
# happens once, such as a ward that is closed.
GROWTH_BELIEVED = 0.3
MOST_GROWTH = 0.1
_LEARNT = 6  # Months from which the level begins.
type Series = tuple[str, SpendKind]


@dataclass(frozen=True, slots=True)
class Level:
    """Where a series stands after its last month: pence a working day without season, its growth a month, and by how
    much of what was foreseen each month differed from it."""

    pence: float
    growth: float
    surprises: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known of orders to come."""

    levels: Mapping[Series, Level]
    seasons: tuple[float, ...]

    def a_day(self, series: Series, months: range) -> list[float]:
        """Pence a working day in each month ahead, with the season, at the prices before all changes."""
        levels = self.levels_ahead(series, len(months))
        return [level * self.season(month) for level, month in zip(levels, months, strict=True)]

    def levels_ahead(self, series: Series, months: int) -> list[float]:
        """Pence a working day without season: the last level, grown by ever less."""
        level = self.levels[series]
        at, growth, found = level.pence, level.growth, []
        for _ in range(months):
            growth *= GROWTH_LEFT
            at = max(0.0, at + growth)
            found.append(at)
        return found

    def season(self, month: int) -> float:
        """The month of the year against an average one."""
        return self.seasons[month % MONTHS_OF_YEAR]


def intake_of(history: Mapping[Series, Sequence[float]], months: range) -> Intake:
    """From pence a working day in each month of the past. Season and growth are those of all series together, where
    chance is least; each series has a level of its own."""
    together = [sum(values) for values in zip(*history.values(), strict=True)]
    seasons = seasons_of(together, months)
    growth = _growth(_without(together, seasons, months))
    levels = {series: _level(_without(values, seasons, months), growth) for series, values in history.items()}
    return Intake(levels, seasons)


def seasons_of(values: Sequence[float], months: range) -> tuple[float, ...]:
    """For each month of the year, its part of an average month: its distance from the twelve months around it, drawn
    towards none, by half where one year shows it, by a third where two do. None before a year and a month are known."""
    found: dict[int, list[float]] = {}
    half = MONTHS_OF_YEAR // 2
    for at in range(half, len(values) - half):
        around = values[at - half : at + half + 1]
        middle = (sum(around) - (around[0] + around[-1]) / 2) / MONTHS_OF_YEAR
        if values[at] > 0:
            found.setdefault(months[at] % MONTHS_OF_YEAR, []).append(log(values[at] / middle))
    drawn = [_drawn(found.get(number, ())) for number in range(MONTHS_OF_YEAR)]
    mean = fmean(exp(one) for one in drawn)
    return tuple(exp(one) / mean for one in drawn)


def _drawn(seen: Sequence[float]) -> float:
    return sum(seen) / (len(seen) + 1)


def _growth(values: Sequence[float]) -> float:
    """The part of itself by which a level grows in a month: the last twelve months against the twelve before."""
    year, before = values[-MONTHS_OF_YEAR:], values[-2 * MONTHS_OF_YEAR : -MONTHS_OF_YEAR]
    if len(before) < MONTHS_OF_YEAR or not sum(before) or not sum(year):
        return 0.0
    grown = log(sum(year) / sum(before))
    return GROWTH_BELIEVED * max(-MOST_GROWTH, min(MOST_GROWTH, grown)) / MONTHS_OF_YEAR


def _level(values: Sequence[float], growth: float) -> Level:
    """Follow a series to its end."""
    at = fmean(values[:_LEARNT]) if values else 0.0
    surprises = []
    for value in values:
        surprises.append((value - at) / at if at else 0.0)
        at += LEVEL_FOLLOWS * (value - at)
    return Level(at, at * growth, tuple(surprises[_LEARNT:]))


def _without(values: Sequence[float], seasons: Sequence[float], months: range) -> list[float]:
    return [value / seasons[month % MONTHS_OF_YEAR] for value, month in zip(values, months, strict=True)]
