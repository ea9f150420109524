"""Owns a forecast in its terms: for each funder and month, what open orders and orders to come will spend, what live
loans and loans to come will be credited with.
Refuses to round on the way: each term is rounded once, to the penny, and sums are sums of rounded terms."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sumprod

from handrail.forecasting.forecast.codes import SPENDING, TermName
from handrail.forecasting.forecast.curves import Curve, counted, lag_of, run_off, widest
from handrail.forecasting.forecast.inputs import Known, SpendKind
from handrail.forecasting.forecast.intake import Intake, Series, intake_of
from handrail.forecasting.forecast.months import days_of, first_whole_month, last_whole_month, month_of, working_days
from handrail.forecasting.forecast.orders import Ordered, ordered, price_on, price_over
from handrail.forecasting.forecast.returns import (
    Pace,
    Renewed,
    ToReturn,
    credited_of_new,
    credits_of_live,
    curves_of,
    lately,
    lent,
    pace_of,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a funder's forecast, month by month, in pence. `of` is the kind of spending, or the product that comes
    back; empty for all."""

    name: TermName
    of: str
    pence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The months to forecast: the first may have begun, and then `first_part` of it is left. `prices`: their level in
    each, and `prices_now` on the day of the forecast."""

    months: range
    first_part: float
    working_days: tuple[int, ...]
    prices: Mapping[SpendKind, tuple[float, ...]]
    prices_now: Mapping[SpendKind, float]

    @property
    def prices_change(self) -> bool:
        """Whether other prices than those of today are told for any of these months."""
        return any(price != self.prices_now[kind] for kind, ahead in self.prices.items() for price in ahead)


@dataclass(frozen=True, slots=True)
class Workings:
    """All a forecast is made of. `past`: the whole months that are known. `spending` says for each kind, of what is
    ordered, the part that is spent in the month of the order and in each later one; `credited` the same for what is
    credited of equipment, and `renewed` by product."""

    known: Known
    past: range
    ahead: Ahead
    orders: Ordered
    intake: Intake
    order_curves: Mapping[SpendKind, Curve]
    spending: Mapping[SpendKind, Sequence[float]]
    live: Mapping[str, Mapping[str, ToReturn]]
    renewed: Mapping[str, Mapping[str, Renewed]]
    credited: Mapping[str, Sequence[float]]
    pace: Pace
    funders: tuple[str, ...]
    credited_before: Mapping[str, Mapping[int, int]]
    fees_before: Mapping[str, Mapping[int, int]]
    fees_ahead: Mapping[str, Sequence[int]]

    def known_spent(self, funder: str) -> Mapping[int, int]:
        """What a funder spent in each month, fees among it."""
        found: Counter[int] = Counter(self.fees_before.get(funder, {}))
        for kind in SpendKind:
            found.update(self.orders.spent.get((funder, kind), {}))
        return found


def work_out(known: Known, until: int) -> Workings:
    """Work out all that is needed up to the end of month `until`."""
    last = last_whole_month(known.as_at)
    first = first_whole_month(known.since)
    past = range(first, last + 1)
    ahead = _ahead(known, range(last + 1, until + 1))
    orders = ordered(known, past)
    order_curves = {kind: widest(counted(of_kind.values(), last)) for kind, of_kind in orders.cohorts.items()}
    loans = lent(known.loans, first, last)
    curves = curves_of(loans.cohorts, last)
    funders = {funder for funder, _ in orders.a_day} | {loan.funder for loan in loans.live} | set(loans.credited)
    funders |= {fee.funder for fee in known.fees}
    months = lately(first, last)
    renewed = {
        funder: credited_of_new(
            loans, curves, known.credit_rule, funder, _equipment_lately(orders, funder, months), len(ahead.months)
        )
        for funder in funders
    }
    return Workings(
        known=known,
        past=past,
        ahead=ahead,
        orders=orders,
        intake=intake_of(orders.a_day, past),
        order_curves=order_curves,
        spending={kind: run_off(curve, 0, len(ahead.months)) for kind, curve in order_curves.items()},
        live=credits_of_live(loans, curves, known.credit_rule, ahead.months, ahead.first_part),
        renewed=renewed,
        credited={funder: _all_of(by_product, len(ahead.months)) for funder, by_product in renewed.items()},
        pace=pace_of(loans.cohorts, curves, past),
        funders=tuple(sorted(funders)),
        credited_before=loans.credited,
        fees_before=_fees_before(known),
        fees_ahead={funder: _fees_ahead(known, funder, ahead.months) for funder in funders},
    )


def terms_of(workings: Workings, funder: str) -> tuple[Term, ...]:
    """The terms of a funder, as they are expected."""
    spending = (
        *(Term(TermName.OPEN_ORDERS, kind, tuple(committed(workings, (funder, kind)))) for kind in SpendKind),
        *(
            Term(TermName.ORDERS_TO_COME, kind, tuple(spent_of(workings, kind, placed_now(workings, (funder, kind)))))
            for kind in SpendKind
        ),
        *(_prices_told(workings, funder) if workings.ahead.prices_change else ()),
        Term(TermName.MONTHLY_FEE, "", tuple(map(float, workings.fees_ahead[funder]))),
    )
    equipment = equipment_of(spending)
    pace = workings.pace.ahead(len(workings.ahead.months))
    live = {
        product: [one * factor for one, factor in zip(found.credits, pace, strict=True)]
        for product, found in sorted(workings.live.get(funder, {}).items())
    }
    new = [one * factor for one, factor in zip(credits_of_new(workings, funder, equipment), pace, strict=True)]
    return (
        *spending,
        *(Term(TermName.LIVE_LOANS, product, tuple(found)) for product, found in live.items()),
        Term(TermName.LOANS_TO_COME, "", tuple(new)),
    )


def equipment_of(terms: Sequence[Term]) -> list[float]:
    """What is spent on equipment in each month ahead."""
    spent = [term.pence for term in terms if term.name in SPENDING and term.of == SpendKind.EQUIPMENT]
    return [sum(pence) for pence in zip(*spent, strict=True)]


def committed(workings: Workings, series: Series) -> list[float]:
    """What open orders will spend in each month ahead."""
    total = [0.0] * len(workings.ahead.months)
    for begun, pence in workings.orders.open.get(series, {}).items():
        for number, part in enumerate(chances(workings, series[1], begun)):
            total[number] += pence * part
    return total


def chances(workings: Workings, kind: SpendKind, begun: int) -> list[float]:
    """Of what was ordered in a month and is open, the part that is spent in each month ahead."""
    ahead = workings.ahead
    lag = lag_of(begun, ahead.months.start)
    return run_off(workings.order_curves[kind], lag, len(ahead.months), ahead.first_part)


def placed(workings: Workings, series: Series) -> list[float]:
    """What will be ordered in each month ahead, at the prices of the month."""
    if series not in workings.intake.levels:
        return [0.0] * len(workings.ahead.months)
    return at_prices(workings.ahead, series[1], workings.intake.a_day(series, workings.ahead.months))


def placed_now(workings: Workings, series: Series) -> list[float]:
    """The same at the prices of today."""
    now = workings.ahead.prices_now[series[1]]
    at_now = replace(workings.ahead, prices={series[1]: (now,) * len(workings.ahead.months)})
    return placed(replace(workings, ahead=at_now), series)


def _prices_told(workings: Workings, funder: str) -> Iterator[Term]:
    """What other prices than those of today, told ahead, add to orders to come."""
    for kind in SpendKind:
        series = funder, kind
        more = [then - now for then, now in zip(placed(workings, series), placed_now(workings, series), strict=True)]
        yield Term(TermName.PRICES_TOLD, kind, tuple(spent_of(workings, kind, more)))


def _fees_before(known: Known) -> Mapping[str, Mapping[int, int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for fee in known.fees:
        if fee.is_posted:
            found[fee.funder][month_of(fee.on)] += fee.pence
    return found


def _fees_ahead(known: Known, funder: str, months: range) -> list[int]:
    """What falls due in each month; what was due before and is not posted yet, in the first."""
    found = [0] * len(months)
    for fee in known.fees:
        at = max(month_of(fee.on), months.start)
        if fee.funder == funder and not fee.is_posted and at in months:
            found[at - months.start] += fee.pence
    return found


def at_prices(ahead: Ahead, kind: SpendKind, a_day: Sequence[float]) -> list[float]:
    """From pence a working day at the level of prices before all changes to pence in the month."""
    parts = zip(a_day, ahead.working_days, ahead.prices[kind], strict=True)
    return [pence * days * price for pence, days, price in parts]


def spent_of(workings: Workings, kind: SpendKind, orders: Sequence[float]) -> list[float]:
    """What of orders to come is spent in each month."""
    return folded(orders, workings.spending[kind])


def credits_of_new(workings: Workings, funder: str, equipment: Sequence[float]) -> list[float]:
    """What comes back of equipment to be bought, before the pace of returns."""
    return folded(equipment, workings.credited[funder])


def folded(begun: Sequence[float], later: Sequence[float]) -> list[float]:
    """What begins in each month, carried on: `later` has the part that counts in its month and each further one."""
    turned = list(reversed(later))
    return [sumprod(begun[: number + 1], turned[-(number + 1) :]) for number in range(len(begun))]


def _ahead(known: Known, months: range) -> Ahead:
    days = [days_of(month, known.as_at) for month in months]
    return Ahead(
        months=months,
        first_part=len(days[0]) / len(days_of(months.start)) if days else 1.0,
        working_days=tuple(working_days(month, known.closed_days, known.as_at) for month in months),
        prices={kind: tuple(price_over(known.price_changes, kind, left) for left in days) for kind in SpendKind},
        prices_now={kind: price_on(known.price_changes, kind, known.as_at) for kind in SpendKind},
    )


def _all_of(by_product: Mapping[str, Renewed], months: int) -> list[float]:
    return [sum(one.credited[lag] for one in by_product.values()) for lag in range(months)]


def _equipment_lately(orders: Ordered, funder: str, months: range) -> float:
    by_month = orders.spent.get((funder, SpendKind.EQUIPMENT), {})
    return sum(pence for month, pence in by_month.items() if month in months)
