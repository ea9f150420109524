"""What is kept for lines, and letting go of it: the stock goes back on the shelf, the lines wait for stock again.
Refuses nothing itself: what is on a van is refused by the use case, which names it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.release_allocations import LetGo, release_allocations
from handrail.visits.queries.desk import KeptLine, kept_lines
from handrail.web.depot.scanning import HOME
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import FilterForm
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest, ids_of
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table, Tone
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import tag_of
from handrail.wording.shown import due, plural, short_day_and_time

MOST = 100


class KeptFilters(FilterForm):
    """Which lines."""

    text = fields.SearchField("Order, item or product", hint="Its number or code")


class LetGoForm(HandrailForm):
    """Lines ticked, and why."""

    lines = fields.CheckboxesField("Lines", missing="Tick at least one line")
    reason = fields.TextField("Why?", longest=300, missing="Say why they are let go")

    def to_request(self) -> LetGo:
        """What was ticked."""
        return LetGo(tuple(UUID(value) for value in self.cleaned_data["lines"]), self.cleaned_data["reason"])


@dataclass(frozen=True, slots=True)
class LetGoPage:
    """The lines that something is kept for, the box that looks for one, and the form that lets go."""

    title: str
    filters: KeptFilters
    form: LetGoForm
    table: Table
    crumbs: tuple[Crumb, ...]


@page(Permission.ALLOCATE)
def let_go(request: PageRequest) -> HttpResponseBase:
    """Shows what is kept for lines and lets go of what is ticked."""
    filters = KeptFilters(request.GET or None, auto_id="%s")
    text = str(filters.cleaned_data.get("text") or "") if filters.is_bound and filters.is_valid() else ""
    with reading(request.scope):
        kept = kept_lines(request.scope, text=text, depot_id=request.scope.depot_id, limit=MOST)
    form = LetGoForm(request.POST) if request.method == "POST" else LetGoForm()
    # What was shown may have gone out since: the use case says so by name, so what was ticked may be sent.
    shown = {str(one.line_id) for one in kept} | set(ids_of(request.POST.getlist("lines")))
    offer(form, "lines", ((value, value) for value in shown))
    if request.method == "POST" and (done := submit(request, form, release_allocations)) is not None:
        said = f"{plural(len(done.line_ids), 'line')} let go. What was kept is back on the shelf."
        return go(request, "depot:allocate", flash=said)
    table = _table(kept, set(form["lines"].value() or ()))
    crumbs = (HOME, Crumb("Allocate", address_of("depot:allocate")))
    return render(request, "depot/let_go.html", LetGoPage("Let go", filters, form, table, crumbs), form=form)


def _visit(one: KeptLine) -> str:
    return f"visit {one.visit_number}" if one.visit_number else "no visit"


def _table(kept: tuple[KeptLine, ...], chosen: set[str]) -> Table:
    at = now()
    return Table(
        f"Kept for orders: {plural(len(kept), 'line')}",
        (Column("Order"), Column("Product"), Column("Kept"), Column("State"), Column("Due")),
        tuple(
            Row(
                (
                    Cell(str(one.order_number), note=f"Line {one.position}, {_visit(one)}"),
                    Cell(one.product_name, note=one.product_code),
                    Cell(", ".join(one.numbers) or plural(one.quantity, "piece"), note=one.place),
                    Cell(tag=tag_of(one.state)),
                    Cell(due(one.due_at, at) if one.due_at else "No promise",
                         note=short_day_and_time(one.due_at) if one.due_at else ""),
                ),
                Tone.WARN if one.due_at and one.due_at < at else Tone.CALM,
                value=str(one.line_id),
                selected=str(one.line_id) in chosen,
            )
            for one in kept
        ),
        Empty("Nothing is kept for an order here", "What is on a van already is unloaded first."),
        select="lines",
        id="lines",
    )  # fmt: skip
