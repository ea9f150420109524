"""In which rates scenarios differ, year by year: without these nobody sees why they come to other amounts.
Refuses to work anything out: `forecasting` says what holds in a year."""

from collections.abc import Sequence
from decimal import Decimal

from handrail.forecasting.formulas import plain
from handrail.forecasting.model import Scenario, YearTerms, terms_of
from handrail.forecasting.words import OUTPUT_NAMES, RATE_NAMES
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.wording.scenarios import pounds

_RATES = ("self_purchase_rate", "reuse_rate", "reuse_uplift", "credit_rate", "equipment_share")


def differing(scenarios: Sequence[Scenario]) -> Table:
    """What is given for scenarios of the same years and is not the same in all of them."""
    rows = [
        Row((Cell(name, note=years[0].label), *map(Cell, said)))
        for years in zip(*map(terms_of, scenarios), strict=True)
        for name, said in _given(years)
        if len(set(said)) > 1
    ]
    columns = (Column("What is given"), *(Column(one.name, numeric=True) for one in scenarios))
    empty = Empty("Their spend and their rates are the same")
    return Table("Where they differ", columns, tuple(rows), empty, id="differing")


def _given(years: Sequence[YearTerms]) -> list[tuple[str, tuple[str, ...]]]:
    """The spend and each rate of a year, as each of the scenarios has it."""
    spend = (OUTPUT_NAMES["gross_spend"], tuple(pounds(one.gross_spend) for one in years))
    return [spend, *((RATE_NAMES[rate], tuple(_percent(one, rate) for one in years)) for rate in _RATES)]


def _percent(year: YearTerms, rate: str) -> str:
    value: Decimal = year.uplift if rate == "reuse_uplift" else getattr(year, rate)
    return f"{plain(value * 100)}%"
