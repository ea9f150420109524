"""The page of the agreement behind a pool: what holds, what held before, contributions by year, and meetings.
Refuses to change anything; the pool manager's forms do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.pool import (
    AgreementRow,
    ContributionRow,
    MeetingRow,
    YearRow,
    agreements_of,
    contributions_of,
    meetings_of,
    pools,
    years_of,
)
from handrail.ledger.rules.pool import Uplift
from handrail.web.admin.shapes import last_day, london_today
from handrail.web.money.pool import risk_words
from handrail.web.money.reading import chosen_pool
from handrail.web.money.year import next_year
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Notice, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording.money import percent_of_parts, year_words
from handrail.wording.shown import short_day


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """All of the page. `buttons` are the pool manager's."""

    title: str
    crumbs: Sequence[Crumb]
    buttons: Sequence[Link]
    notice: Notice | None
    facts: Sequence[Fact]
    tables: Sequence[Table]


@page(Permission.SEE_MONEY, methods=("GET",))
def agreement(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """The agreement of a pool."""
    scope, today = request.scope, london_today()
    with reading(scope):
        pool = chosen_pool(pools(scope), fund_id)
        agreed, met = agreements_of(scope, fund_id), meetings_of(scope, fund_id)
        years = [(one, contributions_of(scope, one.id)) for one in years_of(scope, fund_id)]
    holds = next((one for one in agreed if one.holds_on(today)), None)
    begins = next((one for one in agreed if one.from_on > today), None)
    nothing = Notice("No agreement holds today", ("The pool manager records it.",), Tone.WARN)
    if begins:
        nothing = Notice(f"The agreement begins on {short_day(begins.from_on)}", ("None holds before that.",))
    shows = holds or begins
    keeps = scope.may(Permission.KEEP_POOL)
    coming = next_year([one for one, _ in years], agreed, today)
    buttons = _buttons(fund_id, coming, agreed=bool(agreed)) if keeps else ()
    shown = AgreementPage(
        f"Agreement: {pool.name}",
        (Crumb(pool.name, reverse("money:pool_of", args=[fund_id])),),
        buttons,
        None if holds else nothing,
        tuple(_facts(shows)) if shows else (),
        (_years(years, fund_id if keeps else None), _variations(agreed), _meetings(met)),
    )
    return render(request, "money/agreement.html", shown)


def _buttons(fund_id: UUID, coming: date, *, agreed: bool) -> tuple[Link, ...]:
    if not agreed:
        return (Link("Record the agreement", reverse("money:agree", args=[fund_id])),)
    return (
        Link("Record a variation", reverse("money:vary", args=[fund_id])),
        Link(f"Agree {year_words(coming)}", reverse("money:year", args=[fund_id])),
        Link("Record a meeting", reverse("money:meeting", args=[fund_id])),
    )


def _facts(holds: AgreementRow) -> Iterator[Fact]:
    yield Fact("Aims", holds.aims)
    yield Fact("Functions", holds.functions)
    yield Fact("Host", holds.host)
    yield Fact("Pool manager", holds.manager)
    yield Fact("In this form from", short_day(holds.from_on), f"Agreed on {short_day(holds.agreed_on)}")
    yield Fact("Ends", short_day(holds.ends_on), f"Notice: {holds.notice_months} months")
    yield Fact("Next review", short_day(holds.review_on))
    yield Fact("Sharing of risk", risk_words(holds))


def _years(years: Sequence[tuple[YearRow, Sequence[ContributionRow]]], kept_of: UUID | None) -> Table:
    rows = [
        Row(
            (
                _year(year, kept_of),
                Cell(one.partner, note=_instalments(one)), Cell(shown_pounds(one.amount.base_pence)),
                _uplift(one.amount.inflation_pence, year.inflation), _uplift(one.amount.demand_pence, year.demand),
                Cell(shown_pounds(one.amount.pence)), Cell(percent_of_parts(one.parts)),
            )
        )
        for year, pays in reversed(years)
        for one in pays
    ]  # fmt: skip
    columns = (
        Column("Year"), Column("Partner"), Column("Base", numeric=True), Column("Inflation", numeric=True),
        Column("Demand", numeric=True), Column("Contribution", numeric=True), Column("Share", numeric=True),
    )  # fmt: skip
    return Table("Contributions by year", columns, rows, Empty("No contributions are agreed yet"), id="years")


def _year(year: YearRow, kept_of: UUID | None) -> Cell:
    words, note = year_words(year.from_on), f"Version {year.version}: {year.change}" if year.change else ""
    if kept_of is None:
        return Cell(words, note=note)
    anew = Link("Agree it anew", f"{reverse('money:year', args=[kept_of])}?year={year.from_on.year}", words)
    return Cell(words, note=note, links=(anew,))


def _instalments(one: ContributionRow) -> str:
    count = len(one.instalments)
    return f"{count} instalment{'' if count == 1 else 's'} from {short_day(one.instalments[0].due_on)}"


def _uplift(pence: int, uplift: Uplift) -> Cell:
    if not uplift.parts:
        return Cell("None")
    return Cell(shown_pounds(pence), note=f"{percent_of_parts(uplift.parts)}: {uplift.basis}")


def _until(ended_on: date | None) -> str:
    last = last_day(ended_on)
    return f"until {short_day(last)}" if last else ""


def _variations(agreed: Sequence[AgreementRow]) -> Table:
    rows = [
        Row(
            (
                Cell("As signed" if one.number == 0 else f"Variation {one.number}"),
                Cell(short_day(one.from_on), note=_until(one.until_on)),
                Cell(short_day(one.agreed_on)), Cell(one.change or "The first agreement"),
            )
        )
        for one in reversed(agreed)
    ]  # fmt: skip
    columns = (Column("What"), Column("From", whole=True), Column("Agreed on", whole=True), Column("What changed"))
    return Table("Variations", columns, rows, Empty("Nothing is agreed yet"), id="variations")


def _meetings(met: Sequence[MeetingRow]) -> Table:
    rows = [
        Row(
            (
                Cell(short_day(one.held_on)),
                Cell(one.decided),
                Cell(short_day(one.next_on) if one.next_on else "Not set"),
            )
        )
        for one in met
    ]
    columns = (Column("Held", whole=True), Column("What was decided"), Column("Next meeting", whole=True))
    return Table("Meetings", columns, rows, Empty("No meeting is recorded yet"), id="meetings")
