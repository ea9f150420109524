"""Who decides while an authoriser is away: what is arranged, and the form for more.
Refuses nothing itself; the use case says what cannot be."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON, now_is
from handrail.identity.calls import reading
from handrail.identity.queries import StaffName, holders_of
from handrail.identity.roles import Permission
from handrail.orders.queries.cover import CoverRow, covers
from handrail.usecases.arrange_cover import CoverWanted, arrange_cover
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import ChosenField
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import short_day


class CoverForm(HandrailForm):
    """Who is away, from which day to which, and who decides."""

    absent_id = fields.SelectField("Who is away?")
    covering_id = fields.SelectField("Who decides instead?")
    from_on = fields.DateField("First day away")
    until_on = fields.DateField("Last day away")
    reason = fields.TextField("Why", required=False, longest=200)

    def to_request(self) -> CoverWanted:
        """Whole days in London: from the first morning to the end of the last day."""
        given = self.cleaned_data
        begins = datetime.combine(given["from_on"], time(0), LONDON)
        ends = datetime.combine(given["until_on"] + timedelta(days=1), time(0), LONDON)
        return CoverWanted(UUID(given["absent_id"]), UUID(given["covering_id"]), begins, ends, given["reason"])


@dataclass(frozen=True, slots=True)
class CoverPage:
    """The form, and what is arranged."""

    form: CoverForm
    table: Table


@page(Permission.ARRANGE_COVER)
def cover(request: PageRequest) -> HttpResponseBase:
    """Show cover, and arrange more."""
    at = now()
    with reading(request.scope):
        people = holders_of(request.scope, Permission.RELEASE_ORDER, today=now_is(at).today)
        rows = covers(request.scope, at=at)
    me = str(request.scope.user_id)
    form = CoverForm(request.POST) if request.method == "POST" else CoverForm(initial={"absent_id": me})
    offer(form, people)
    if request.method == "POST" and submit(request, form, arrange_cover) is not None:
        return go(request, "authoriser:cover", flash="Cover is arranged")
    return render(request, "authoriser/cover.html", CoverPage(form, table_of(rows)), form=form)


def offer(form: CoverForm, people: tuple[StaffName, ...]) -> None:
    """All authorisers of the contract."""
    for name in ("absent_id", "covering_id"):
        field = form.fields[name]
        if isinstance(field, ChosenField):
            field.offer([(str(person.user_id), person.name) for person in people])


def table_of(rows: tuple[CoverRow, ...]) -> Table:
    """What is arranged now and to come."""
    return Table(
        "Cover arranged",
        (Column("Away"), Column("Decides"), Column("From"), Column("Until")),
        tuple(
            Row(
                (
                    Cell(row.absent, note=row.reason),
                    Cell(row.covering),
                    Cell(short_day(row.from_at)),
                    Cell(short_day(row.until_at - timedelta(minutes=1))),
                )
            )
            for row in rows
        ),
        Empty("No cover is arranged"),
    )
