"""The charts of the forecast: bars beside rows, with the range as a band and what is expected as a mark.
Refuses a number that only an eye can read: each stands in words beside its bar."""

from collections.abc import Iterator
from decimal import Decimal

from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.months import month_of
from handrail.forecasts.rules.written import Amount
from handrail.web.commissioner.charts import Chart, ChartRow, Piece, chart_of
from handrail.web.forecasts.reading import Asked, month_words

_KEY = (("sum", "Known already"), ("range", "Where it will lie in 90 of 100 cases"), ("mark", "Expected"))


def months_chart(asked: Asked) -> Chart:
    """The net cost of the first year, from its beginning to the end of each month."""
    year = next(iter(asked.foreseen.figures.years))
    return chart_of(
        f"Net cost from the beginning of {year} to the end of each month",
        ("Month", "Net so far"),
        _months(asked),
        key=_KEY,
    )


def years_chart(asked: Asked) -> Chart:
    """The net cost of each year."""
    return chart_of(
        "Net cost of each year, with its range",
        ("Year", "Net"),
        (
            _row(year, span.net[asked.fund], asked.href("forecasts:explained", year=year))
            for year, span in asked.foreseen.figures.years.items()
        ),
        key=_KEY,
    )


def _months(asked: Asked) -> Iterator[ChartRow]:
    figures, fund = asked.foreseen.figures, asked.fund
    first = max(figures.so_far[0].first, month_of(asked.foreseen.since))
    coming = figures.so_far[0].until
    net = 0
    for one in figures.known:
        if first <= one.month < coming:
            funds = [fund] if fund else list(one.gross)
            net += sum(one.gross.get(key, 0) - one.credits.get(key, 0) for key in funds)
            yield ChartRow(month_words(one.month), (shown_pounds(net),), (Piece("sum", Decimal(0), Decimal(net)),))
    for span in figures.so_far:
        yield _row(month_words(span.until), span.net[fund])


def _row(label: str, net: Amount, href: str = "") -> ChartRow:
    return ChartRow(
        label,
        (shown_pounds(net.pence),),
        (
            Piece("sum", Decimal(0), Decimal(min(net.known, max(net.low, 0)))),
            Piece("range", Decimal(net.low), Decimal(net.high)),
        ),
        note=f"Between {shown_pounds(net.low)} and {shown_pounds(net.high)}",
        href=href,
        mark=Decimal(net.pence),
    )
