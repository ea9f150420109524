"""Owns a county of chance for the back-test: five years of events, of which the last three are the history, with three
changes: prices rise, a ward is closed, equipment is called in.
Refuses to be fitted to the forecast: it lives by days, by needs that end when they end, by people who keep things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import cos, exp, log1p, pi
from random import Random

from handrail.forecasting.backtest.products import AGED_MONTHS, CATEGORIES, FULL_CREDIT, REDUCED_CREDIT, Kind, kinds_of
from handrail.forecasting.forecast.inputs import Known, Loan, Order, PriceChange, SpendKind, as_known
from handrail.forecasting.forecast.months import days_of, first_of, last_of, month_of

YEARS_BEFORE = 2
YEARS = 3
BEGINS = month_of(date(2023, 4, 1))
MONTHS = range(BEGINS, BEGINS + 12 * YEARS)
_WORKDAY, _SATURDAY, _SUNDAY = 1.0, 0.15, 0.1
_VISIT_PENCE = (2_200, 3_100, 5_400)


@dataclass(frozen=True, slots=True)
class Truth:
    """How this county's chance is made. No forecast sees it."""

    orders_a_day: float
    growth_a_year: float
    winter: float
    rise: PriceChange
    ward_closes_on: date
    ward_part: float
    drive: tuple[date, date]
    drive_strength: float
    kept_for_good: float


def truth_of(chance: Random, orders_a_day: float) -> Truth:
    """The three changes come at any time from the seventh month of the history to the thirtieth."""
    told = _a_day_within(chance, 6, 30)
    drive = _a_day_within(chance, 6, 30)
    return Truth(
        orders_a_day=orders_a_day,
        growth_a_year=chance.uniform(-0.03, 0.09),
        winter=chance.uniform(0.02, 0.12),
        rise=PriceChange(
            SpendKind.EQUIPMENT, told, told + timedelta(days=60), 1_000_000 + chance.randrange(30_000, 90_000)
        ),
        ward_closes_on=_a_day_within(chance, 6, 30),
        ward_part=chance.uniform(0.08, 0.20),
        drive=(drive, drive + timedelta(days=chance.randrange(50, 100))),
        drive_strength=chance.uniform(0.10, 0.25),
        kept_for_good=chance.uniform(0.15, 0.35),
    )


def history_of(seed: int, *, orders_a_day: float = 15.0) -> Known:
    """Everything that happened up to the end of the third year, and what had not ended then as still open."""
    chance = Random(f"{seed} county")
    truth = truth_of(chance, orders_a_day)
    kinds = kinds_of(chance)
    weights = list(accumulate(kind.weight for kind in kinds))
    orders: list[Order] = []
    loans: list[Loan] = []
    drift = 0.0
    for month in range(BEGINS - 12 * YEARS_BEFORE, MONTHS.stop):
        drift += chance.gauss(0, 0.02)
        busy = exp(drift + chance.gauss(0, 0.03)) * _season(truth, month)
        for day in days_of(month):
            for funder in ("COUNCIL", "NHS"):
                for _ in range(_poisson(chance, truth.orders_a_day * busy * _of_day(truth, day, funder))):
                    _order(chance, truth, kinds, weights, funder, day, orders, loans)
    since, as_at = first_of(BEGINS), last_of(MONTHS.stop - 1)
    everything = Known(
        since=since,
        as_at=date.max,
        orders=tuple(one for one in orders if (one.spent_on or one.cancelled_on or date.max) >= since),
        loans=tuple(one for one in loans if one.ended_on is None or one.ended_on >= since),
        credit_rule=credit_rule,
        price_changes=(truth.rise,),
    )
    return as_known(everything, as_at)


def credit_rule(each: int, category: str, months: int) -> int:
    """85 of 100 within two years, half later; the smallest things are not credited."""
    if category == CATEGORIES[0]:
        return 0
    return each * (FULL_CREDIT if months < AGED_MONTHS else REDUCED_CREDIT) // 100


def _order(
    chance: Random,
    truth: Truth,
    kinds: Sequence[Kind],
    weights: Sequence[float],
    funder: str,
    day: date,
    orders: list[Order],
    loans: list[Loan],
) -> None:
    (kind,) = chance.choices(kinds, cum_weights=weights)
    price = kind.price_pence
    if day >= truth.rise.from_on:
        price = price * truth.rise.parts // 1_000_000
    waits = chance.choice((0, 1, 1, 2, 3, 5, 7)) if chance.random() < 0.9 else chance.randrange(8, 60)
    on = _open_day(day + timedelta(days=waits))
    visit = Order(funder, SpendKind.ACTIVITY, chance.choice(_VISIT_PENCE), day, on)
    if chance.random() < 0.06:
        orders.append(Order(funder, SpendKind.EQUIPMENT, price, day, None, on))
        orders.append(Order(funder, SpendKind.ACTIVITY, visit.pence, day, None, on))
        return
    orders += [Order(funder, SpendKind.EQUIPMENT, price, day, on), visit]
    if not kind.lent:
        return
    ended_on = _returned(chance, truth, kind, on)
    if ended_on is None:
        loans.append(Loan(funder, kind.name, kind.category, 1, price, on))
        return
    orders.append(Order(funder, SpendKind.ACTIVITY, _VISIT_PENCE[0], ended_on, ended_on))
    months = (ended_on.year - on.year) * 12 + ended_on.month - on.month - (ended_on.day < on.day)
    credit = credit_rule(price, kind.category, months) if chance.random() < 0.9 else 0
    loans.append(Loan(funder, kind.name, kind.category, 1, price, on, ended_on, credit))


def _returned(chance: Random, truth: Truth, kind: Kind, on: date) -> date | None:
    """When it came back and was settled: some need it for weeks, some for years, and some never give it back unless
    somebody calls for it."""
    short = chance.random() < kind.short_part
    days = chance.weibullvariate(kind.short_days if short else kind.long_days, 1.3 if short else 0.9)
    need_ends = on + timedelta(days=min(9_000, int(days)))
    kept = chance.random() < truth.kept_for_good
    first, last = truth.drive
    idle = kept or chance.random() < 0.3
    back = None if kept else need_ends + timedelta(days=int(chance.expovariate(1 / (150 if idle else 12))))
    called = idle and on < first and need_ends < last and chance.random() < truth.drive_strength
    if called and (back is None or back > first):
        back = max(need_ends, first) + timedelta(days=chance.randrange((last - first).days))
    if back is None:
        return None
    return _open_day(back + timedelta(days=chance.randrange(4, 25)))


def _of_day(truth: Truth, day: date, funder: str) -> float:
    weekday = _WORKDAY if day.weekday() < 5 else _SATURDAY if day.weekday() == 5 else _SUNDAY
    closed = truth.ward_part if funder == "NHS" and day >= truth.ward_closes_on else 0.0
    return weekday * (0.6 - closed if funder == "NHS" else 0.4)


def _season(truth: Truth, month: int) -> float:
    """Most in January; growth from the start of the history."""
    winter = 1 + truth.winter * cos(2 * pi * (month % 12) / 12)
    return winter * exp(log1p(truth.growth_a_year) * (month - BEGINS) / 12)


def _poisson(chance: Random, mean: float) -> int:
    count, product, least = 0, chance.random(), exp(-mean)
    while product > least:
        count += 1
        product *= chance.random()
    return count


def _open_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _a_day_within(chance: Random, first: int, last: int) -> date:
    return first_of(BEGINS + first) + timedelta(days=chance.randrange((last - first) * 30))
