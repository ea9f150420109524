"""What is still on vans and is to be put right at the depot, with the page where each is unloaded.
Refuses what a stop to come brings: that is on the van for good reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.states import LineState
from handrail.partners.queries import code_lists
from handrail.visits.queries.left_on_vans import LeftOnVan, count_left_on_vans
from handrail.visits.queries.left_on_vans import left_on_vans as what_is_left
from handrail.web.depot.scanning import HOME
from handrail.web.shared.listing import listing_of
from handrail.web.shared.on_van import NOT_WANTED
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table
from handrail.web.shared.views import page, render
from handrail.wording import tag_of
from handrail.wording.shown import plural, short_day


@dataclass(frozen=True, slots=True)
class LeftPage:
    """The list."""

    table: Table
    crumbs: tuple[Crumb, ...]


@page(Permission.SEE_STOCK, Permission.LOAD_RUN, methods=("GET",))
def left_on_vans(request: PageRequest) -> HttpResponseBase:
    """Lists it, van by van: of the user's depot, or of all by `?all=1`."""
    scope, today = request.scope, now().astimezone(LONDON).date()
    listing = listing_of(request, sorts=("van",), default="van")
    depot = None if "all" in request.GET else scope.depot_id
    with reading(scope):
        found = what_is_left(scope, today=today, depot_id=depot, limit=listing.size, offset=listing.offset)
        total = count_left_on_vans(scope, today=today, depot_id=depot)
        reasons = code_lists(scope.contract_id, ["failed_visit"], today)["failed_visit"]
    labels = {reason.code: reason.label for reason in reasons}
    unloads = scope.may(Permission.LOAD_RUN)
    table = Table(
        "Left on vans",
        (Column("Van"), Column("Item"), Column("Order"), Column("Why it is there"), Column("State")),
        tuple(_row(one, labels, unloads=unloads) for one in found),
        Empty("Nothing is left on a van", "What a stop still brings is not listed here."),
        pager=listing.pager(shown=len(found), total=total),
        caption_hidden=True,
        id="left",
    )
    return render(request, "depot/left_on_vans.html", LeftPage(table, (HOME,)))


def _row(one: LeftOnVan, labels: Mapping[str, str], *, unloads: bool) -> Row:
    href = reverse("depot:unload", args=[one.run_id]) if unloads and one.run_id else ""
    return Row(
        (
            Cell(one.van, href, note=f"Run of {short_day(one.run_on)}" if one.run_on else ""),
            Cell(_thing(one), f"/a/{one.number}" if one.number else "", note=one.product_name),
            Cell(str(one.order_number)),
            Cell(_why(one, labels), note=_next(one)),
            Cell(tag=tag_of(one.line_state)),
        )
    )


def _thing(one: LeftOnVan) -> str:
    return one.number or plural(one.quantity, "piece")


def _why(one: LeftOnVan, labels: Mapping[str, str]) -> str:
    if one.line_state is not LineState.LOADED:
        return NOT_WANTED
    if one.reason:
        return f"At the door: {labels.get(one.reason, one.reason)}"
    return "Its stop is not recorded yet" if one.stop_stands else "Its visit left this van's run"


def _next(one: LeftOnVan) -> str:
    if one.visit_number is None:
        return ""
    return f"Visit {one.visit_number}, {short_day(one.visit_on) if one.visit_on else 'on no run yet'}"
