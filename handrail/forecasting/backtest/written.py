"""Writes what a back-test found, as rows and as a table for people.
Refuses to leave out where a baseline was better: the forecast's error stands beside both."""

from collections.abc import Sequence

from handrail.forecasting.backtest.measured import HORIZONS, Tried, errors_of
from handrail.forecasting.forecast.codes import Measure

_NAMES = {Measure.GROSS: "gross", Measure.CREDITS: "credits", Measure.NET: "net"}
_ASKED = {False: "{} months ahead", True: "year end, {} months known"}
_HEAD = "| asked | of | times | forecast | last year plus growth | year to date | too high | range held |"


def as_rows(found: Sequence[Tried]) -> list[dict[str, str | int | float]]:
    """A row for each question and measure; errors are parts of what came."""
    rows: list[dict[str, str | int | float]] = []
    for year_end in (False, True):
        for months in HORIZONS:
            for measure in Measure:
                errors = errors_of(found, measure, year_end=year_end, months=months)
                if errors is None:
                    continue
                rows.append(
                    {
                        "asked": _ASKED[year_end].format(months),
                        "measure": _NAMES[measure],
                        "count": errors.count,
                        "forecast": round(errors.forecast, 4),
                        "last_year_plus_growth": round(errors.last_year, 4),
                        "year_to_date": round(errors.to_date, 4),
                        "too_high": round(errors.bias, 4),
                        "range_held": round(errors.held, 4),
                    }
                )
    return rows


def as_table(found: Sequence[Tried]) -> str:
    """The same as a table in Markdown, in hundredths."""
    lines = [_HEAD, "|---" * 8 + "|"]
    for asked, measure, count, *parts in (row.values() for row in as_rows(found)):
        shown = [f"{float(part) * 100:.1f}%" for part in parts[:-1]]
        lines.append(f"| {asked} | {measure} | {count} | {' | '.join(shown)} | {float(parts[-1]) * 100:.0f}% |")
    return "\n".join(lines)
