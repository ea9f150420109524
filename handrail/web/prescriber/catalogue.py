"""The catalogue to look around in: what can be ordered, what is ready, what the team ordered last.
Refuses to order: that begins with a person."""

from dataclasses import dataclass

from django.http import HttpResponse

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.web.prescriber.draft_page import Search
from handrail.web.prescriber.reference import reference
from handrail.web.prescriber.searching import search_of, stock_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.web.shared.views import page, render


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """The search and what it found."""

    search: Search
    table: Table


@page(Permission.SEE_CATALOGUE, methods=("GET",))
def catalogue(request: PageRequest) -> HttpResponse:
    """Search the catalogue."""
    at = now()
    with reading(request.scope):
        offered = reference(request.scope, now_is(at).today)
        found = search_of(request.scope, request.GET, offered, stock_of(request.scope, offered, at), at, most=300)
    table = Table(
        "Items",
        (Column("Item"), Column("Stock"), Column("Team"), Column("Price", numeric=True)),
        tuple(
            Row(
                (
                    Cell(result.name, note=f"{result.code}. {result.description}"),
                    Cell(tag=result.stock),
                    Cell(result.team),
                    Cell(result.money),
                )
            )
            for result in found.results
        ),
        Empty("Nothing to show yet", "Type a name, or choose a kind of item.")
        if not found.asked
        else Empty("Nothing found", "Try another word, or fewer filters."),
        caption_hidden=True,
    )
    return render(request, "prescriber/catalogue.html", CataloguePage(found, table))
