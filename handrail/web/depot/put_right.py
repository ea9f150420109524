"""What failed at a door for something that the depot is to put right, and the form that says what was done about it.
Refuses names of people: the depot works by order and visit numbers."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.put_right import PutRight, put_right
from handrail.visits.queries.to_put_right import ToPutRight, count_to_put_right, to_put_right
from handrail.web.depot.scanning import HOME, submit_work
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Row, Table
from handrail.web.shared.views import go, page, render
from handrail.wording.shown import ago, plural, short_day_and_time

LIST = (HOME, Crumb("To put right", "/depot/put-right/"))


@dataclass(frozen=True, slots=True)
class PutRightPage:
    """The list."""

    table: Table
    crumbs: tuple[Crumb, ...]


@page(Permission.KEEP_STOCK, methods=("GET",))
def put_right_list(request: PageRequest) -> HttpResponseBase:
    """The visits, the oldest first: of the user's depot, or of all by `?all=1`."""
    scope, at = request.scope, now()
    listing = listing_of(request, sorts=("since",), default="since")
    depot = None if "all" in request.GET else scope.depot_id
    today = at.astimezone(LONDON).date()
    with reading(scope):
        found = to_put_right(scope, today=today, depot_id=depot, limit=listing.size, offset=listing.offset)
        total = count_to_put_right(scope, depot_id=depot)
    table = Table(
        f"{plural(total, 'visit')} to put right",
        (Column("Visit"), Column("What"), Column("Why it failed"), Column("Since")),
        tuple(
            Row(
                (
                    Cell(f"Visit {one.number}", reverse("depot:put_right_visit", args=[one.visit_id]), note=one.depot),
                    Cell("; ".join(one.things)),
                    Cell(one.why, note=one.said),
                    Cell(ago(one.since, at)),
                )
            )
            for one in found
        ),
        Empty("Nothing is to be put right"),
        pager=listing.pager(shown=len(found), total=total),
        id="to-put-right",
    )
    return render(request, "depot/put_right.html", PutRightPage(table, (HOME,)))


class PutRightForm(HandrailForm):
    """What was done."""

    visit = fields.UuidField("Visit")
    note = fields.TextAreaField(
        "What was done?", rows=3, longest=1000, hint="The crew of the next visit reads this",
        missing="Say what was done",
    )  # fmt: skip

    def to_request(self) -> PutRight:
        """This visit."""
        return PutRight(self.cleaned_data["visit"], self.cleaned_data["note"])


@dataclass(frozen=True, slots=True)
class PutRightVisitPage:
    """One visit, and the form."""

    title: str
    facts: tuple[Fact, ...]
    form: PutRightForm
    crumbs: tuple[Crumb, ...]


@page(Permission.KEEP_STOCK)
def put_right_visit(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Shows what failed, and takes the next step."""
    with reading(request.scope):
        found = to_put_right(request.scope, today=now().astimezone(LONDON).date(), visit_id=visit_id, limit=1)
    form = PutRightForm(request.POST) if request.method == "POST" else PutRightForm(initial={"visit": visit_id})
    if request.method == "POST" and (done := submit_work(request, form, put_right)):
        again = " The service desk books another visit for what was left." if done.follow_up_visit_ids else ""
        return go(request, "depot:put_right", flash=f"It is put right.{again}")
    if not found:
        raise Http404
    shown = PutRightVisitPage(f"Put right after visit {found[0].number}", _facts(found[0]), form, LIST)
    return render(request, "depot/put_right_visit.html", shown, form=form)


def _facts(found: ToPutRight) -> tuple[Fact, ...]:
    return (
        Fact("What", lines=list(found.things) or ["Nothing is left of it"]),
        Fact("Why it failed", found.why),
        Fact("What was said", lines=found.said.splitlines() or ["Nothing"]),
        Fact("Since", short_day_and_time(found.since)),
        Fact("Depot", found.depot),
    )
