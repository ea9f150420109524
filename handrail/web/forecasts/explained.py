"""How a number of the forecast is made: what is known, then six sums with the numbers put in, product by product.
Refuses a number without its parts: all funds together are told fund by fund."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import redirect

from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.year_explained import YearExplained
from handrail.forecasts.queries.made import fund_names, latest_forecast, latest_workings, product_names
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.web.forecasts.parts import PARTS, about, part_file, part_table
from handrail.web.forecasts.reading import Asked, asked_of
from handrail.web.forecasts.themselves import themselves
from handrail.web.shared.export import stream_csv
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.wording.shown import short_day

SUM_HEADS = (
    "Spent so far", "Open orders", "Orders to come", "Prices told ahead", "Monthly fee", "Credited so far",
    "Credits: out now", "Credits: lent later", "Net",
)  # fmt: skip


TOLD, FEES = SUM_HEADS.index("Prices told ahead"), SUM_HEADS.index("Monthly fee")
# The first of them is known; so is what was credited, which stands before what comes back.
_SPENT_PARTS = 4


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """The page. `parts` is empty for all funds together, and `by_fund` else."""

    title: str
    crumbs: Sequence[Crumb]
    funds: Sequence[Link]
    said: Sequence[str]
    whole: Table | None
    by_fund: Table | None
    parts: Sequence[tuple[str, Table]]
    themselves: Sequence[Table]


@page(Permission.SEE_MONEY, methods=("GET",))
def explained(request: PageRequest) -> HttpResponseBase:
    """`?fund=ID&year=2026/27`; with `part` and `format=csv` all rows of one sum as a file."""
    with reading(request.scope):
        foreseen = latest_forecast(request.scope)
        found = latest_workings(request.scope)
        if foreseen is None or found is None:
            return redirect("forecasts:forecast")
        asked = asked_of(request.GET, foreseen, fund_names(request.scope))
        years = found.workings.years[asked.year]
        year = years.get(asked.fund)
        products = product_names(request.scope, _products(year)) if year else {}
    part = next((one for one in PARTS if one.code == request.GET.get("part")), None)
    if year and part and request.GET.get("format") == "csv":
        heads, rows = part_file(part, year, products)
        return stream_csv(request.scope, f"forecast-{part.code}", heads, lambda: rows)
    shown = ExplainedPage(
        title=f"How the forecast is made: {asked.fund_name}, {asked.year}",
        crumbs=(Crumb("Forecast", asked.href("forecasts:forecast")),),
        funds=asked.fund_links("forecasts:explained"),
        said=tuple(_said(asked, year)) if year else (),
        whole=_whole(asked, year) if year else None,
        by_fund=None if year else _by_fund(asked, years),
        parts=[(about(one, asked, year), part_table(one, asked, year, products)) for one in PARTS] if year else (),
        themselves=themselves(asked, [year] if year else years.values()),
    )
    return render(request, "forecasts/explained.html", shown)


def _products(year: YearExplained) -> set[str]:
    return {row.product for row in year.back} | {row.product for row in year.again}


def sums(year: YearExplained) -> tuple[int, ...]:
    """The parts of a net amount in the order of their heads, the net last. Credits are below zero."""
    parts = (
        year.known_gross_pence,
        sum(row.pence for row in year.kept),
        sum(row.pence for row in year.coming),
        sum(row.pence for row in year.told),
        sum(row.pence for row in year.fees),
        -year.known_credits_pence,
        -sum(row.pence for row in year.back),
        -sum(row.pence for row in year.again),
    )
    return (*parts, sum(parts))


def _said(asked: Asked, year: YearExplained) -> Iterator[str]:
    found = sums(year)
    known, kept, coming, told, fees, credited, back, again, net = (shown_pounds(abs(pence)) for pence in found)
    yield (
        f"Up to {short_day(asked.foreseen.as_at)} we spent {known}. For orders that are open we keep money, and {kept} "
        f"of it will be spent by {asked.ends}. Orders that nobody has placed yet will cost {coming} at today's prices."
    )
    if found[TOLD]:
        yield f"Prices that are told for a later day make that {told} {'more' if found[TOLD] > 0 else 'less'}."
    if found[FEES]:
        yield f"The monthly fee comes to {fees} more."
    yield (
        f"So far {credited} was credited. What is out with people now will bring {back} when it comes back, and what "
        f"will still be lent {again}. What is left is the net cost: {net}."
    )


def _whole(asked: Asked, year: YearExplained) -> Table:
    codes = [f"#{part.code}" for part in PARTS]
    anchors = ("", *codes[:_SPENT_PARTS], "", *codes[_SPENT_PARTS:], "")
    rows = [
        Row((Cell(head, href=anchor), Cell(shown_pounds(pence))))
        for head, anchor, pence in zip(SUM_HEADS, anchors, sums(year), strict=True)
    ]
    return Table(
        "The sum", (Column("What"), Column("Amount", numeric=True)), rows, Empty("Nothing is to come"), id="sum"
    )


def _by_fund(asked: Asked, years: Mapping[str, YearExplained]) -> Table:
    rows = [
        Row(
            (
                Cell(name, href=asked.href("forecasts:explained", fund=fund)),
                *(Cell(shown_pounds(pence)) for pence in sums(years[fund])),
            )
        )
        for fund, name in asked.names.items()
    ]
    totals = [sum(column) for column in zip(*(sums(year) for year in years.values()), strict=True)]
    rows.append(Row((Cell("All funds"), *(Cell(shown_pounds(pence)) for pence in totals))))
    return Table(
        "Each fund, and all together",
        (Column("Fund"), *(Column(head, numeric=True) for head in SUM_HEADS)),
        rows,
        Empty("No fund has money"),
        is_wide=True,
        id="funds",
    )
