"""The quarters of a pool's year, and the year itself, for its reports.
Refuses a period that is none: the last quarter that is over is shown."""

from dataclasses import dataclass
from datetime import date, timedelta

from handrail.core.moment import month_after
from handrail.wording.money import year_words
from handrail.wording.shown import month_and_year

YEAR = "year"


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """Months from the first day of one up to but not including that of another. `code`: 1 to 4, or `year`."""

    code: str
    label: str
    first: date
    after: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(days=1)

    @property
    def is_year(self) -> bool:
        """Whether it is the whole year."""
        return self.code == YEAR


def periods_of(begins: date) -> tuple[ReportPeriod, ...]:
    """The four quarters of the year that begins on a 1 April, then the year."""
    quarters = tuple(_quarter(begins, number) for number in range(1, 5))
    return (*quarters, ReportPeriod(YEAR, year_words(begins), begins, month_after(begins, 12)))


def asked_period(begins: date, code: str, today: date) -> ReportPeriod:
    """The one of that code; else the last quarter that is over, of a year of which none is over the first."""
    found = periods_of(begins)
    over = [period for period in found[:4] if period.after <= today]
    return next((period for period in found if period.code == code), over[-1] if over else found[0])


def _quarter(begins: date, number: int) -> ReportPeriod:
    first = month_after(begins, 3 * (number - 1))
    after = month_after(first, 3)
    return ReportPeriod(str(number), f"{first:%B} to {month_and_year(month_after(after, -1))}", first, after)
