"""What is kept of a forecast: it is read as it was written, and its parts agree."""

from dataclasses import replace
from datetime import date

import pytest

from handrail.core.refusal import Refused
from handrail.forecasting.forecast.figures import ALL
from handrail.forecasting.forecast.inputs import Known
from handrail.forecasting.forecast.months import last_of, month_of
from handrail.forecasts.rules.held import held_against
from handrail.forecasts.rules.written import AHEAD, Figures, read_figures, read_workings, written_forecast
from tests.forecasting.contracts import FUNDER
from tests.foreseen import ENDS, a_history


@pytest.fixture
def known() -> Known:
    return a_history()


def figures_of(known: Known) -> Figures:
    return read_figures(written_forecast(known, ENDS).figures)


def test_years_run_to_the_end_of_the_contract_and_the_months_of_the_first_lead_to_it(known: Known) -> None:
    figures = figures_of(known)
    assert list(figures.years) == ["2025/26", "2026/27", "2027/28"]
    first = figures.years["2025/26"]
    assert [span.until for span in figures.so_far] == [month_of(known.as_at)]
    assert figures.so_far[-1].net == first.net
    assert set(first.net) == {ALL, FUNDER, "NHS"}
    assert first.net[ALL].pence == first.gross[ALL].pence - first.credits[ALL].pence
    assert first.net[ALL].low <= first.net[ALL].pence <= first.net[ALL].high
    assert [span.until - span.first + 1 for span in figures.ahead.values()] == list(AHEAD)


def test_known_months_add_up_to_what_is_known_of_the_year(known: Known) -> None:
    figures = figures_of(known)
    year = figures.years["2025/26"]
    months = [one for one in figures.known if year.first <= one.month <= year.until]
    for fund in (FUNDER, "NHS"):
        assert sum(one.gross[fund] for one in months) == year.gross[fund].known
        assert sum(one.credits[fund] for one in months) == year.credits[fund].known


def test_each_year_of_each_fund_is_taken_apart(known: Known) -> None:
    written = written_forecast(known, ENDS)
    figures, years = read_figures(written.figures), read_workings(written.workings).years
    for label, by_fund in years.items():
        for fund, year in by_fund.items():
            spent = sum(row.pence for row in year.kept) + sum(row.pence for row in year.coming)
            assert figures.years[label].gross[fund].to_come == spent
    assert {row.product for row in years["2026/27"][FUNDER].back} == {"Bed"}


def test_too_little_is_refused() -> None:
    with pytest.raises(Refused):
        written_forecast(a_history(months=2), ENDS)


def test_an_earlier_forecast_is_held_against_what_came_once_its_months_are_over(known: Known) -> None:
    earlier = replace(known, as_at=last_of(month_of(known.as_at) - 3), orders=(), loans=())
    earlier = replace(
        earlier,
        orders=tuple(one for one in known.orders if one.ordered_on <= earlier.as_at),
        loans=tuple(
            replace(one, ended_on=None, credited_pence=0) if one.ended_on and one.ended_on > earlier.as_at else one
            for one in known.loans
            if one.begun_on <= earlier.as_at
        ),
    )
    before, latest = figures_of(earlier), figures_of(known)
    last_whole = month_of(known.as_at) - 1
    found = held_against([before], latest, ALL, last_whole)
    # Two months are over since: of those ahead, the first alone.
    assert [(one.made, one.first, one.months) for one in found] == [(0, last_whole - 1, 1)]
    assert found[0].came_pence == pytest.approx(found[0].net.pence, rel=0.05)
    assert held_against([before], latest, ALL, last_whole - 2) == ()
    assert held_against([before], latest, "nobody", last_whole) == ()


def test_a_year_that_ends_with_the_contract_is_short(known: Known) -> None:
    written = read_figures(written_forecast(known, date(2026, 10, 1)).figures)
    assert written.years["2026/27"].until == month_of(date(2026, 9, 30))
