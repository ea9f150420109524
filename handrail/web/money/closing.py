"""The months of the ledger that are closed, and the page that closes the next.
Refuses nothing itself: `close_month` decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.invoices.queries.statement import not_invoiced_sum
from handrail.ledger.queries.closed import ClosedRow, books, closed_months, month_so_far
from handrail.ledger.queries.suspense import waits
from handrail.ledger.rules.closing import closes_next
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.web.admin.shapes import FormPage, london_today
from handrail.web.money.suspense import waits_notice
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import month_and_year, plural, short_day_and_time

FORM = "admin/form.html"


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """The list. `button`: for who may close, where a month is over."""

    title: str
    crumbs: Sequence[Crumb]
    button: Link | None
    table: Table


class CloseMonthForm(HandrailForm):
    """The month that the page offered, so that a page left open closes no other."""

    month = fields.HiddenField("Month")

    def to_request(self) -> MonthToClose:
        """What the form asks for."""
        return MonthToClose(date.fromisoformat(self.cleaned_data["month"]))

    def clean_month(self) -> str:
        """A day as the page wrote it; nobody types it."""
        month = str(self.cleaned_data["month"])
        try:
            date.fromisoformat(month)
        except ValueError:
            self.add_error(None, "This page could not be read. Open it again")
        return month


@page(Permission.SEE_MONEY, methods=("GET",))
def closing(request: PageRequest) -> HttpResponseBase:
    """Closed months; the pool manager is offered the next."""
    with reading(request.scope):
        found, coming = closed_months(request.scope), closes_next(books(request.scope), today=london_today())
    closes = coming and request.scope.may(Permission.KEEP_POOL)
    button = Link(f"Close {month_and_year(coming)}", reverse("money:close")) if coming and closes else None
    shown = ClosingPage("Closed months", (Crumb("Money", address_of("money:pool")),), button, _table(found))
    return render(request, "money/closing.html", shown)


@page(Permission.KEEP_POOL)
def close(request: PageRequest) -> HttpResponseBase:
    """What the next month holds and what is still open, and the button that closes it for ever."""
    scope, back = request.scope, reverse("money:closing")
    with reading(scope):
        coming = closes_next(books(scope), today=london_today())
        facts = tuple(_held(scope, coming)) if coming else ()
        notice = waits_notice(waits(scope))
    sent = request.method == "POST"
    form = CloseMonthForm(request.POST if sent else None, initial={"month": coming.isoformat() if coming else ""})
    if sent and submit(request, form, close_month) is not None:
        return go(request, "money:closing", flash="The month was closed.")
    if not coming and not sent:
        return go(request, "money:closing", flash="No month can be closed now.")
    name = month_and_year(coming) if coming else "the month"
    intro = ("A month that is closed cannot be opened again. What comes late counts in the first open month.",)
    shown = FormPage(
        f"Close {name}?", form, f"Close {name}", Link("No, leave it open", back),
        (Crumb("Closed months", back),), intro, facts, notice, kind="warning",
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


def _held(scope: Scope, month: date) -> Iterator[Fact]:
    """What the month holds, and what of it the provider has not asked for."""
    entries, pence = month_so_far(scope, month)
    yield Fact("Entries", f"{entries:,}")
    yield Fact("Moved", shown_pounds(pence))
    left, owed = not_invoiced_sum(scope, month, month_after(month, 1) - timedelta(days=1))
    yield Fact("On no invoice yet", f"{plural(left, 'event')}, {shown_pounds(owed)}", "They can be invoiced later too")


def _table(found: Sequence[ClosedRow]) -> Table:
    rows = [
        Row(
            (
                Cell(f"{one.month:%B %Y}"), Cell(f"{one.entries:,}"), Cell(shown_pounds(one.debits_pence)),
                Cell(short_day_and_time(one.closed_at), note=one.by), Cell(one.digest[:16]),
            )
        )
        for one in found
    ]  # fmt: skip
    columns = (
        Column("Month", whole=True), Column("Entries", numeric=True), Column("Moved", numeric=True),
        Column("Closed"), Column("Begin of its digest"),
    )  # fmt: skip
    return Table("Closed months", columns, rows, Empty("No month is closed yet"), caption_hidden=True)
