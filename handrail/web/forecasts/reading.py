"""Reads which forecast, fund and year a page is asked about, and gives them names.
Refuses a fund or a year that the forecast does not have: all funds, the first year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from handrail.forecasting.forecast.figures import ALL
from handrail.forecasting.forecast.months import first_of, last_of
from handrail.forecasts.queries.facts import NO_FUND
from handrail.forecasts.queries.made import Foreseen
from handrail.forecasts.rules.written import Figures, Span
from handrail.web.shared.shapes import Link
from handrail.wording.shown import month_and_year, short_day


@dataclass(frozen=True, slots=True)
class Asked:
    """A fund (`ALL`: all of them) and a year of a forecast. `names`: of the funds with money in it, by id."""

    foreseen: Foreseen
    fund: str
    year: str
    names: Mapping[str, str]

    @property
    def span(self) -> Span:
        """What was foreseen for the year."""
        return self.foreseen.figures.years[self.year]

    @property
    def fund_name(self) -> str:
        """The fund in words."""
        return self.names.get(self.fund, "All funds")

    @property
    def ends(self) -> str:
        """The last day of the year, in words."""
        return short_day(last_of(self.span.until))

    def href(self, page: str, **changed: str) -> str:
        """A page of the same fund and year, or of another."""
        query = {"fund": self.fund, "year": self.year} | changed
        return f"{reverse(page)}?{urlencode({name: value for name, value in query.items() if value})}"

    def fund_links(self, page: str) -> tuple[Link, ...]:
        """The other funds, and all of them together."""
        funds = {ALL: "All funds", **self.names}
        return tuple(Link(name, self.href(page, fund=fund)) for fund, name in funds.items() if fund != self.fund)


def asked_of(query: QueryDict, foreseen: Foreseen, names: Mapping[str, str]) -> Asked:
    """What an address asks."""
    with_money = {
        fund: names.get(fund, "No fund yet") for fund in _in_order(names) if _has_money(foreseen.figures, fund)
    }
    fund, year = query.get("fund", ALL), query.get("year", "")
    years = foreseen.figures.years
    return Asked(
        foreseen, fund if fund in with_money else ALL, year if year in years else next(iter(years)), with_money
    )


def month_words(month: int) -> str:
    """A month by its name and year."""
    return month_and_year(first_of(month))


def until_words(months: int, first: int) -> str:
    """Some months from one on, in words."""
    last = first + months - 1
    return month_words(first) if months == 1 else f"{month_words(first)} to {month_words(last)}"


def is_late(foreseen: Foreseen) -> bool:
    """Whether it was worked out more than a week after its day."""
    made_on: date = foreseen.made_at.date()
    return (made_on - foreseen.as_at).days > 7


def _in_order(names: Mapping[str, str]) -> list[str]:
    return [*names, NO_FUND]


def _has_money(figures: Figures, fund: str) -> bool:
    """A fund that nobody spends from has no figures, or noughts."""
    return any(
        fund in year.gross and (year.gross[fund].pence or year.credits[fund].pence) for year in figures.years.values()
    )
