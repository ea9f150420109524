"""Takes a year of a funder apart, so that it can be explained aloud: what is known, then four sums, each row of which
multiplies to its amount; what comes back is told product by product.
Refuses a penny that nobody can find: the rows of a sum add up to it, and the sums to the figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from handrail.forecasting.forecast.codes import Measure, TermName
from handrail.forecasting.forecast.figures import Forecast, Period, span_of
from handrail.forecasting.forecast.inputs import SelfBought, SpendKind
from handrail.forecasting.forecast.workings import Term, chances, equipment_of, placed_now


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for open orders of one month: `part` of it is spent in the year."""

    kind: SpendKind
    month: int
    kept_pence: int
    part: float
    pence: int


@dataclass(frozen=True, slots=True)
class Coming:
    """What will be ordered in one month: pence a working day, times the season, the working days and the level of
    prices; `part` of it is spent in the year."""

    kind: SpendKind
    month: int
    a_day_pence: float
    season: float
    working_days: int
    price: float
    part: float
    pence: int


@dataclass(frozen=True, slots=True)
class Told:
    """What other prices, told ahead, add to what will be ordered in one month: by how much of them prices of today rise
    (or fall), times what would be ordered at those; `part` of it is spent in the year."""

    kind: SpendKind
    month: int
    ordered_pence: int
    rise: float
    part: float
    pence: int


@dataclass(frozen=True, slots=True)
class FeeDue:
    """The fixed fee that falls due in one month."""

    month: int
    pence: int


@dataclass(frozen=True, slots=True)
class Back:
    """What comes back of a product that is out: `part` of what was paid for it is credited in the year."""

    product: str
    pieces: int
    months_out: float
    paid_pence: int
    part: float
    pence: int


@dataclass(frozen=True, slots=True)
class Again:
    """What comes back of a product that will be lent: its part of all that is bought until the end of the year, and the
    part of that which is credited in the year."""

    product: str
    bought_pence: int
    part: float
    pence: int


@dataclass(frozen=True, slots=True)
class Themselves:
    """What people are expected to buy themselves while the service spends `equipment_pence` on equipment: as much
    beside each pound of it as in the months `lately`. It is on no figure: those hold what the service itself spends."""

    equipment_pence: int
    lately: tuple[SelfBought, ...]
    pence: int


@dataclass(frozen=True, slots=True)
class YearExplained:
    """A year of a funder: what is known of it, and the rows of what is to come. `equipment_pence`: what will be spent
    on equipment from now to the end of the year."""

    known_gross_pence: int
    known_credits_pence: int
    equipment_pence: int
    kept: tuple[Kept, ...]
    coming: tuple[Coming, ...]
    back: tuple[Back, ...]
    again: tuple[Again, ...]
    told: tuple[Told, ...] = ()
    fees: tuple[FeeDue, ...] = ()
    themselves: Themselves | None = None


def year_explained(forecast: Forecast, funder: str, period: Period) -> YearExplained:
    """Take one funder's period apart."""
    span = span_of(period, forecast.workings.ahead.months)
    terms = forecast.terms[funder]
    known = {measure: forecast.figures[period.label, funder, measure].known_pence for measure in Measure}
    return YearExplained(
        known_gross_pence=known[Measure.GROSS],
        known_credits_pence=known[Measure.CREDITS],
        equipment_pence=round(sum(equipment_of(terms)[: span.stop])),
        kept=tuple(row for kind in SpendKind for row in _kept(forecast, funder, kind, span)),
        coming=tuple(row for kind in SpendKind for row in _coming(forecast, funder, kind, span)),
        back=_back(forecast, funder, span),
        again=_again(forecast, funder, span),
        told=tuple(row for kind in SpendKind for row in _told(forecast, funder, kind, span)),
        fees=_fees(forecast, funder, span),
        themselves=_themselves(forecast, funder, span),
    )


def _kept(forecast: Forecast, funder: str, kind: SpendKind, span: range) -> tuple[Kept, ...]:
    workings = forecast.workings
    rows = []
    for begun, pence in sorted(workings.orders.open.get((funder, kind), {}).items()):
        part = sum(chances(workings, kind, begun)[span.start : span.stop])
        rows.append(Kept(kind, begun, pence, part, round(pence * part)))
    return _exact(rows, _total(forecast.terms[funder], TermName.OPEN_ORDERS, kind, span))


def _coming(forecast: Forecast, funder: str, kind: SpendKind, span: range) -> tuple[Coming, ...]:
    workings, series = forecast.workings, (funder, kind)
    if series not in workings.intake.levels:
        return ()
    ahead, spending = workings.ahead, workings.spending[kind]
    rows = []
    for at, level in enumerate(workings.intake.levels_ahead(series, span.stop)):
        season, days, price = workings.intake.season(ahead.months[at]), ahead.working_days[at], ahead.prices_now[kind]
        part = sum(spending[max(0, span.start - at) : span.stop - at])
        pence = round(level * season * days * price * part)
        rows.append(Coming(kind, ahead.months[at], level, season, days, price, part, pence))
    return _exact(rows, _total(forecast.terms[funder], TermName.ORDERS_TO_COME, kind, span))


def _told(forecast: Forecast, funder: str, kind: SpendKind, span: range) -> tuple[Told, ...]:
    workings, series = forecast.workings, (funder, kind)
    ahead, spending = workings.ahead, workings.spending[kind]
    if series not in workings.intake.levels or not ahead.prices_change:
        return ()
    rows, now = [], ahead.prices_now[kind]
    for at, ordered in enumerate(placed_now(workings, series)[: span.stop]):
        rise = ahead.prices[kind][at] / now - 1
        part = sum(spending[max(0, span.start - at) : span.stop - at])
        if rise:
            rows.append(Told(kind, ahead.months[at], round(ordered), rise, part, round(ordered * rise * part)))
    return _exact(rows, _total(forecast.terms[funder], TermName.PRICES_TOLD, kind, span))


def _fees(forecast: Forecast, funder: str, span: range) -> tuple[FeeDue, ...]:
    workings = forecast.workings
    due = [(workings.ahead.months[at], workings.fees_ahead[funder][at]) for at in span]
    return tuple(FeeDue(month, pence) for month, pence in due if pence)


def _themselves(forecast: Forecast, funder: str, span: range) -> Themselves | None:
    lately = forecast.workings.known.self_bought
    spent = sum(one.spent_pence for one in lately)
    if spent <= 0:
        return None
    equipment = round(sum(equipment_of(forecast.terms[funder])[span.start : span.stop]))
    # The rate is `worth / (worth + spent)`, and of what would be ordered the service spends what is left of it.
    worth = sum(one.worth_pence for one in lately)
    return Themselves(equipment, lately, round(equipment * worth / spent))


def _back(forecast: Forecast, funder: str, span: range) -> tuple[Back, ...]:
    live = forecast.workings.live.get(funder, {})
    rows = []
    for term in forecast.terms[funder]:
        if term.name is TermName.LIVE_LOANS:
            found, pence = live[term.of], _rounded(term, span)
            part = pence / found.paid_pence if found.paid_pence else 0.0
            rows.append(Back(term.of, found.pieces, found.months_out / found.pieces, found.paid_pence, part, pence))
    return tuple(rows)


def _again(forecast: Forecast, funder: str, span: range) -> tuple[Again, ...]:
    """Each month's purchases, carried on through the product's returns into the months of the year."""
    workings, terms = forecast.workings, forecast.terms[funder]
    equipment = equipment_of(terms)[: span.stop]
    pace = workings.pace.ahead(span.stop)
    rows = []
    for product, renewed in sorted(workings.renewed[funder].items()):
        credited = sum(
            bought * sum(renewed.credited[number - at] * pace[number] for number in span if number >= at)
            for at, bought in enumerate(equipment)
        )
        bought = sum(equipment) * renewed.part_of_spend
        rows.append(Again(product, round(bought), credited / bought if bought else 0.0, round(credited)))
    return _exact(rows, _total(terms, TermName.LOANS_TO_COME, "", span))


def _total(terms: Iterable[Term], name: TermName, of: str, span: range) -> int:
    return sum(_rounded(term, span) for term in terms if (term.name, term.of) == (name, of))


def _rounded(term: Term, span: range) -> int:
    return sum(round(term.pence[number]) for number in span)


def _exact[R: (Kept, Coming, Again, Told)](rows: Sequence[R], total: int) -> tuple[R, ...]:
    """The pennies of rounding stand with the largest row."""
    if not rows:
        return ()
    left = total - sum(row.pence for row in rows)
    largest = max(rows, key=lambda row: abs(row.pence))
    return tuple(replace(row, pence=row.pence + left) if row is largest else row for row in rows)
