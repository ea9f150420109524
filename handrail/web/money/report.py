"""The report of a pool for a quarter or a year, as the law asks the host for it (SI 2000/617, regulation 7): income,
expenditure, what the money was used for, and how it stands against the budget.
Refuses periods of other lengths, and to say more than the ledger: what is not closed yet is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.closed import closed_months
from handrail.ledger.rules.figures import Figures, figures, months_of, net_by_partner
from handrail.spending.codes import By
from handrail.spending.queries import Asked, crossed
from handrail.web.admin.shapes import london_today
from handrail.web.money.pool import risk_words
from handrail.web.money.reading import PoolYearRead, read_year
from handrail.web.money.report_file import report_as_pdf
from handrail.web.money.report_periods import ReportPeriod, asked_period, periods_of
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import cells
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.questions import periods
from handrail.web.spending.words import labels
from handrail.wording.money import percent_of_parts, year_words
from handrail.wording.shown import month_and_year, short_day

HEADS = ("What", "This period", "Year until its end")
# A receipt counts by the day it came, and the budget is that agreed last: no closing of months holds these.
FINAL = (
    "All months of this period are closed: what was spent and credited does not change any more. Budget, shares and "
    "what is due are as agreed today. A receipt recorded or corrected later changes what was received."
)

RECEIVED = "Received from partners"


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All of the page. `stands`: how far what it says may still change."""

    title: str
    crumbs: Sequence[Crumb]
    others: Sequence[Link]
    pdf: Link
    stands: str
    facts: Sequence[Fact]
    tables: Sequence[Table]
    risk: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reported:
    """What was read for the report: the year, its period, what each kind of equipment came to, the months closed."""

    read: PoolYearRead
    period: ReportPeriod
    kinds: Sequence[tuple[str, str, int]]
    closed: frozenset[date]

    @property
    def here(self) -> Figures:
        """The sums of the period."""
        return figures(self.read.gained, self.period.first, self.period.after)

    @property
    def so_far(self) -> Figures:
        """The sums from the beginning of the year to the end of the period."""
        return figures(self.read.gained, self.read.begins, self.period.after)


@page(Permission.SEE_MONEY, methods=("GET",))
def report(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """A quarter (`?year=2026&quarter=2`: July to September) or the year (`quarter=year`); else the last quarter that is
    over. `?format=csv` or `xlsx`: income and expenditure; `pdf`: all of it."""
    one = _reported(request, fund_id, london_today())
    kind, name = request.GET.get("format"), f"{one.read.pool.code}-report-{one.read.begins.year}-{one.period.code}"
    if kind == "pdf":
        shown = _page(one)
        return report_as_pdf(
            name, shown.title, stands=shown.stands, facts=shown.facts, tables=shown.tables, risk=shown.risk
        )
    if kind in ("csv", "xlsx"):
        rows = [cells(what, Decimal(here).scaleb(-2), Decimal(so_far).scaleb(-2)) for what, here, so_far in _sums(one)]
        return file_of(request.scope, kind, name, HEADS, lambda: rows)
    return render(request, "money/report.html", _page(one))


def _reported(request: PageRequest, fund_id: UUID, today: date) -> Reported:
    before = today.replace(day=1) - timedelta(days=90)
    read = read_year(request, fund_id, today if "year" in request.GET else before)
    period = asked_period(read.begins, request.GET.get("quarter", ""), today)
    asked = Asked(period.first, period.after, {By.FUND: str(read.pool.id)})
    with reading(request.scope):
        found = crossed(request.scope, By.CATEGORY, None, asked, most_rows=1_000, most_columns=1)
        sums = [cell for cell in found.cells if cell.row and cell.column is None]
        names = labels(request.scope, By.CATEGORY, [cell.row for cell in sums if cell.row])
        closed = frozenset(row.month for row in closed_months(request.scope))
    kinds = [(cell.row, names[cell.row], cell.net) for cell in sums if cell.row]
    return Reported(read, period, sorted(kinds, key=lambda kind: (-kind[2], kind[1])), closed)


def _page(one: Reported) -> ReportPage:
    read, period = one.read, one.period
    return ReportPage(
        title=f"Report: {read.pool.name}, {period.label}",
        crumbs=read.crumbs(),
        others=tuple(_others(one)),
        pdf=Link("Download as PDF", f"{_href(one)}&format=pdf"),
        stands=_stands(one),
        facts=tuple(_facts(one)),
        tables=(_income(one), _expenditure(one), _partners(one), _kinds(one)),
        risk=tuple(_risk(one)),
    )


def _href(one: Reported) -> str:
    return f"{one.read.href('money:report')}&quarter={one.period.code}"


def _others(one: Reported) -> Iterator[Link]:
    """The other periods of the year, then the same of other years."""
    for period in periods_of(one.read.begins):
        if period.code != one.period.code:
            yield Link(period.label, f"{one.read.href('money:report')}&quarter={period.code}")
    for link in one.read.year_links("money:report"):
        yield Link(link.text, f"{link.href}&quarter={one.period.code}")


def _stands(one: Reported) -> str:
    open_months = [month for month in months_of(one.period.first, one.period.last) if month not in one.closed]
    if not open_months:
        return FINAL
    listed = ", ".join(month_and_year(month) for month in open_months)
    return f"As it stands on {short_day(one.read.today)}. Not closed yet, so still open to change: {listed}."


def _facts(one: Reported) -> Iterator[Fact]:
    read, so_far = one.read, one.so_far
    if agreement := read.agreement:
        yield Fact("Aims", agreement.aims)
        yield Fact("Functions", agreement.functions)
        yield Fact("Host", agreement.host)
        yield Fact("Pool manager", agreement.manager)
    budget = shown_pounds(read.budget_pence) if read.year else "Not agreed yet"
    yield Fact(f"Budget {year_words(read.begins)}", budget, "What partners agreed to pay in")
    yield Fact("Net so far", shown_pounds(so_far.net_pence), "From 1 April to the end of the period")
    yield Fact("Reserved at the end of the period", shown_pounds(so_far.reserved_pence), "Orders not delivered yet")
    if read.year:
        yield Fact("Left", shown_pounds(read.budget_pence - so_far.net_pence - so_far.reserved_pence))


def _sums(one: Reported) -> Iterator[tuple[str, int, int]]:
    """Each line of income and expenditure with its sum of the period, and of the year until its end."""
    here, so_far, period = one.here, one.so_far, one.period
    came = one.read.came_between
    yield RECEIVED, came(period.first, period.after), came(date.min, period.after)
    for what, name in (
        ("Equipment", "equipment_pence"), ("Visits and other work", "activity_pence"), ("VAT", "vat_pence"),
        ("Spent", "spent_pence"), ("Credited", "credited_pence"), ("Net: spent less credited", "net_pence"),
    ):  # fmt: skip
        yield what, getattr(here, name), getattr(so_far, name)


def _income(one: Reported) -> Table:
    read, period = one.read, one.period
    rows = []
    for row in read.contributions:
        due = sum(due.pence for due in row.instalments if due.due_on < period.after)
        came = [got for got in read.came if got.partner_id == row.partner_id]
        here = sum(got.pence for got in came if period.first <= got.received_on < period.after)
        so_far = sum(got.pence for got in came if got.received_on < period.after)
        rows.append(Row((
            Cell(row.partner, href=read.href("money:paid_in")), Cell(shown_pounds(row.amount.pence)),
            Cell(shown_pounds(due)), Cell(shown_pounds(here)), Cell(shown_pounds(so_far)),
        )))  # fmt: skip
    if rows:
        due = sum(due.pence for due in read.instalments if due.due_on < period.after)
        came_here, came_so_far = (read.came_between(first, period.after) for first in (period.first, date.min))
        sums = (read.budget_pence, due, came_here, came_so_far)
        rows.append(Row((Cell("All"), *(Cell(shown_pounds(pence)) for pence in sums))))
    heads = ("Pays in the year", "Due by the end of the period", "Received in it", "Received by its end")
    columns = (Column("Partner"), *(Column(head, numeric=True) for head in heads))
    return Table("Income, for this year of the pool", columns, rows, Empty("No contributions are agreed"), id="income")


def _expenditure(one: Reported) -> Table:
    measures = {"Equipment": "equipment", "Visits and other work": "activity", "VAT": "vat", "Credited": "credited"}
    rows = [
        Row((
            Cell(what, href=_spending(one, measures.get(what, "net" if what.startswith("Net") else "gross"))),
            Cell(shown_pounds(here)), Cell(shown_pounds(so_far)),
        ))
        for what, here, so_far in _sums(one)
        if what != RECEIVED
    ]  # fmt: skip
    href = _href(one)
    return Table(
        "Expenditure",
        (Column(HEADS[0]), *(Column(head, numeric=True) for head in HEADS[1:])),
        rows,
        Empty("Nothing was spent"),
        csv_href=f"{href}&format=csv",
        xlsx_href=f"{href}&format=xlsx",
        id="expenditure",
    )


def _spending(one: Reported, measure: str) -> str:
    """The same on the pages of spending, where they still offer this period."""
    code = str(one.period.first.year) if one.period.is_year else f"{one.period.first:%Y-%m}"
    if code not in {period.code for period in periods(one.read.today)}:
        return ""
    asks = {"rows": By.CATEGORY, f"only_{By.FUND}": one.read.pool.id, "period": code, "money": measure}
    return f"{reverse('spending:spending')}?{urlencode(asks)}"


def _partners(one: Reported) -> Table:
    shares = {row.id: row.parts for row in one.read.shares}
    here = net_by_partner(one.read.gained, shares, one.period.first, one.period.after)
    so_far = net_by_partner(one.read.gained, shares, one.read.begins, one.period.after)
    rows = [
        Row((
            Cell(row.partner), Cell(percent_of_parts(row.parts)), Cell(shown_pounds(here.get(row.partner_id, 0))),
            Cell(shown_pounds(so_far.get(row.partner_id, 0))),
        ))
        for row in one.read.contributions
    ]  # fmt: skip
    heads = ("Share", "Its share of net, this period", "Its share of net, year until its end")
    columns = (Column("Partner"), *(Column(head, numeric=True) for head in heads))
    return Table("Whose share it is", columns, rows, Empty("No contributions are agreed"), id="partners")


def _kinds(one: Reported) -> Table:
    """What it was used for. What is for no order line has no kind, and is a row of its own, so that all is there."""
    rows = [Row((Cell(name, href=_lines(one, kind)), Cell(shown_pounds(net)))) for kind, name, net in one.kinds]
    if rest := one.here.net_pence - sum(net for _, _, net in one.kinds):
        rows.append(Row((Cell("Not for one order"), Cell(shown_pounds(rest)))))
    if rows:
        rows.append(Row((Cell("All"), Cell(shown_pounds(one.here.net_pence)))))
    columns = (Column("Kind of equipment"), Column("Net, with visits", numeric=True))
    return Table("What it was used for", columns, rows, Empty("Nothing was spent"), id="kinds")


def _lines(one: Reported, kind: str) -> str:
    href = _spending(one, "net")
    return f"{href}&{urlencode({f'only_{By.CATEGORY}': kind})}" if href else ""


def _risk(one: Reported) -> Iterator[str]:
    read = one.read
    if not read.year:
        return
    over = one.so_far.net_pence - read.budget_pence
    if over > 0:
        yield f"By the end of the period the pool had cost {shown_pounds(over)} more than its budget of the year."
    else:
        yield f"By the end of the period {shown_pounds(-over)} of the year's budget was not spent."
    if read.agreement:
        yield risk_words(read.agreement)
