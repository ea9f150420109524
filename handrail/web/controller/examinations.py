"""What is lent and due for its thorough examination, the longest overdue first; each leads to asking for the visit.
Refuses people's names to whoever may not see people."""

from urllib.parse import urlencode

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.rules.fitness import NEVER_DONE
from handrail.visits.codes import AskedBy
from handrail.visits.queries.due_at_home import DAYS_AHEAD, SORTS, DueAtHome, due_at_home
from handrail.visits.rules.asking import AskedFor
from handrail.web.controller.listed import (
    ListPage,
    csv_of,
    everything_of,
    link_of,
    of_people,
    person_cell,
    sorts_of,
    table_of,
    wanted_of,
)
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Row, Tag, Tone
from handrail.web.shared.views import page, render
from handrail.wording.shown import plural, short_day


class DueFilters(FilterForm):
    """Which item, or whose."""

    words = fields.SearchField("Number of an item, or family name")


@page(Permission.PLAN_VISITS, methods=("GET",))
def examinations(request: PageRequest) -> HttpResponseBase:
    """Overdue, or due soon."""
    at = now()
    today = at.astimezone(LONDON).date()
    named = request.scope.may(Permission.SEE_PERSON)
    listing = listing_of(request, sorts=sorts_of(SORTS, named=named), default="due", filters=DueFilters)
    if listing.wants_csv:
        return csv_of(
            request, "examinations", ("Item", "Product", "Due", "Person", "Postcode", "Visit"),
            lambda: due_at_home(request.scope, everything_of(request, listing, at), today)[0],
            lambda r: cells(r.number, r.product, _due(r), r.person_name if named else "", r.postcode if named else "",
                            r.visit_number),
        )  # fmt: skip
    with reading(request.scope):
        found, total = due_at_home(request.scope, wanted_of(request, listing, at), today)
    columns = (
        Column("Item", "number"), Column("Product", "product"), Column("Due", "due"),
        of_people("Person", "person", named=named), Column("Visit"),
    )  # fmt: skip
    rows = [
        Row(
            (
                Cell(row.number, f"/a/{row.number}"), Cell(row.product),
                Cell(_due(row), tag=Tag("Overdue", "red") if row.due_on < today else None),
                person_cell(row.person_name, row.person_id, row.postcode, named=named), _visit(row, named=named),
            ),
            tone=Tone.STOP if row.due_on < today else Tone.CALM,
        )
        for row in found
    ]  # fmt: skip
    title = f"{plural(total, 'examination')} due at home within {DAYS_AHEAD // 7} weeks"
    table = table_of(title, columns, rows, listing, total)
    return render(request, "controller/list.html", ListPage(title, table, listing, ("words",)))


def _due(row: DueAtHome) -> str:
    return "Date not known" if row.due_on == NEVER_DONE else short_day(row.due_on)


def _visit(row: DueAtHome, *, named: bool) -> Cell:
    """The visit that comes for it, or the way to ask for one."""
    if row.visit_id:
        return Cell(str(row.visit_number), link_of("controller:visit", row.visit_id) if named else "")
    asks = {"asked_for": AskedFor.SERVICE.value, "asked_by": AskedBy.DESK.value, "loan": str(row.loan_id)}
    href = link_of("controller:request_visit", row.person_id)
    return Cell("Ask for a visit", f"{href}?{urlencode(asks)}") if href else Cell("None")
