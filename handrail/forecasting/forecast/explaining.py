"""Takes a forecast apart: for a funder and a month, each term, and each line of a term as factors that multiply to it.
Refuses a figure that it cannot take apart: the lines of a term add up to it, the terms to the figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from handrail.forecasting.forecast.codes import TermName
from handrail.forecasting.forecast.figures import Forecast
from handrail.forecasting.forecast.inputs import SpendKind
from handrail.forecasting.forecast.intake import Series
from handrail.forecasting.forecast.workings import Term, Workings, chances, equipment_of


@dataclass(frozen=True, slots=True)
class Line:
    """One product of factors, in pence. `month` is that of the order or the purchase; None for live loans, which are
    of many months."""

    month: int | None
    factors: tuple[tuple[str, float], ...]

    @property
    def pence(self) -> float:
        """The factors multiplied."""
        return prod(factor for _, factor in self.factors)


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """A term in a month, rounded as it counts in a figure, and its lines."""

    name: TermName
    of: str
    pence: int
    lines: tuple[Line, ...]


def explained(forecast: Forecast, funder: str, month: int) -> tuple[ExplainedTerm, ...]:
    """All terms of a funder in a month ahead; any other month is an error of the caller."""
    number = forecast.workings.ahead.months.index(month)
    return tuple(
        ExplainedTerm(term.name, term.of, round(term.pence[number]), _lines(forecast, funder, term, number))
        for term in forecast.terms[funder]
    )


def _lines(forecast: Forecast, funder: str, term: Term, number: int) -> tuple[Line, ...]:
    workings = forecast.workings
    match term.name:
        case TermName.OPEN_ORDERS:
            return _open_orders(workings, funder, SpendKind(term.of), number)
        case TermName.ORDERS_TO_COME:
            return _orders_to_come(workings, funder, SpendKind(term.of), number)
        case TermName.PRICES_TOLD:
            return _prices_told(workings, funder, SpendKind(term.of), number)
        case TermName.MONTHLY_FEE:
            return (Line(workings.ahead.months[number], (("fee_pence", workings.fees_ahead[funder][number]),)),)
        case TermName.LIVE_LOANS:
            return _live_loans(workings, funder, term.of, number)
        case TermName.LOANS_TO_COME:
            return _loans_to_come(workings, funder, equipment_of(forecast.terms[funder]), number)


def _open_orders(workings: Workings, funder: str, kind: SpendKind, number: int) -> tuple[Line, ...]:
    kept = workings.orders.open.get((funder, kind), {})
    return tuple(
        Line(begun, (("kept_pence", pence), ("part_spent", chances(workings, kind, begun)[number])))
        for begun, pence in sorted(kept.items())
    )


def _orders_to_come(workings: Workings, funder: str, kind: SpendKind, number: int) -> tuple[Line, ...]:
    now = workings.ahead.prices_now[kind]
    return _ordered(workings, (funder, kind), number, "price_level", [now] * (number + 1))


def _prices_told(workings: Workings, funder: str, kind: SpendKind, number: int) -> tuple[Line, ...]:
    ahead = workings.ahead
    more = [price - ahead.prices_now[kind] for price in ahead.prices[kind][: number + 1]]
    return _ordered(workings, (funder, kind), number, "price_change", more)


def _ordered(workings: Workings, series: Series, number: int, named: str, prices: Sequence[float]) -> tuple[Line, ...]:
    ahead, kind = workings.ahead, series[1]
    if series not in workings.intake.levels:
        return ()
    levels = workings.intake.levels_ahead(series, len(ahead.months))
    return tuple(
        Line(
            ahead.months[at],
            (
                ("pence_a_working_day", levels[at]),
                ("season", workings.intake.season(ahead.months[at])),
                ("working_days", ahead.working_days[at]),
                (named, prices[at]),
                ("part_spent", workings.spending[kind][number - at]),
            ),
        )
        for at in range(number + 1)
    )


def _live_loans(workings: Workings, funder: str, product: str, number: int) -> tuple[Line, ...]:
    found = workings.live[funder][product]
    if not found.paid_pence:
        return ()
    credited = found.credits[number] / found.paid_pence
    pace = workings.pace.ahead(number + 1)[number]
    return (Line(None, (("paid_pence", found.paid_pence), ("part_credited", credited), ("pace_of_returns", pace))),)


def _loans_to_come(workings: Workings, funder: str, equipment: Sequence[float], number: int) -> tuple[Line, ...]:
    pace = workings.pace.ahead(number + 1)[number]
    return tuple(
        Line(
            workings.ahead.months[at],
            (
                ("equipment_pence", equipment[at]),
                ("part_credited", workings.credited[funder][number - at]),
                ("pace_of_returns", pace),
            ),
        )
        for at in range(number + 1)
    )
