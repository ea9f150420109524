"""What a page of spending is asked by its address: split by what, across what, which money, of when, of whom alone.
Refuses a word that is no choice: it asks for nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from handrail.core.moment import month_after
from handrail.core.text_guard import clean_line
from handrail.ledger.rules.repriced import previous_quarter
from handrail.spending.codes import By
from handrail.spending.queries import Cell
from handrail.spending.queries.asking import Asked
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm
from handrail.wording import say
from handrail.wording.shown import month_and_year

# Financial years begin in April.
FIRST_MONTH = 4
# "When" offers as many months; the address of any other is followed, so that each cell of a cross by months opens.
MONTHS_OFFERED = 24
_A_MONTH = "month-"
ALWAYS = "all"
MEASURES = {
    "net": "Cost after credits",
    "gross": "Cost before credits",
    "equipment": "Equipment",
    "activity": "Visits and other work",
    "vat": "VAT",
    "credited": "Credits",
    "reserved": "Kept for orders to come",
}
# What the list of order lines shows of each line, whichever money was asked about.
OF_EACH_LINE = {"gross": "Before credits", "credited": "Credits", "net": "After credits"}
_SPLITS = [(by.value, say(by)) for by in By]


@dataclass(frozen=True, slots=True)
class Period:
    """Months from one up to but not including another. `code` stands in the address."""

    code: str
    label: str
    first: date
    after: date


class Questions(FilterForm):
    """What to show. Nothing is required: without a choice the first one holds."""

    rows = fields.SelectField("Split by", _SPLITS, blank="Product")
    columns = fields.SelectField("And across by", _SPLITS, blank="Nothing")
    money = fields.SelectField("Show", [*MEASURES.items()][1:], blank=MEASURES["net"])
    period = fields.SelectField("When", (), blank="This financial year")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. `column` None: the months' total alone."""

    row: By
    column: By | None
    money: str
    period: Period
    only: Mapping[By, str]

    @property
    def of_each_line(self) -> Mapping[str, str]:
        """The money that a list of order lines shows: what was asked about is always among it."""
        return OF_EACH_LINE | ({} if self.money in OF_EACH_LINE else {self.money: MEASURES[self.money]})

    @property
    def asked(self) -> Asked:
        """The same for the query."""
        return Asked(self.period.first, self.period.after, self.only, ever=self.period.code == ALWAYS)

    def pence(self, cell: Cell) -> int:
        """The money asked about, of one cell."""
        return int(getattr(cell, self.money))


def periods(today: date) -> tuple[Period, ...]:
    """This financial year and the four before it, this quarter and the four before it, the latest first, then all."""
    year = today.year - (today.month < FIRST_MONTH)
    years = (_period(str(first), date(first, FIRST_MONTH, 1), 12) for first in range(year, year - 5, -1))
    quarters = (month_after(previous_quarter(today)[1], -3 * back) for back in range(5))
    always = Period(ALWAYS, "All years", date(2000, 4, 1), month_after(date(year, FIRST_MONTH, 1), 12))
    return (*years, *(_period(f"{first:%Y-%m}", first, 3) for first in quarters), always)


def last_quarter(today: date) -> Period:
    """The quarter before that of today."""
    first, _ = previous_quarter(today)
    return _period(f"{first:%Y-%m}", first, 3)


def month_code(first: date) -> str:
    """How a month alone stands in an address: a quarter's code begins with its first month already."""
    return f"{_A_MONTH}{first:%Y-%m}"


def _month(first: date) -> Period:
    return Period(month_code(first), month_and_year(first), first, month_after(first, 1))


def month_of(code: str) -> Period | None:
    """The month of an address, any of this century."""
    found = re.fullmatch(rf"{_A_MONTH}(20\d\d)-(0[1-9]|1[0-2])", code, re.ASCII)
    return _month(date(int(found[1]), int(found[2]), 1)) if found else None


def _period(code: str, first: date, months: int) -> Period:
    after = month_after(first, months)
    return Period(code, f"{month_and_year(first)} to {month_and_year(month_after(after, -1))}", first, after)


def offered(form: Questions, today: date) -> Questions:
    """The form with the times that can be asked about; the first of them holds where none is chosen. A month that was
    asked for stands among them, however old it is."""
    latest = today.replace(day=1)
    months = [_month(month_after(latest, -back)) for back in range(MONTHS_OFFERED)]
    asked = month_of(str(form.data.get("period", "")))
    shown = [*periods(today)[1:], *months, *([asked] if asked and asked not in months else ())]
    form.fields["period"].offer([(one.code, one.label) for one in shown])  # type: ignore[attr-defined]  # it is chosen from a list
    return form


def question_of(form: Questions, query: QueryDict, today: date) -> Question:
    """Reads a question that `form` has let through; what it did not let through is as if it had not been asked."""
    known = {period.code: period for period in periods(today)}
    chosen = {name: str(value or "") for name, value in form.cleaned_data.items()} if form.is_bound else {}
    when = chosen.get("period", "")
    row = By(chosen.get("rows") or By.PRODUCT)
    column = By(chosen["columns"]) if chosen.get("columns") else None
    return Question(
        row=row,
        column=None if column is row else column,
        money=chosen.get("money") or "net",
        period=known.get(when) or month_of(when) or next(iter(known.values())),
        only=dict(_only(query)),
    )


def _only(query: QueryDict) -> Iterator[tuple[By, str]]:
    for by in By:
        if by is not By.MONTH and f"only_{by}" in query:
            yield by, clean_line(str(query[f"only_{by}"]))[:60]
