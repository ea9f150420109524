"""Owns: what comes back for each of an activity beyond so many in a year of the contract.
Refuses nothing of what was done: it counts what was charged, and what was taken back counts below zero."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handrail.core.moment import month_after
from handrail.core.refusal import Reason
from handrail.ledger.rules.fees import last_day
from handrail.ledger.rules.repriced import Charged
from handrail.partners.effective import Held

REBATE = "rebate"
MOST_ABOVE, MOST_BACK = 10_000_000, 100_000_00


class BandReason(StrEnum):
    """Why bands cannot hold as they were typed."""

    TWICE = "BAND_TWICE"
    ACTIVITY_UNKNOWN = "BAND_ACTIVITY_UNKNOWN"
    ABOVE_OUTSIDE = "BAND_ABOVE_OUTSIDE"
    BACK_OUTSIDE = "BAND_BACK_OUTSIDE"


@dataclass(frozen=True, slots=True)
class Band:
    """For each of an activity after the first `above` in a year of the contract, until the next band of it begins,
    `back_pence` come back."""

    activity: str
    above: int
    back_pence: int


def back_for(bands: Iterable[Band], count: int) -> int:
    """What comes back for the first so many of an activity; `bands` are those of it."""
    rising = sorted(bands, key=lambda one: one.above)
    ends = [*(one.above for one in rising[1:]), count]
    # Without a band there is an end too many.
    return sum(
        max(0, min(count, end) - one.above) * one.back_pence for one, end in zip(rising, ends, strict=False)
    )  # fmt: skip


def back_in_year(activity: str, by_month: Mapping[date, int], held: Sequence[Held[Band]]) -> int:
    """What comes back of a year, or of a part of it: month by month, by the bands of the last day of each, of what was
    charged of the activity in it. `by_month`: how many, by the first day of the month."""
    before = back = 0
    for month in sorted(by_month):
        bands = [one.row for one in held if one.row.activity == activity and one.holds_on(last_day(month))]
        after = before + by_month[month]
        back += back_for(bands, after) - back_for(bands, before)
        before = after
    return back


def counted(charged: Iterable[Charged]) -> Mapping[str, Mapping[date, int]]:
    """How many of each activity were charged, by month."""
    found: dict[str, dict[date, int]] = {}
    for one in charged:
        months = found.setdefault(one.item, {})
        month = one.on.replace(day=1)
        months[month] = months.get(month, 0) + one.quantity
    return found


def year_of(begins: date, day: date) -> date:
    """The first day of the year of the contract in which a day lies; from 29 February: the 28th."""
    this = _in(begins, day.year)
    return this if this <= day else _in(begins, day.year - 1)


def years_of_month(begins: date, month: date) -> tuple[date, ...]:
    """The years of the contract that have days in a month: two where one ends within it."""
    return tuple(dict.fromkeys(year_of(begins, day) for day in (month, last_day(month))))


def year_after(begins: date, year: date) -> date:
    """The first day of the next year of the contract."""
    return _in(begins, year.year + 1)


def first_year(begins: date, day: date) -> date:
    """The first day of the first year of the contract that begins on a day or later."""
    year = year_of(begins, day)
    return year if year == day else year_after(begins, year)


def _in(begins: date, year: int) -> date:
    return begins.replace(year=year, day=28 if (begins.month, begins.day) == (2, 29) else begins.day)


def days_to_count(begins: date, year: date, month: date) -> tuple[date, date]:
    """From which day up to but not including which a year of the contract is counted when a month of it is over."""
    return year, min(month_after(month, 1), year_after(begins, year))


def cause_of(month: date, year: date, activity: str) -> str:
    """The cause of what comes back for an activity once a month is over, in the year that began on a day."""
    return f"charge:bands:{month:%Y-%m}:{year}:{activity}"


def activity_of(cause: str) -> str:
    """The activity that such a cause names."""
    return cause.removeprefix("charge:bands:").split(":")[2]


def reasons_against_bands(bands: Sequence[Band], activities: Collection[str]) -> Iterator[Reason]:
    """What is wrong with bands; fields are `bands.0.above` and so on."""
    seen: set[tuple[str, int]] = set()
    for at, band in enumerate(bands):
        if (band.activity, band.above) in seen:
            yield Reason(BandReason.TWICE, f"bands.{at}.above")
        seen.add((band.activity, band.above))
        if band.activity not in activities:
            yield Reason(BandReason.ACTIVITY_UNKNOWN, f"bands.{at}.activity", (("activity", band.activity),))
        if not 0 < band.above <= MOST_ABOVE:
            yield Reason(BandReason.ABOVE_OUTSIDE, f"bands.{at}.above", (("most", MOST_ABOVE),))
        if not 0 < band.back_pence <= MOST_BACK:
            yield Reason(BandReason.BACK_OUTSIDE, f"bands.{at}.back_pence")
