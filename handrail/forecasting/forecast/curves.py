"""Owns return curves: of what is still out after so many months, which part ends in the next one, and how.

It is the survival estimate of Kaplan and Meier, month by month, with two ways to end that compete (credited or not) and
with late entry: what was brought in open counts only from the month in which it was seen. Where few have ended, a
product's curve leans on its category's, and that on all.
Refuses an average length: a thing that has been out for three years is not as likely to return as one of last month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

# After a year the months are taken together, as fewer and fewer are left to count.
_BANDS_FROM = (*range(12), 12, 15, 18, 24, 36, 60)
MOST_LAGS = 240
BAND_OF = tuple(max(number for number, lag in enumerate(_BANDS_FROM) if lag <= at) for at in range(MOST_LAGS))
# A curve's own ends outweigh what it leans on once there are more than so many; in the widest, so many months out.
WEIGHT_IN_ENDS = 10.0
WEIGHT_IN_MONTHS = 50.0
type Rates = tuple[float, ...]


@dataclass(slots=True)
class Cohort:
    """What began in one month: how much of it was seen from `seen`, and how much ended in each month, with what is
    looked for (a credit, a delivery) and otherwise."""

    begun: int
    seen: int
    size: float = 0.0
    ends: dict[int, list[float]] = field(default_factory=dict)

    def add(self, size: float, ended: int | None, *, wanted: bool) -> None:
        """So much more of it; `ended` is the month, None while it is out. What ended unseen is not counted."""
        if ended is not None and ended < self.seen:
            return
        self.size += size
        if ended is not None:
            self.ends.setdefault(ended, [0.0, 0.0])[not wanted] += size


@dataclass(frozen=True, slots=True)
class Curve:
    """By months since the beginning, the part of what is still out that ends in the month: as looked for, otherwise.
    Month 0 is the one in which it began."""

    wanted: Rates
    otherwise: Rates


@dataclass(frozen=True, slots=True)
class Counts:
    """By band: months that things were out in it, and ends of both ways."""

    out: Sequence[float]
    wanted: Sequence[float]
    otherwise: Sequence[float]


def counted(cohorts: Iterable[Cohort], last: int) -> Counts:
    """What was seen up to the end of month `last`."""
    changes = [0.0] * (MOST_LAGS + 1)
    ends = [[0.0] * len(_BANDS_FROM), [0.0] * len(_BANDS_FROM)]
    for cohort in cohorts:
        entered, until = lag_of(cohort.begun, cohort.seen), lag_of(cohort.begun, last)
        if cohort.seen > last:
            continue
        changes[entered] += cohort.size
        for month, by_way in cohort.ends.items():
            if month > last:
                continue
            lag = lag_of(cohort.begun, month)
            changes[lag + 1] -= sum(by_way)
            for way, size in zip(ends, by_way, strict=True):
                way[BAND_OF[lag]] += size
        ended = sum(sum(by_way) for month, by_way in cohort.ends.items() if month <= last)
        changes[until + 1] -= cohort.size - ended
    out = [0.0] * len(_BANDS_FROM)
    for lag, size in enumerate(list(accumulate(changes))[:MOST_LAGS]):
        out[BAND_OF[lag]] += size
    return Counts(out, *ends)


def widest(counts: Counts) -> Curve:
    """The curve of all together. A band with few in it leans on the one before."""
    return Curve(_leaning_back(counts.out, counts.wanted), _leaning_back(counts.out, counts.otherwise))


def pooled(counts: Counts, wider: Curve) -> Curve:
    """A curve of its own counts, leaning on a wider one where these are few."""
    wanted = _leaning(counts.out, counts.wanted, wider.wanted)
    otherwise = _leaning(counts.out, counts.otherwise, wider.otherwise)
    return Curve(wanted, otherwise)


def lag_of(begun: int, month: int) -> int:
    """Months since the beginning; the longest are as good as each other."""
    return min(month - begun, MOST_LAGS - 1)


def run_off(curve: Curve, lag: int, months: int, first_part: float = 1.0) -> list[float]:
    """What is out at the start of month `lag` of its life: the part of it that ends as looked for, in each of so many
    months. Of the first one only `first_part` is still to come."""
    left, parts = 1.0, []
    for number in range(months):
        at = BAND_OF[min(lag + number, MOST_LAGS - 1)]
        part = first_part if number == 0 else 1.0
        parts.append(left * curve.wanted[at] * part)
        left *= max(0.0, 1 - (curve.wanted[at] + curve.otherwise[at]) * part)
    return parts


def _leaning_back(out: Sequence[float], ends: Sequence[float]) -> Rates:
    before = sum(ends) / sum(out) if sum(out) else 0.0
    rates = []
    for exposed, ended in zip(out, ends, strict=True):
        before = (ended + WEIGHT_IN_MONTHS * before) / (exposed + WEIGHT_IN_MONTHS)
        rates.append(before)
    return tuple(rates)


def _leaning(out: Sequence[float], ends: Sequence[float], wider: Rates) -> Rates:
    """First its level against the wider curve, then each band against that: both by ends seen over ends expected, with
    a few on either side as the wider curve expects them (a gamma prior on a Poisson count)."""
    expected = sum(exposed * rate for exposed, rate in zip(out, wider, strict=True))
    level = (sum(ends) + WEIGHT_IN_ENDS) / (expected + WEIGHT_IN_ENDS)
    rates = []
    for exposed, ended, rate in zip(out, ends, wider, strict=True):
        prior = min(1.0, rate * level)
        rates.append(min(1.0, prior * (ended + WEIGHT_IN_ENDS) / (exposed * prior + WEIGHT_IN_ENDS)))
    return tuple(rates)
