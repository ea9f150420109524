"""Total system cost of a time: what was counted, what it comes to between two ends, and how each number is made.
Refuses to add it to spending; where nobody has said what one costs, it shows no number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.rules.system_cost import ADDED, Counted, Reckoned, Spread, total
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import FilterForm, Listing, cells, listing_of
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.web.spending.questions import Period, periods
from handrail.web.system_cost.reading import AVOIDED, between, each_words, formula, plain, system_cost_of
from handrail.wording import say
from handrail.wording.shown import plural
from handrail.wording.system_cost import UNITS, no_figure

ENDS = ("Low", "Central", "High")
HEADS = (
    "What is counted", "Added or avoided", "Counted", "Units each, low", "Units each, central", "Units each, high",
    "Unit cost, low", "Unit cost, central", "Unit cost, high", "Prices of", "Evidence", "Source", "Why so many each",
    "Low", "Central", "High", "How the low is made", "How the central is made", "How the high is made",
)  # fmt: skip


class When(FilterForm):
    """Of which time. Without a choice: this financial year."""

    period = fields.SelectField("When", (), blank="This financial year")


@dataclass(frozen=True, slots=True)
class SystemCostPage:
    """The page. `missing`: what was counted and has no figure."""

    crumbs: Sequence[Crumb]
    listing: Listing
    about: str
    facts: Sequence[Fact]
    missing: Sequence[str]
    counted: Table
    how: Table
    method: Link
    limited: bool


@page(Permission.SEE_MONEY, methods=("GET",))
def cost(request: PageRequest) -> HttpResponseBase:
    """`?period=2026` is the year from April 2026, `2026-07` the quarter from July; `?format=csv` the same as a file."""
    form = When(request.GET or None)
    form.fields["period"].offer([(one.code, one.label) for one in periods(london_today())[1:]])  # type: ignore[attr-defined]  # it is chosen from a list
    listing = listing_of(request, sorts=(), default="", filters=form)
    period = period_of(request.GET.get("period", ""))
    with reading(request.scope):
        rows = system_cost_of(request.scope, period)
    if listing.file_kind:
        return file_of(request.scope, listing.file_kind, "system-cost", HEADS, lambda: map(_file_row, rows))
    shown = SystemCostPage(
        (Crumb("Money", address_of("money:pool")),),
        listing,
        period.label,
        tuple(facts_of(rows)),
        [no_figure(one.counted) for one in rows if one.cost is None and one.cases],
        _counted(rows, period, listing),
        _how(rows),
        Link("What it is reckoned by", reverse("terms:system_cost")),
        request.scope.reach != "ALL",
    )
    return render(request, "system_cost/cost.html", shown)


def period_of(code: str) -> Period:
    """The time that an address asks for; this financial year where it names none."""
    offered = periods(london_today())
    return next((one for one in offered if one.code == code), offered[0])


def facts_of(rows: Sequence[Reckoned]) -> Iterator[Fact]:
    """The two sums, each between its ends; they are not set off against each other."""
    for name, kinds in (("Added cost", ADDED), ("Avoided cost", AVOIDED)):
        found = total(rows, kinds)
        yield Fact(name, between(found) if found else "No figure is set")


def _counted(rows: Sequence[Reckoned], period: Period, listing: Listing) -> Table:
    columns = (Column("What is counted"), Column("Counted", numeric=True), *(Column(end, numeric=True) for end in ENDS),
               Column("Evidence and source"))  # fmt: skip
    body = [_row(one, period) for one in rows]
    for name, kinds in (("All added cost", ADDED), ("All avoided cost", AVOIDED)):
        if found := total(rows, kinds):
            body.append(Row((Cell(name), Cell(), *_ends(found), Cell("Lows added, highs added"))))
    return Table(
        "What was counted, and what it comes to", columns, body, Empty("Nothing is counted"),
        csv_href=listing.csv_href, xlsx_href=listing.xlsx_href, id="counted",
    )  # fmt: skip


def _row(one: Reckoned, period: Period) -> Row:
    href = f"{reverse('system_cost:orders')}?counted={one.counted}&period={period.code}"
    side = "Added cost" if one.counted in ADDED else "Avoided cost"
    if one.cost is None or one.pence is None:
        source, ends = Cell(no_figure(one.counted)), [Cell("No figure") for _ in ENDS]
    else:
        source = Cell(say(one.cost.grade), note=f"{one.cost.source}. Prices of {one.cost.priced_in}")
        ends = _ends(one.pence)
    return Row((Cell(say(one.counted), note=side), Cell(_number(one), href=href), *ends, source))


def _number(one: Reckoned) -> str:
    """Days name the orders in which they were counted."""
    if one.counted is not Counted.LATE_DAY:
        return plural(one.cases, "assessment")
    return f"{plural(one.units, 'day')} in {plural(one.cases, 'order')}"


def _ends(pence: Spread[int]) -> list[Cell]:
    return [Cell(shown_pounds(end)) for end in pence.ends]


def _how(rows: Sequence[Reckoned]) -> Table:
    body = [
        Row((
            Cell(say(one.counted), note=each_words(one)), *(Cell(formula(one, end)) for end in range(len(ENDS))),
            Cell(one.cost.basis or f"{UNITS[one.counted][1].capitalize()} are counted themselves"),
        ))
        for one in rows
        if one.cost is not None
    ]  # fmt: skip
    return Table(
        "How each number is made",
        (Column("What is counted"), *(Column(end) for end in ENDS), Column("Why so many each")),
        body,
        Empty("No figure is set", "The pool manager sets unit costs with their source."),
        id="how",
    )


def _file_row(one: Reckoned) -> Sequence[FileCell]:
    side = "Added" if one.counted in ADDED else "Avoided"
    if one.cost is None or one.pence is None:
        return cells(say(one.counted), side, one.units, *[""] * 8, no_figure(one.counted), *[""] * 7)
    return cells(
        say(one.counted), side, one.units, *(plain(end) for end in one.cost.each.ends),
        *(pounds(end) for end in one.cost.pence.ends), one.cost.priced_in, one.cost.grade, one.cost.source,
        one.cost.basis, *(pounds(end) for end in one.pence.ends), *(formula(one, end) for end in range(len(ENDS))),
    )  # fmt: skip
