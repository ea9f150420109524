"""The months of the ledger that are closed, and the button that closes the next.
Refuses nothing itself: `close_month` decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponseBase

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.closed import ClosedRow, books, closed_months
from handrail.ledger.rules.closing import closes_next
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import short_day_and_time


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """The list. `form` and `button`: for who may close, where a month is over."""

    title: str
    crumbs: Sequence[Crumb]
    form: HandrailForm
    button: str
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
    return _closing(request, None)


@page(Permission.KEEP_POOL, methods=("POST",))
def close(request: PageRequest) -> HttpResponseBase:
    """Close the month that the page offered."""
    form = CloseMonthForm(request.POST)
    if submit(request, form, close_month) is not None:
        return go(request, "money:closing", flash="The month was closed.")
    return _closing(request, form)


def _closing(request: PageRequest, sent: CloseMonthForm | None) -> HttpResponseBase:
    with reading(request.scope):
        found, coming = closed_months(request.scope), closes_next(books(request.scope), today=london_today())
    keeps = request.scope.may(Permission.KEEP_POOL)
    form = sent or CloseMonthForm(initial={"month": coming.isoformat() if coming else ""})
    button = f"Close {coming:%B %Y}" if coming and keeps and not sent else ""
    crumbs = (Crumb("Money", address_of("money:pool")),)
    shown = ClosingPage("Closed months", crumbs, form, button, _table(found))
    return render(request, "money/closing.html", shown, form=form)


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
