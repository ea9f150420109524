"""More lists behind the control room's numbers: decisions that are waited for, counted pieces, the visits of a run.
Refuses people's names to whoever may not see people."""

from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.states import AssetState
from handrail.visits.queries import lists
from handrail.visits.queries.runs import run_row
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
from handrail.web.controller.lists import visit_row
from handrail.web.controller.shown import kinds_shown
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Row, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.shown import ago, day, due, plural


class ReleaseFilters(FilterForm):
    """Which decisions."""

    words = fields.SearchField("Person, NHS number or number of an order")
    urgent = fields.SelectField("Urgent", [("yes", "Urgent only")], required=False, blank="All")


class CountedFilters(FilterForm):
    """Pieces in which state."""

    state = fields.SelectField(
        "State", [(state.value, say(state)) for state in AssetState if state is not AssetState.ON_LOAN], required=False
    )


@page(Permission.SEE_CONTROL_ROOM, methods=("GET",))
def releases(request: PageRequest) -> HttpResponseBase:
    """What waits for somebody's approval, and what is looked at again after it went out."""
    at = now()
    named, decides = (request.scope.may(one) for one in (Permission.SEE_PERSON, Permission.RELEASE_ORDER))
    listing = listing_of(
        request, sorts=sorts_of(lists.RELEASE_SORTS, named=named), default="due", filters=ReleaseFilters
    )
    urgent = bool(listing.filters.get("urgent"))
    if listing.wants_csv:
        return csv_of(
            request, "approvals", ("Order", "Decision", "Urgent", "Due", "Since", "Person", "Postcode"),
            lambda: lists.release_list(request.scope, everything_of(request, listing, at), urgent=urgent)[0],
            lambda r: cells(r.order_number, _kind(r), "yes" if r.urgent else "no", r.due_at, r.since,
                            r.person_name if named else "", r.postcode if named else ""),
        )  # fmt: skip
    with reading(request.scope):
        found, total = lists.release_list(request.scope, wanted_of(request, listing, at), urgent=urgent)
    columns = (
        Column("Order", "number"), Column("Decision"), Column("Due", "due"),
        of_people("Person", "person", named=named), Column("Waiting since", "since"),
    )  # fmt: skip
    rows = [
        Row(
            (
                Cell(
                    str(row.order_number),
                    link_of("authoriser:release", row.id) if decides else link_of("prescriber:order", row.order_id),
                ),
                Cell(_kind(row), note="Urgent" if row.urgent else ""),
                Cell(due(row.due_at, at) if row.due_at else "No promise"),
                person_cell(row.person_name, row.person_id, row.postcode, named=named),
                Cell(ago(row.since, at)),
            ),
            tone=Tone.WARN if row.urgent else Tone.CALM,
        )
        for row in found
    ]
    title = "Approvals to give"
    table = table_of(title, columns, rows, listing, total)
    return render(request, "controller/list.html", ListPage(title, table, listing, ("words", "urgent")))


def _kind(row: lists.ReleaseRow) -> str:
    return f"{say(row.kind)}, reviewed after it went out" if row.afterwards else say(row.kind)


@page(Permission.SEE_CONTROL_ROOM, Permission.SEE_STOCK, methods=("GET",))
def counted(request: PageRequest) -> HttpResponseBase:
    """Where the pieces are that are counted and have no number of their own."""
    at = now()
    listing = listing_of(request, sorts=tuple(lists.COUNTED_SORTS)[:-1], default="product", filters=CountedFilters)
    state = AssetState(listing.filters.get("state") or AssetState.RETURNED_DIRTY)
    if listing.wants_csv:
        return csv_of(
            request, "pieces", ("Product", "Lot", "State", "Place", "Pieces"),
            lambda: lists.counted_list(request.scope, everything_of(request, listing, at), state=state)[0],
            lambda r: cells(r.product, r.lot, say(state), r.place, r.pieces),
        )  # fmt: skip
    with reading(request.scope):
        found, total = lists.counted_list(request.scope, wanted_of(request, listing, at), state=state)
    rows = [
        Row((Cell(row.product, note=f"Lot {row.lot}" if row.lot else ""), Cell(row.place), Cell(f"{row.pieces:,}")))
        for row in found
    ]
    columns = (Column("Product", "product"), Column("Place", "place"), Column("Pieces", "pieces", numeric=True))
    pieces = plural(found[0].in_all if found else 0, "counted piece")
    title = f"{pieces} in {plural(total, 'lot or place', 'lots and places')}: {say(state).lower()}"
    table = table_of(title, columns, rows, listing, total)
    return render(request, "controller/list.html", ListPage(title, table, listing, ("state",)))


@page(Permission.PLAN_VISITS, Permission.SEE_CONTROL_ROOM, methods=("GET",))
def run_visits(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """The visits of a van's run, for who may look at them and not plan them."""
    at = now()
    named = request.scope.may(Permission.SEE_PERSON)
    listing = listing_of(request, sorts=sorts_of(lists.VISIT_SORTS, named=named), default="slot")
    if listing.wants_csv:
        return csv_of(
            request, "run", ("Visit", "What for", "State", "Due", "From", "Until"),
            lambda: lists.visit_list(request.scope, everything_of(request, listing, at), run_id=run_id)[0],
            lambda r: cells(r.number, kinds_shown(r.kinds), say(r.state), r.due_at, r.slot_from, r.slot_until),
        )  # fmt: skip
    with reading(request.scope):
        run = run_row(request.scope, run_id)
        found, total = lists.visit_list(request.scope, wanted_of(request, listing, at), run_id=run_id)
    columns = (
        Column("Visit", "number"), Column("What for"), Column("State"), Column("Due", "due"),
        of_people("Person", "person", named=named), of_people("Place", "place", named=named),
        Column("Booked for", "slot"),
    )  # fmt: skip
    title = f"{run.van} on {day(run.on)}"
    table = table_of(title, columns, [visit_row(row, at, named=named) for row in found], listing, total)
    return render(request, "controller/list.html", ListPage(title, table, listing))
