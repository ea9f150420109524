"""What a scenario comes to, ready to be shown: years, waterfall, tornado, ranges, and how each number is made.
Refuses to work anything out: `forecasting` does."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handrail.forecasting.codes import OUTPUTS
from handrail.forecasting.comparing import Bar, tornado
from handrail.forecasting.draws import DRAWS, Spread, Spreads, spreads_of
from handrail.forecasting.formulas import Formula, explained, explained_total, plain
from handrail.forecasting.model import Scenario
from handrail.forecasting.savings import Amounts, Outcome, YearOutcome, outcome_of
from handrail.forecasting.waterfall import SUMS, Part, Step, waterfall
from handrail.forecasting.words import OUTPUT_NAMES, RATE_NAMES, rule_in_words
from handrail.web.commissioner.charts import Chart, ChartRow, Piece, chart_of
from handrail.web.shared.shapes import Cell, Column, Empty, Fact, Row, Table
from handrail.wording.scenarios import PARTS, pounds
from handrail.wording.shown import plural

# How far a rate is moved in the tornado of a scenario that says no ranges.
POINTS = Decimal("0.05")
_EMPTY = Empty("No years")
# The pounds of a long number; what stands after a point is left as it is.
_LONG = re.compile(r"(?<![\d.])\d{4,}")


@dataclass(frozen=True, slots=True)
class How:
    """How one number is made: by which rule, with which numbers put in. `exact`: before it was rounded, if it was."""

    id: str
    name: str
    rule: str
    numbers: str
    result: str
    exact: str = ""


@dataclass(frozen=True, slots=True)
class HowOfYear:
    """All numbers of a year, or of all years together."""

    label: str
    numbers: tuple[How, ...]


@dataclass(frozen=True, slots=True)
class HowMoved:
    """How the two savings of a bar of the tornado are made: for each end, a line for each year and one for the sum."""

    id: str
    name: str
    ends: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class OutcomePart:
    """Everything about one scenario. `ranges` is empty where it states none, or where they were not drawn yet."""

    facts: tuple[Fact, ...]
    years: Table
    waterfall: Chart
    tornado: Chart
    ranges: tuple[Chart, ...]
    drawn: str
    how: tuple[HowOfYear, ...]
    how_moved: tuple[HowMoved, ...]
    has_ranges: bool


def outcome_part(scenario: Scenario, *, seed: int | None, points: Decimal | None = None) -> OutcomePart:
    """What the scenario comes to. Without `seed` nothing is drawn; with `points` the tornado moves each rate so far."""
    outcome, moved_by = outcome_of(scenario), points
    if moved_by is None and not scenario.has_ranges:
        moved_by = POINTS
    bars = tornado(scenario, moved_by)
    spreads = spreads_of(scenario, seed=seed) if seed is not None and scenario.has_ranges else None
    return OutcomePart(
        facts=tuple(_facts(outcome, spreads)),
        years=years_table(outcome),
        waterfall=_waterfall(outcome),
        tornado=_tornado(bars, outcome.total.saving_vs_baseline, moved_by),
        ranges=_ranges(outcome, spreads) if spreads else (),
        drawn=_drawn(spreads) if spreads else "",
        how=tuple(_how(outcome)),
        how_moved=tuple(_how_moved(bar) for bar in bars),
        has_ranges=scenario.has_ranges,
    )


def _facts(outcome: Outcome, spreads: Spreads | None) -> Iterator[Fact]:
    over = plural(len(outcome.years), "year")
    yield Fact(f"Saving against the baseline, {over}", pounds(outcome.total.saving_vs_baseline))
    if spreads:
        spread = spreads.total["saving_vs_baseline"]
        yield Fact("In 90 of 100 draws the saving lies", f"from {pounds(spread.p5)} to {pounds(spread.p95)}")
    yield Fact("Left to pay: net with uplift", pounds(outcome.total.net_with_uplift))
    yield Fact("Bought by people themselves", pounds(outcome.total.self_purchase_reduction))


# Years


def years_table(outcome: Outcome) -> Table:
    """A row for each year and one for all; each number leads to how it is made."""
    rows = [(year.label, f"{number}", year.amounts) for number, year in enumerate(outcome.years)]
    rows.append(("Total", "total", outcome.total))
    return Table(
        "Year by year",
        (Column("Year"), *(Column(OUTPUT_NAMES[output], numeric=True) for output in OUTPUTS)),
        tuple(Row((Cell(label), *_amounts(label, at, amounts))) for label, at, amounts in rows),
        _EMPTY,
        id="years",
    )


def _amounts(label: str, at: str, amounts: Amounts) -> Iterator[Cell]:
    for output in OUTPUTS:
        hidden = f", how it is made: {OUTPUT_NAMES[output].lower()}, {label}"
        yield Cell(pounds(amounts.of(output)), href=how_href(at, output), hidden=hidden)


def how_href(at: str, output: str) -> str:
    """Where a number of the same page is explained; `at`: the number of its year, or "total"."""
    return f"#how-{at}-{output}"


# Waterfall and tornado

_EXPLAINED_BY = {
    Part.GROSS: "gross_spend",
    Part.SELF_PURCHASE: "self_purchase_reduction",
    Part.NET: "net_with_uplift",
    Part.SAVING: "saving_vs_baseline",
}


def _waterfall(outcome: Outcome) -> Chart:
    steps = waterfall(outcome.total)
    return chart_of(
        "From gross spend to net, and the saving up to the baseline, all years",
        ("Step", "Amount"),
        (_step_row(step) for step in steps),
        key=(("sum", "A sum"), ("less", "Takes off"), ("more", "Adds")),
    )


def _step_row(step: Step) -> ChartRow:
    kind = "sum" if step.part in SUMS else "less" if step.amount < 0 else "more"
    href = how_href("total", _EXPLAINED_BY[step.part]) if step.part in _EXPLAINED_BY else ""
    before = "" if step.part in SUMS else f"{pounds(step.starts)} becomes {pounds(step.ends)}"
    return ChartRow(PARTS[step.part], (pounds(step.amount),), (Piece(kind, step.starts, step.ends),), before, href)


def _tornado(bars: Sequence[Bar], stated: Decimal, points: Decimal | None) -> Chart:
    how = "between the ends of its ranges" if points is None else f"{plain(points * 100)} points down and up"
    rows = (
        ChartRow(
            RATE_NAMES[bar.rate],
            (pounds(bar.saving_at_low), pounds(bar.saving_at_high)),
            (Piece("low", bar.saving_at_low, stated), Piece("high", stated, bar.saving_at_high)),
            f"Moves the saving by {pounds(bar.width)}",
            href=f"#how-{bar.rate}",
            mark=stated,
        )
        for bar in bars
    )
    return chart_of(
        f"Which rate moves the saving most: each moved alone, {how}",
        ("Rate", "Saving when low", "Saving when high"),
        rows,
        from_nought=False,
        key=(("low", "Rate low"), ("high", "Rate high"), ("mark", f"As stated: {pounds(stated)}")),
    )


# Ranges


def _ranges(outcome: Outcome, spreads: Spreads) -> tuple[Chart, ...]:
    totals = [(OUTPUT_NAMES[output], spreads.total[output], outcome.total.of(output)) for output in OUTPUTS]
    years = [
        (year.label, spread["saving_vs_baseline"], year.amounts.saving_vs_baseline)
        for year, spread in zip(outcome.years, spreads.years, strict=True)
    ]
    return (
        _range_chart("All years together", "Amount", totals),
        _range_chart("Saving against the baseline, year by year", "Year", years),
    )


def _range_chart(caption: str, first: str, rows: list[tuple[str, Spread, Decimal]]) -> Chart:
    return chart_of(
        caption,
        (first, "5 of 100 at or below", "Half at or below", "95 of 100 at or below"),
        (
            ChartRow(
                name,
                (pounds(spread.p5), pounds(spread.p50), pounds(spread.p95)),
                (Piece("range", spread.p5, spread.p95),),
                f"With the rates as stated: {pounds(stated)}",
                mark=spread.p50,
            )
            for name, spread, stated in rows
        ),
        key=(("range", "90 of 100 draws"), ("mark", "Half of the draws")),
    )


def _drawn(spreads: Spreads) -> str:
    return (
        f"Drawn {DRAWS:,} times from the ranges of the rates, with seed {spreads.seed}. The same seed gives the same "
        "figures again. Each figure is the amount that so many draws stay at or below."
    )


# How each number is made


def _how(outcome: Outcome) -> Iterator[HowOfYear]:
    for number, year in enumerate(outcome.years):
        yield HowOfYear(year.label, tuple(_made(f"{number}", formula) for formula in explained(year)))
    yield HowOfYear("Total", tuple(_made("total", formula) for formula in explained_total(outcome)))


def _made(at: str, formula: Formula) -> How:
    rounded = plain(formula.exact) if formula.exact != formula.result else ""
    name, rule = OUTPUT_NAMES[formula.of], rule_in_words(formula.rule) or "as it was given"
    numbers, rounded = (_LONG.sub(_in_thousands, text) for text in (formula.numbers, rounded))
    return How(how_href(at, formula.of)[1:], name, rule, numbers, pounds(formula.result), rounded)


def _how_moved(bar: Bar) -> HowMoved:
    ends = (("Low", bar.years_at_low, bar.saving_at_low), ("High", bar.years_at_high, bar.saving_at_high))
    lines = tuple((f"{end}: {pounds(saving)}", tuple(_moved_lines(years, saving))) for end, years, saving in ends)
    return HowMoved(f"how-{bar.rate}", RATE_NAMES[bar.rate], lines)


def _moved_lines(years: Sequence[YearOutcome], saving: Decimal) -> Iterator[str]:
    """The net with uplift and the saving of each year with the numbers put in, and the sum of the savings."""
    for year in years:
        after, *_, net, saved = explained(year)[1:]
        text = f"gross after self-purchase {after.numbers}, net with uplift {net.numbers}, saving {saved.numbers}"
        yield f"{year.label}: {_LONG.sub(_in_thousands, text)} = {pounds(saved.result)}"
    if len(years) > 1:
        yield " + ".join(pounds(year.amounts.saving_vs_baseline) for year in years) + f" = {pounds(saving)}"


def _in_thousands(number: re.Match[str]) -> str:
    return f"{int(number[0]):,}"


def spread_words(spreads: Mapping[str, Spread]) -> str:
    """How far the saving may lie, in one line."""
    spread = spreads["saving_vs_baseline"]
    return f"{pounds(spread.p5)} to {pounds(spread.p95)}"
