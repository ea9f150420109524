"""The list of saved scenarios, and two to four of them side by side.
Refuses nothing itself; `forecasting.comparing` says which cannot be compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Refused
from handrail.forecasting.codes import OUTPUTS
from handrail.forecasting.comparing import Compared, compare
from handrail.forecasting.draws import SEED, spreads_of
from handrail.forecasting.reading import read_scenario
from handrail.forecasting.savings import outcome_of
from handrail.forecasting.words import OUTPUT_NAMES
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.scenarios.queries import SavedVersion, newest_of, newest_versions
from handrail.web.commissioner.charts import Chart, ChartRow, Piece, chart_of
from handrail.web.commissioner.differing import differing
from handrail.web.commissioner.outcome import how_href, spread_words
from handrail.web.commissioner.own_spend import FROM_LEDGER, may_measure
from handrail.web.shared.request import PageRequest, ids_of
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Notice, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording.scenarios import not_compared, pounds
from handrail.wording.shown import short_day_and_time

MOST_SHOWN = 200
_NONE_SAVED = Empty(
    "No scenario is saved yet",
    "A scenario says what a plan costs in each year and how much less that is than before. Begin with the example, and "
    "put your own figures in.",
)


@dataclass(frozen=True, slots=True)
class ScenariosPage:
    """Saved scenarios; `cut` says so where there are more than are shown. The notice says why those that were ticked
    cannot be compared."""

    table: Table
    cut: str
    buttons: Sequence[Link]
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Scenarios side by side: all years together, and the saving year by year."""

    crumbs: Sequence[Crumb]
    differing: Table
    totals: Table
    saving: Chart
    years: Table
    first: str


@page(Permission.PLAN_SCENARIOS, methods=("GET",))
def scenarios(request: PageRequest) -> HttpResponseBase:
    """The list."""
    return _list(request)


def _list(request: PageRequest, notice: Notice | None = None) -> HttpResponseBase:
    with reading(request.scope):
        found = newest_versions(request.scope, most=MOST_SHOWN + 1)
    saved = found[:MOST_SHOWN]
    cut = f"The {MOST_SHOWN} that were saved last are shown." if len(found) > MOST_SHOWN else ""
    ticked = set(ids_of(request.GET.getlist("with")))
    table = Table(
        "Saved scenarios",
        (
            Column("Name"),
            Column("Years"),
            Column("Net with uplift", numeric=True),
            Column("Saving against the baseline", numeric=True),
            Column("Saved"),
        ),
        tuple(replace(_row(one), selected=str(one.scenario_id) in ticked) for one in saved),
        replace(
            _NONE_SAVED, link=Link("Begin with the example", f"{reverse('commissioner:scenario_new')}?from=example")
        ),
        select="with" if len(saved) > 1 else "",
        caption_hidden=True,
    )
    return render(
        request,
        "commissioner/scenarios.html",
        ScenariosPage(table, cut, tuple(_buttons(request.scope)), notice),
    )


def _buttons(scope: Scope) -> Iterator[Link]:
    new = reverse("commissioner:scenario_new")
    yield Link("New scenario", new)
    if may_measure(scope):
        yield Link("New from our own spend", f"{new}?from={FROM_LEDGER}")


def _row(saved: SavedVersion) -> Row:
    outcome = outcome_of(read_scenario(saved.content.encode()))
    labels = [year.label for year in outcome.years]
    return Row(
        (
            Cell(saved.name, href=reverse("commissioner:scenario", args=[saved.scenario_id])),
            Cell(labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"),
            Cell(pounds(outcome.total.net_with_uplift)),
            Cell(pounds(outcome.total.saving_vs_baseline)),
            Cell(short_day_and_time(saved.saved_at), note=f"{saved.saved_by}, version {saved.version}"),
        ),
        value=str(saved.scenario_id),
    )


# Comparing


@page(Permission.PLAN_SCENARIOS, methods=("GET",))
def compare_scenarios(request: PageRequest) -> HttpResponseBase:
    """Those that are ticked, beside the first of them; the list again where they cannot be compared."""
    asked = [UUID(one) for one in ids_of(request.GET.getlist("with"))]
    with reading(request.scope):
        saved = newest_of(request.scope, asked)
    try:
        read = [read_scenario(one.content.encode()) for one in saved]
        compared = compare(read)
    except Refused as refused:
        lines = tuple(dict.fromkeys(not_compared(reason) for reason in refused.reasons))
        return _list(request, Notice("These cannot be compared", lines, Tone.WARN))
    crumbs = (Crumb("Scenarios", reverse("commissioner:scenarios")),)
    names = [Column("Amount"), *(Column(one.name, numeric=True) for one in saved)]
    totals = Table(
        "All years together",
        tuple(names),
        (*(_output_row(output, saved, compared) for output in OUTPUTS), *_range_rows(saved)),
        Empty("Nothing to compare"),
        id="totals",
    )
    return render(
        request,
        "commissioner/compare.html",
        ComparePage(crumbs, differing(read), totals, _saving_chart(compared), _years(saved, compared), saved[0].name),
    )


def _output_row(output: str, saved: Sequence[SavedVersion], compared: Sequence[Compared]) -> Row:
    first = compared[0].outcome.total.of(output)
    cells = [
        Cell(
            pounds(one.outcome.total.of(output)),
            href=reverse("commissioner:scenario", args=[version.scenario_id]) + how_href("total", output),
            hidden=f", how it is made: {OUTPUT_NAMES[output].lower()}, {version.name}",
            note="" if one is compared[0] else _difference(one.outcome.total.of(output), first),
        )
        for version, one in zip(saved, compared, strict=True)
    ]
    return Row((Cell(OUTPUT_NAMES[output]), *cells))


def _difference(amount: Decimal, first: Decimal) -> str:
    """How a scenario differs from the first one, with the numbers put in."""
    if amount == first:
        return "The same"
    sign = "+" if amount > first else ""
    words = f"{pounds(amount)} − {pounds(first)} =\u00a0{sign}{pounds(amount - first)}"
    # In a narrow column a line would else end between a sign and its pounds.
    return words.replace("-£", "-\u2060£").replace("+£", "+\u2060£")


def _range_rows(saved: Sequence[SavedVersion]) -> Iterator[Row]:
    """How far each saving may lie, where a scenario says how sure its rates are. All meet the same luck."""
    read = [read_scenario(one.content.encode()) for one in saved]
    if any(one.has_ranges for one in read):
        words = [
            spread_words(spreads_of(one, seed=SEED).total) if one.has_ranges else "No ranges are stated" for one in read
        ]
        yield Row((Cell("Saving in 90 of 100 draws"), *(Cell(text) for text in words)))


def _saving_chart(compared: Sequence[Compared]) -> Chart:
    rows = [(one.outcome.name, one.outcome.total.saving_vs_baseline) for one in compared]
    return chart_of(
        "Saving against the baseline, all years",
        ("Scenario", "Saving"),
        (
            ChartRow(name, (pounds(saving),), (Piece("sum" if saving >= 0 else "more", Decimal(0), saving),))
            for name, saving in rows
        ),
    )


def _years(saved: Sequence[SavedVersion], compared: Sequence[Compared]) -> Table:
    """The saving of each year, scenario by scenario."""
    columns = (Column("Year"), *(Column(one.name, numeric=True) for one in saved))
    rows = []
    for number, year in enumerate(compared[0].outcome.years):
        cells = [
            Cell(
                pounds(one.outcome.years[number].amounts.saving_vs_baseline),
                href=reverse("commissioner:scenario", args=[version.scenario_id])
                + how_href(str(number), "saving_vs_baseline"),
                hidden=f", how it is made: saving {year.label}, {version.name}",
            )
            for version, one in zip(saved, compared, strict=True)
        ]
        rows.append(Row((Cell(year.label), *cells)))
    return Table("Saving against the baseline, year by year", columns, tuple(rows), Empty("No years"), id="years")
