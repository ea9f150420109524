"""The tables of a forecast's sums: the rows that matter, in their order, and the others as one."""

from datetime import UTC, datetime

from handrail.forecasting.forecast.inputs import SpendKind
from handrail.forecasting.forecast.months import month_of
from handrail.forecasting.forecast.year_explained import Coming, YearExplained
from handrail.forecasts.queries.made import Foreseen
from handrail.forecasts.rules.written import read_figures, written_forecast
from handrail.web.forecasts.parts import MOST_MONTHS, PARTS, part_file, part_table
from handrail.web.forecasts.reading import Asked
from tests.foreseen import ENDS, a_history

FIRST = month_of(datetime(2026, 4, 1, tzinfo=UTC))


def a_year(*pence: int) -> YearExplained:
    """So much is spent of what is ordered in each of these months."""
    coming = tuple(
        Coming(SpendKind.EQUIPMENT, FIRST + at, 100.0, 1.0, 20, 1.0, 0.5, one) for at, one in enumerate(pence)
    )
    return YearExplained(0, 0, 0, (), coming, (), ())


def asked() -> Asked:
    known = a_history()
    figures = read_figures(written_forecast(known, ENDS).figures)
    return Asked(Foreseen(known.as_at, known.since, datetime(2026, 3, 3, tzinfo=UTC), figures), "", "2025/26", {})


def test_the_largest_months_stand_in_their_order_and_the_others_as_one() -> None:
    """Of a year far ahead what is ordered before it comes to pennies: those months do not hide its own."""
    year = a_year(*([1] * 10), *range(101, 101 + MOST_MONTHS))
    rows = part_table(PARTS[1], asked(), year, {}).rows
    assert [row.cells[0].text for row in rows[:2]] == ["February 2027", "March 2027"]
    assert [(row.cells[0].text, row.cells[-1].text) for row in rows[-2:]] == [("10 others", "£0.10"), ("All", "£27.10")]
    assert len(rows) == MOST_MONTHS + 2


def test_the_file_has_them_all() -> None:
    heads, rows = part_file(PARTS[1], a_year(*([1] * 40), 0), {})
    assert len(rows) == 40
    assert len(heads) == len(rows[0])
