"""The forecast of one fund or of all: this year with its range month by month, the years after it, and what came of
earlier forecasts.
Refuses a forecast of less than three months: it says from when there will be one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.figures import ALL
from handrail.forecasting.forecast.months import first_of
from handrail.forecasting.forecast.ranges import DRAWS
from handrail.forecasts.queries.facts import NO_FUND, bounds
from handrail.forecasts.queries.made import Foreseen, fund_names, latest_forecast, month_ends
from handrail.forecasts.rules.owed import can_from
from handrail.forecasts.rules.written import Amount
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.web.commissioner.charts import Chart
from handrail.web.forecasts.charts import months_chart, years_chart
from handrail.web.forecasts.earlier import compared, earlier
from handrail.web.forecasts.reading import Asked, asked_of
from handrail.web.shared.export import stream_csv, workbook
from handrail.web.shared.listing import cells
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.self_bought import SelfBoughtPart, self_bought_part
from handrail.wording.shown import short_day

HEADS = ("Year", "Fund", "Spent", "Credits", "Net", "Net at least", "Net at most")
MOST_EARLIER = 24
_EMPTY = Empty("There is nothing to show")


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """The page. `answer`: what people come for, in a sentence or two. `draws`: how often the months to come are worked
    out for the range."""

    title: str
    funds: Sequence[Link]
    answer: Sequence[str]
    facts: Sequence[Fact]
    how: Link
    months: Chart
    years: Table
    years_chart: Chart
    by_fund: Table
    earlier: Table
    compared: Table
    bought: SelfBoughtPart
    draws: int = DRAWS


@dataclass(frozen=True, slots=True)
class NotYetPage:
    """The page while there is no forecast: why, and from when."""

    why: str
    when: str


@page(Permission.SEE_MONEY, methods=("GET",))
def forecast(request: PageRequest) -> HttpResponseBase:
    """The forecast. `?fund=ID&year=2026/27`; `?format=csv` or `xlsx`: every year of every fund."""
    with reading(request.scope):
        foreseen = latest_forecast(request.scope)
        if foreseen is None:
            return render(request, "forecasts/not_yet.html", _not_yet(request))
        asked = asked_of(request.GET, foreseen, fund_names(request.scope))
        before = month_ends(request.scope, before=foreseen.as_at, most=MOST_EARLIER)
        bought = self_bought_part(request.scope, now().astimezone(LONDON).date())
    rows = list(_file(asked))
    name = f"forecast-{foreseen.as_at}"
    match request.GET.get("format"):
        case "csv":
            return stream_csv(request.scope, name, HEADS, lambda: rows)
        case "xlsx":
            return workbook(name, name, HEADS, rows)
    return render(request, "forecasts/forecast.html", _page(asked, before, bought))


def _not_yet(request: PageRequest) -> NotYetPage:
    found = bounds(request.scope)
    today = now().astimezone(LONDON).date()
    if found.since is None:
        return NotYetPage("Nothing was ordered yet.", "A forecast needs three whole months of orders and loans.")
    if found.ends_on <= today:
        return NotYetPage("The contract is over.", "There is nothing left to forecast.")
    why = f"Orders are known from {short_day(found.since)} on. A forecast needs three whole months of them."
    first = can_from(found.since)
    if first >= today:
        return NotYetPage(why, f"The first forecast is made in the night after {short_day(first)}.")
    return NotYetPage("The first forecast is being made.", "It takes some minutes. Then open this page again.")


def _page(asked: Asked, before: Sequence[Foreseen], bought: SelfBoughtPart) -> ForecastPage:
    return ForecastPage(
        title=f"Forecast: {asked.fund_name}",
        funds=asked.fund_links("forecasts:forecast"),
        answer=tuple(_answer(asked)),
        facts=tuple(_facts(asked)),
        how=Link("See how this number is made, step by step", asked.href("forecasts:explained")),
        months=months_chart(asked),
        years=_years(asked),
        years_chart=years_chart(asked),
        by_fund=_by_fund(asked),
        earlier=earlier(asked, before),
        compared=compared(asked, before),
        bought=bought,
    )


def between(amount: Amount) -> str:
    """The range of an amount in words."""
    return f"between {shown_pounds(amount.low)} and {shown_pounds(amount.high)}"


def _answer(asked: Asked) -> Iterator[str]:
    net = asked.span.net[asked.fund]
    yield f"By {asked.ends} we expect a net cost of {shown_pounds(net.pence)}: what is spent, less credits."
    yield f"In 90 of 100 cases it will be {between(net)}."
    yield (
        f"This is worked out from all that was known at the end of {short_day(asked.foreseen.as_at)}. "
        f"Orders are known from {short_day(asked.foreseen.since)} on."
    )


def _facts(asked: Asked) -> Iterator[Fact]:
    span, fund = asked.span, asked.fund
    gross, credits_, net = span.gross[fund], span.credits[fund], span.net[fund]
    how = asked.href("forecasts:explained")
    night = f"As it stood at the end of {short_day(asked.foreseen.as_at)}"
    yield Fact("Spent so far", _known(asked, gross, "gross"), f"{night}. Equipment, visits and other work, VAT")
    yield Fact("Still to be spent", Link(shown_pounds(gross.to_come), how), between(gross) + " in all")
    yield Fact("Credited so far", _known(asked, credits_, "credited"), f"{night}. For equipment that came back")
    yield Fact("Still to be credited", Link(shown_pounds(credits_.to_come), how), between(credits_) + " in all")
    yield Fact("Net at the end of the year", shown_pounds(net.pence), between(net))


def _known(asked: Asked, amount: Amount, money: str) -> Link | str:
    """What is known of the year, with the spending that it comes from. Of a year to come nothing is known."""
    query = {"money": money, "period": str(first_of(asked.span.first).year)}
    if asked.fund != ALL:
        query["only_fund"] = "" if asked.fund == NO_FUND else asked.fund
    shown = shown_pounds(amount.known)
    return Link(shown, f"{reverse('spending:spending')}?{urlencode(query)}") if amount.known else shown


def _years(asked: Asked) -> Table:
    def row(year: str) -> Row:
        span = asked.foreseen.figures.years[year]
        amounts = (span.gross, span.credits, span.net)
        net = span.net[asked.fund]
        how = asked.href("forecasts:explained", year=year)
        return Row(
            (
                Cell(year, href=asked.href("forecasts:forecast", year=year)),
                *(
                    Cell(shown_pounds(amount[asked.fund].pence), href=how, hidden=f", how it is made, {year}")
                    for amount in amounts
                ),
                Cell(shown_pounds(net.low)),
                Cell(shown_pounds(net.high)),
            )
        )

    href = asked.href("forecasts:forecast")
    return Table(
        "Each year to the end of the contract",
        (Column("Year", whole=True), *(Column(head, numeric=True) for head in (HEADS[2:]))),
        [row(year) for year in asked.foreseen.figures.years],
        _EMPTY,
        csv_href=f"{href}&format=csv",
        xlsx_href=f"{href}&format=xlsx",
        id="years",
    )


def _by_fund(asked: Asked) -> Table:
    span = asked.span

    def row(fund: str, name: str) -> Row:
        amounts = (span.gross[fund].pence, span.credits[fund].pence, span.net[fund].pence)
        ends = (span.net[fund].low, span.net[fund].high)
        href = asked.href("forecasts:forecast", fund=fund) if fund else ""
        return Row((Cell(name, href=href), *(Cell(shown_pounds(pence)) for pence in (*amounts, *ends))))

    return Table(
        f"Each fund, {asked.year}",
        (Column("Fund"), *(Column(head, numeric=True) for head in HEADS[2:])),
        [*(row(fund, name) for fund, name in asked.names.items()), row("", "All funds")],
        _EMPTY,
        id="funds",
    )


def _file(asked: Asked) -> Iterator[Sequence[FileCell]]:
    """Amounts in pounds as numbers."""
    for year, span in asked.foreseen.figures.years.items():
        for fund, name in (*asked.names.items(), ("", "All funds")):
            net = span.net[fund]
            amounts = (span.gross[fund].pence, span.credits[fund].pence, net.pence, net.low, net.high)
            yield cells(year, name, *(Decimal(pence).scaleb(-2) for pence in amounts))
