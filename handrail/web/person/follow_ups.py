"""The list of what someone has to do after a death, a move or a stay in hospital, by the day it is due.
Refuses nothing; each line leads to the call about the person."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.csv_writing import Cell as CsvCell
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.people.queries import FollowUpRow
from handrail.people.queries import follow_ups as open_follow_ups
from handrail.people.queries.follow_ups import FOLLOW_UP_SORTS, count_follow_ups
from handrail.people.states import FollowUpKind
from handrail.web.person.parts import link_to
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import FilterForm, Listing, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.shown import short_day


@dataclass(frozen=True, slots=True)
class FollowUpsPage:
    """What is to do, with its filter."""

    table: Table
    listing: Listing


class FollowUpFilters(FilterForm):
    """What is to be done, and when."""

    kind = fields.SelectField(
        "What to do", [(kind.value, say(kind)) for kind in FollowUpKind], required=False, blank="Anything"
    )
    due = fields.SelectField("When", [("now", "Due today or before")], required=False, blank="At any time")


@page(Permission.RECORD_LIFE_EVENT, methods=("GET",))
def follow_ups(request: PageRequest) -> HttpResponseBase:
    """Shows what is to do, what is due first."""
    today = now().astimezone(LONDON).date()
    listing = listing_of(request, sorts=tuple(FOLLOW_UP_SORTS), default="due", filters=FollowUpFilters)
    asked: dict[str, Any] = {
        "kind": str(listing.filters.get("kind") or ""),
        "due_by": today if listing.filters.get("due") else None,
    }
    order: dict[str, Any] = {"sort": listing.sort, "descending": listing.descending}
    if listing.wants_csv:
        heads = ("Person", "Record", "What to do", "After", "On", "From", "Note")
        return stream_csv(
            request.scope, "follow-ups", heads,
            lambda: (_cells(one) for one in open_follow_ups(request.scope, **asked, **order, most=100_000)),
        )  # fmt: skip
    with reading(request.scope):
        found = open_follow_ups(request.scope, **asked, **order, offset=listing.offset, most=listing.size)
        total = count_follow_ups(request.scope, **asked)
    may_call = request.scope.may(Permission.LOG_CONTACT)
    table = Table(
        "To follow up",
        (Column("Person", "person"), Column("What to do", "what"), Column("After"), Column("From", "due")),
        tuple(_row(one, late=one.due_on <= today, may_call=may_call) for one in found),
        Empty("Nothing is to follow up", "After a death, a move or a hospital stay, what is left to do comes here."),
        caption_hidden=True,
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(found), total=total),
        csv_href=listing.csv_href,
    )
    return render(request, "person/follow_ups.html", FollowUpsPage(table, listing))


def _cells(one: FollowUpRow) -> tuple[CsvCell, ...]:
    return cells(
        one.person_name, one.person_number, say(one.kind), say(one.event_kind), one.event_on, one.due_on, one.note
    )


def _row(one: FollowUpRow, *, late: bool, may_call: bool) -> Row:
    call = link_to("controller:answer_call", one.person_id) if may_call else ""
    return Row(
        (
            Cell(
                one.person_name,
                call or reverse("person:person", args=[one.person_id]),
                note=f"Record {one.person_number}",
            ),
            Cell(say(one.kind), note=one.note),
            Cell(f"{say(one.event_kind)}, {short_day(one.event_on)}"),
            Cell(short_day(one.due_on), note="Due" if late else ""),
        ),
        tone=Tone.WARN if late else Tone.CALM,
    )
