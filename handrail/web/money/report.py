"""The report of a pool for a quarter or a year, as the law asks the host for it (SI 2000/617, regulation 7): income,
expenditure, what the money was used for, and how it stands against the budget.
Refuses periods of other lengths, and to say more than the ledger: what is not closed yet is named. Of a period that is
closed it says what was reported then, for good, and beside it what was counted later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import RiskRule
from handrail.ledger.queries.closed import ClosedRow, closed_months
from handrail.ledger.queries.report import OfYear, counted_later, kept_report
from handrail.ledger.rules.figures import months_of
from handrail.ledger.rules.pool_report import Late, Period, PoolReport
from handrail.spending.codes import By
from handrail.spending.reported import used_for
from handrail.web.admin.shapes import london_today
from handrail.web.money.reading import PoolYearRead, read_year
from handrail.web.money.report_file import report_as_pdf
from handrail.web.money.report_periods import ReportPeriod, asked_period, periods_of
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import cells
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.questions import periods
from handrail.wording import say
from handrail.wording.money import percent_of_parts, year_words
from handrail.wording.shown import month_and_year, short_day

HEADS = ("What", "This period", "Year until its end")
FINAL = "All months of this period are closed. This is what was reported on {day}, and it does not change any more."
RECEIVED = "Received from partners"
VAT_BACK = "VAT that is got back: not in net"


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All of the page. `stands`: how far what it says may still change; `later`: what of it was counted later."""

    title: str
    crumbs: Sequence[Crumb]
    others: Sequence[Link]
    pdf: Link
    stands: str
    later: Sequence[str]
    facts: Sequence[Fact]
    tables: Sequence[Table]
    risk: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reported:
    """What was read for the report: the year, its period, what is reported, the months closed, what came later."""

    read: PoolYearRead
    period: ReportPeriod
    said: PoolReport
    closed: Sequence[ClosedRow]
    later: Sequence[Late]


@page(Permission.SEE_MONEY, methods=("GET",))
def report(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """A quarter (`?year=2026&quarter=2`: July to September) or the year (`quarter=year`); else the last quarter that is
    over. `?format=csv` or `xlsx`: income and expenditure; `pdf`: all of it."""
    one = _reported(request, fund_id, london_today())
    kind, name = request.GET.get("format"), f"{one.read.pool.code}-report-{one.read.begins.year}-{one.period.code}"
    if kind == "pdf":
        shown = _page(one)
        return report_as_pdf(
            name,
            shown.title,
            stands=(shown.stands, *shown.later),
            facts=shown.facts,
            tables=shown.tables,
            risk=shown.risk,
        )
    if kind in ("csv", "xlsx"):
        rows = [cells(what, Decimal(here).scaleb(-2), Decimal(so_far).scaleb(-2)) for what, here, so_far in _sums(one)]
        return file_of(request.scope, kind, name, HEADS, lambda: rows)
    return render(request, "money/report.html", _page(one))


def _reported(request: PageRequest, fund_id: UUID, today: date) -> Reported:
    before = today.replace(day=1) - timedelta(days=90)
    read = read_year(request, fund_id, today if "year" in request.GET else before)
    shown = asked_period(read.begins, request.GET.get("quarter", ""), today)
    period = Period(read.begins, shown.first, shown.after)
    of = OfYear(read.agreement, read.year is not None, read.contributions, read.receipts, read.shares, read.gained)
    with reading(request.scope):
        closed = closed_months(request.scope)
        is_closed = any(row.month >= shown.last.replace(day=1) for row in closed)
        said = kept_report(request.scope, read.pool.id, period.first, period.after) if is_closed else None
        if said:
            return Reported(read, shown, said, closed, counted_later(request.scope, read.pool.id, period, of))
        used = used_for(request.scope, read.pool.id, period.first, period.after)
    return Reported(read, shown, of.report(period, used), closed, ())


def _page(one: Reported) -> ReportPage:
    read, period = one.read, one.period
    return ReportPage(
        title=f"Report: {read.pool.name}, {period.label}",
        crumbs=read.crumbs(),
        others=tuple(_others(one)),
        pdf=Link("Download as PDF", f"{_href(one)}&format=pdf"),
        stands=_stands(one),
        later=tuple(_later(one)),
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
    closed = {row.month: row for row in one.closed}
    months = list(months_of(one.period.first, one.period.last))
    last = min((month for month in closed if month >= months[-1]), default=None)
    if last:
        return FINAL.format(day=short_day(closed[last].closed_at.astimezone(LONDON).date()))
    listed = ", ".join(month_and_year(month) for month in months if month not in closed)
    return f"As it stands on {short_day(one.read.today)}. Not closed yet, so still open to change: {listed}."


def _later(one: Reported) -> Iterator[str]:
    """What happened in a closed period and counts in a month after it."""
    for late in one.later:
        net, came = shown_pounds(late.net_pence), shown_pounds(late.came_pence)
        parts = (f"{net} spent, after credits" if late.net_pence else "", f"{came} received" if late.came_pence else "")
        if told := " and ".join(part for part in parts if part):
            yield f"Counted later: {told}, in {month_and_year(late.month)}."


def _facts(one: Reported) -> Iterator[Fact]:
    said, so_far = one.said, one.said.so_far
    if said.agreed:
        yield Fact("Aims", said.agreed.aims)
        yield Fact("Functions", said.agreed.functions)
        yield Fact("Host", said.agreed.host)
        yield Fact("Pool manager", said.agreed.manager)
    budget = "Not agreed yet" if said.budget_pence is None else shown_pounds(said.budget_pence)
    yield Fact(f"Budget {year_words(one.read.begins)}", budget, "What partners agreed to pay in")
    yield Fact("Net so far", shown_pounds(so_far.net_pence), "From 1 April to the end of the period")
    yield Fact("Reserved at the end of the period", shown_pounds(so_far.reserved_pence), "Orders not delivered yet")
    if said.budget_pence is not None:
        yield Fact("Left", shown_pounds(said.budget_pence - so_far.net_pence - so_far.reserved_pence))


def _sums(one: Reported) -> Iterator[tuple[str, int, int]]:
    """Each line of income and expenditure with its sum of the period, and of the year until its end."""
    said = one.said
    yield RECEIVED, said.came_pence, said.came_so_far_pence
    for what, name in (
        ("Equipment", "equipment_pence"), ("Visits and other work", "activity_pence"), ("VAT", "vat_pence"),
        ("Spent", "spent_pence"), ("Credited", "credited_pence"), ("Net: spent less credited", "net_pence"),
    ):  # fmt: skip
        yield what, getattr(said.here, name), getattr(said.so_far, name)
    if said.here.vat_back_pence or said.so_far.vat_back_pence:
        yield VAT_BACK, said.here.vat_back_pence, said.so_far.vat_back_pence


def _income(one: Reported) -> Table:
    said, href = one.said, one.read.href("money:paid_in")
    rows = [
        _amounts(Cell(row.partner, href=href), row.pays_pence, row.due_pence, row.came_pence, row.came_so_far_pence)
        for row in said.partners
    ]
    if rows:
        due = sum(row.due_pence for row in said.partners)
        rows.append(_amounts(Cell("All"), said.budget_pence or 0, due, said.came_pence, said.came_so_far_pence))
    heads = ("Pays in the year", "Due by the end of the period", "Received in it", "Received by its end")
    columns = (Column("Partner"), *(Column(head, numeric=True) for head in heads))
    return Table("Income, for this year of the pool", columns, rows, Empty("No contributions are agreed"), id="income")


def _amounts(first: Cell, *pence: int) -> Row:
    return Row((first, *(Cell(shown_pounds(one)) for one in pence)))


def _expenditure(one: Reported) -> Table:
    rows = [
        Row((
            Cell(what, href=_behind(one, what)),
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


def _behind(one: Reported, what: str) -> str:
    """The spending behind a sum; what is got back is no spending."""
    measures = {"Equipment": "equipment", "Visits and other work": "activity", "VAT": "vat", "Credited": "credited"}
    measure = measures.get(what, "net" if what.startswith("Net") else "gross")
    return "" if what == VAT_BACK else _spending(one, measure)


def _spending(one: Reported, measure: str) -> str:
    """The same on the pages of spending, where they still offer this period."""
    code = str(one.period.first.year) if one.period.is_year else f"{one.period.first:%Y-%m}"
    if code not in {period.code for period in periods(one.read.today)}:
        return ""
    asks = {"rows": By.CATEGORY, f"only_{By.FUND}": one.read.pool.id, "period": code, "money": measure}
    return f"{reverse('spending:spending')}?{urlencode(asks)}"


def _partners(one: Reported) -> Table:
    rows = [
        Row((
            Cell(row.partner), Cell(percent_of_parts(row.parts)), Cell(shown_pounds(row.net_pence)),
            Cell(shown_pounds(row.net_so_far_pence)),
        ))
        for row in one.said.partners
    ]  # fmt: skip
    heads = ("Share", "Its share of net, this period", "Its share of net, year until its end")
    columns = (Column("Partner"), *(Column(head, numeric=True) for head in heads))
    return Table("Whose share it is", columns, rows, Empty("No contributions are agreed"), id="partners")


def _kinds(one: Reported) -> Table:
    """What it was used for. What is for no order line has no kind, and is a row of its own, so that all is there."""
    net = one.said.here.net_pence
    rows = [_amounts(Cell(kind.name, href=_lines(one, kind.code)), kind.net_pence) for kind in one.said.kinds]
    if rest := net - sum(kind.net_pence for kind in one.said.kinds):
        rows.append(_amounts(Cell("Not for one order"), rest))
    if rows:
        rows.append(_amounts(Cell("All"), net))
    columns = (Column("Kind of equipment"), Column("Net, with visits", numeric=True))
    return Table("What it was used for", columns, rows, Empty("Nothing was spent"), id="kinds")


def _lines(one: Reported, kind: str) -> str:
    href = _spending(one, "net")
    return f"{href}&{urlencode({f'only_{By.CATEGORY}': kind})}" if href else ""


def _risk(one: Reported) -> Iterator[str]:
    said = one.said
    if said.budget_pence is None:
        return
    over = said.so_far.net_pence - said.budget_pence
    if over > 0:
        yield f"By the end of the period the pool had cost {shown_pounds(over)} more than its budget of the year."
    else:
        yield f"By the end of the period {shown_pounds(-over)} of the year's budget was not spent."
    if said.agreed:
        yield say(RiskRule(said.agreed.risk_rule), percent=percent_of_parts(said.agreed.risk_parts))
