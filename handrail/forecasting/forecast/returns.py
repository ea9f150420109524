"""Owns what comes back: the return curve of each product, what live loans and loans to come will be credited with, and
whether lately more or less came back than the curves say.
Refuses to look at a loan by itself: those of one product, month, price and funder go together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

from handrail.forecasting.forecast.curves import (
    BAND_OF,
    Cohort,
    Counts,
    Curve,
    counted,
    lag_of,
    pooled,
    run_off,
    widest,
)
from handrail.forecasting.forecast.inputs import CreditRule, Loan
from handrail.forecasting.forecast.months import month_of

# How fast the pace of returns follows what is seen, and what part of it is left in each further month.
PACE_FOLLOWS = 0.6
PACE_LEFT = 0.7
# As many expected returns as it takes for a month to say half of what it shows.
_PACE_WEIGHT = 20.0
MONTHS_OF_MIX = 12


class Product(NamedTuple):
    """A product as loans name it."""

    name: str
    category: str


class Live(NamedTuple):
    """Pieces that are out: lent in one month, to one funder, at one price."""

    funder: str
    product: Product
    begun: int
    each_pence: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How many returns were credited in each month against what the curves expect, as a logarithm: smoothed, and what
    each month differed from that."""

    now: float
    surprises: tuple[float, ...]

    def ahead(self, months: int) -> list[float]:
        """The factor on returns in each of the next months: what is lately seen dies away."""
        return [exp(self.now * PACE_LEFT ** (number + 1)) for number in range(months)]


@dataclass(frozen=True, slots=True)
class Lent:
    """Loans, counted up."""

    cohorts: Mapping[Product, Mapping[int, Cohort]]
    live: Mapping[Live, int]
    # What was paid for loans of the last twelve months that were seen whole, by funder and product at its price.
    mix: Mapping[str, Mapping[tuple[Product, int], int]]
    # Pence by funder and month.
    credited: Mapping[str, Mapping[int, int]]


def lent(loans: Iterable[Loan], first: int, last: int) -> Lent:
    """Count loans up by product and month: seen from month `first`, known to the end of `last`."""
    cohorts: dict[Product, dict[int, Cohort]] = defaultdict(dict)
    live: dict[Live, int] = defaultdict(int)
    mix: dict[str, dict[tuple[Product, int], int]] = defaultdict(lambda: defaultdict(int))
    credited: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for loan in loans:
        product, begun, pieces = Product(loan.product, loan.category), month_of(loan.begun_on), loan.pieces
        cohort = cohorts[product].get(begun)
        if cohort is None:
            cohort = cohorts[product][begun] = Cohort(begun, max(begun, first))
        if loan.ended_on is None:
            cohort.add(pieces, None, wanted=False)
            live[Live(loan.funder, product, begun, loan.paid_pence // pieces)] += pieces
        else:
            ended = month_of(loan.ended_on)
            cohort.add(pieces, ended, wanted=loan.credited_pence > 0)
            credited[loan.funder][ended] += loan.credited_pence
        if begun in lately(first, last):
            mix[loan.funder][product, loan.paid_pence // pieces] += loan.paid_pence
    return Lent(cohorts, live, mix, credited)


def lately(first: int, last: int) -> range:
    """The last twelve months, or as many of them as were seen whole: of what was lent before, only what stayed out is
    known, and nothing of what was spent."""
    return range(max(first, last - MONTHS_OF_MIX + 1), last + 1)


def curves_of(cohorts: Mapping[Product, Mapping[int, Cohort]], last: int) -> dict[Product, Curve]:
    """The curve of each product, leaning on its category, which leans on all."""
    everything = [cohort for of_product in cohorts.values() for cohort in of_product.values()]
    over_all = widest(counted(everything, last))
    by_category: dict[str, list[Cohort]] = defaultdict(list)
    for product, of_product in cohorts.items():
        by_category[product.category] += of_product.values()
    categories = {name: pooled(counted(found, last), over_all) for name, found in by_category.items()}
    own: dict[Product, Counts] = {product: counted(found.values(), last) for product, found in cohorts.items()}
    return {product: pooled(counts, categories[product.category]) for product, counts in own.items()}


def pace_of(cohorts: Mapping[Product, Mapping[int, Cohort]], curves: Mapping[Product, Curve], months: range) -> Pace:
    """Returns seen against returns expected, month by month."""
    seen, expected = [0.0] * len(months), [0.0] * len(months)
    for product, of_product in cohorts.items():
        wanted = curves[product].wanted
        for cohort in of_product.values():
            out = cohort.size
            for number in range(max(0, cohort.seen - months.start), len(months)):
                month = months[number]
                expected[number] += out * wanted[BAND_OF[lag_of(cohort.begun, month)]]
                ended = cohort.ends.get(month)
                if ended is not None:
                    seen[number] += ended[0]
                    out -= ended[0] + ended[1]
    now, surprises = 0.0, []
    for found, foreseen in zip(seen, expected, strict=True):
        differs = log((found + _PACE_WEIGHT) / (foreseen + _PACE_WEIGHT)) - now
        surprises.append(differs)
        now += PACE_FOLLOWS * differs
    return Pace(now, tuple(surprises))


def credit_at(rule: CreditRule, each: int, category: str, lag: int) -> float:
    """The credit of a piece that ends in the so manieth month after that of its beginning: as many whole months, or one
    fewer, as its day in the month has it, which is as often so as not."""
    return (rule(each, category, lag) + rule(each, category, max(0, lag - 1))) / 2


@dataclass(slots=True)
class Renewed:
    """A product among loans to come: its part of what is spent on equipment, and of a pound of all that is spent, what
    is credited for it in the month of spending and each later one."""

    part_of_spend: float
    credited: list[float]


@dataclass(frozen=True, slots=True)
class ToReturn:
    """Live loans of a funder and product: how many pieces, how many months they have been out in all, what was paid,
    and the credit to expect in each month ahead before the pace of returns."""

    pieces: int
    months_out: int
    paid_pence: int
    credits: tuple[float, ...]


@dataclass(slots=True)
class _Summed:
    credits: list[float]
    pieces: int = 0
    months_out: int = 0
    paid_pence: int = 0


def credits_of_live(
    lent: Lent, curves: Mapping[Product, Curve], rule: CreditRule, months: range, first_part: float
) -> dict[str, dict[str, ToReturn]]:
    """By funder and product, what the loans that are out will be credited with."""
    credit: dict[tuple[int, str, int], float] = {}
    parts: dict[tuple[Product, int], list[float]] = {}
    sums: dict[tuple[str, str], _Summed] = defaultdict(lambda: _Summed([0.0] * len(months)))
    for group, pieces in lent.live.items():
        each, category, lag = group.each_pence, group.product.category, months.start - group.begun
        key = group.product, lag
        if key not in parts:
            parts[key] = run_off(curves[group.product], lag, len(months), first_part)
        into = sums[group.funder, group.product.name]
        into.pieces += pieces
        into.months_out += pieces * max(0, lag)
        into.paid_pence += pieces * each
        for number, part in enumerate(parts[key]):
            at = each, category, lag + number
            if at not in credit:
                credit[at] = credit_at(rule, *at)
            into.credits[number] += pieces * part * credit[at]
    found: dict[str, dict[str, ToReturn]] = defaultdict(dict)
    for (funder, product), one in sums.items():
        found[funder][product] = ToReturn(one.pieces, one.months_out, one.paid_pence, tuple(one.credits))
    return found


def credited_of_new(
    lent: Lent, curves: Mapping[Product, Curve], rule: CreditRule, funder: str, spent_pence: float, months: int
) -> dict[str, Renewed]:
    """Of a pound spent on equipment, what each product is bought with and credited with in the month of spending and
    each later one: the products lent in the last twelve months, in their parts of what was spent then
    (`spent_pence`)."""
    found: dict[str, Renewed] = {}
    if spent_pence <= 0:
        return found
    for (product, each), paid in lent.mix.get(funder, {}).items():
        if not each:
            continue
        part_of_spend = paid / spent_pence
        of_product = found.setdefault(product.name, Renewed(0.0, [0.0] * months))
        of_product.part_of_spend += part_of_spend
        for lag, part in enumerate(run_off(curves[product], 0, months)):
            of_product.credited[lag] += part_of_spend * part * credit_at(rule, each, product.category, lag) / each
    return found
