"""The list of orders that somebody follows: their own, their team's, or all, with a file to take away.
Refuses nothing; a filter that cannot be read filters nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.queries.lists import FollowedLine, FollowFilter, count_followed, followed
from handrail.orders.states import OPEN, LineState
from handrail.partners.queries import code_lists
from handrail.visits.queries.beside import my_joint_visits
from handrail.web.prescriber.came import line_tag
from handrail.web.prescriber.joint import joint_table
from handrail.web.prescriber.words import when
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Pager, Row, Sorting, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.promises import promise_words
from handrail.wording.reasons import listed_in_words, why_in_words
from handrail.wording.shown import iso, short_day

SORTS = ("due", "number", "person", "state")
OPEN_ONES = "open"
HEADER = (
    "order", "person", "postcode", "item", "quantity", "state", "due", "delivered", "prescriber", "entered by", "sent"
)  # fmt: skip
MOST_IN_FILE = 20_000
NOT_SHOWN = "Not shown"


class OrderFilters(FilterForm):
    """What to list."""

    words = fields.SearchField("Person or order number", required=False)
    whose = fields.SelectField("Whose", [("team", "My team's"), ("all", "All I may see")], blank="Mine", required=False)
    state = fields.SelectField(
        "State",
        [(OPEN_ONES, "In progress"), *((state.value, say(state)) for state in LineState if state != LineState.DRAFT)],
        blank="Any state",
        required=False,
    )
    late = fields.TickField("Late only", required=False)


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """The list with its filters."""

    table: Table
    listing: Listing
    joint: Table


@page(Permission.SEE_ORDERS, methods=("GET",))
def orders(request: PageRequest) -> HttpResponseBase:
    """Follow orders: filters, sorting, a file. Who counts orders and may not see people sees, finds and sorts none."""
    scope, at = request.scope, now()
    named = scope.may(Permission.SEE_PERSON)
    sorts = tuple(key for key in SORTS if named or key != "person")
    form = OrderFilters(request.GET or None, auto_id="%s")
    listing = listing_of(request, sorts=sorts, default="-number", filters=form)
    wanted = replace(filter_of(listing, at), named=named)
    if listing.wants_csv:
        return stream_csv(
            scope, "orders", HEADER,
            lambda: [csv_row(_shown(line, named=named)) for line in followed(scope, wanted, limit=MOST_IN_FILE)],
        )  # fmt: skip
    with reading(scope):
        found = followed(
            scope, wanted, sort=listing.sort, descending=listing.descending, offset=listing.offset, limit=listing.size
        )
        total = count_followed(scope, wanted)
        labels = refusal_labels(scope, at)
        joint = my_joint_visits(scope) if named else ()
    nothing = Empty("No order is like this", "Change the filters, or find a person and order for them.")
    table = line_table(
        "Orders",
        [_shown(line, named=named) for line in found],
        at,
        nothing,
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(found), total=total),
        csv_href=listing.csv_href,
        labels=labels,
    )
    if not named:
        table = replace(table, columns=[replace(column, sort="") if column.sort == "person" else column
                                        for column in table.columns])  # fmt: skip
    return render(request, "prescriber/orders.html", OrdersPage(table, listing, joint_table(joint)))


def _shown(line: FollowedLine, *, named: bool) -> FollowedLine:
    """The line as its reader may see it."""
    return line if named else replace(line, person_name=NOT_SHOWN, postcode="", refused_as="")


def filter_of(listing: Listing, at: datetime) -> FollowFilter:
    """The filters of the page as the query takes them."""
    asked = listing.filters
    state = asked.get("state") or ""
    states = tuple(OPEN) if state == OPEN_ONES else (LineState(state),) if state else ()
    return FollowFilter(
        whose=asked.get("whose") or "me",
        states=states,
        words=asked.get("words") or "",
        late_at=at if asked.get("late") else None,
    )


LINE_COLUMNS = (
    Column("Order", "number"),
    Column("Person", "person"),
    Column("Item"),
    Column("State", "state"),
    Column("By when", "due"),
    Column("Prescriber"),
)


def refusal_labels(scope: Scope, at: datetime) -> dict[str, str]:
    """What may be chosen as the reason of a no, by code."""
    choices = code_lists(scope.contract_id, ["refuse_order"], now_is(at).today)["refuse_order"]
    return {choice.code: choice.label for choice in choices}


def line_table(
    caption: str,
    lines: Sequence[FollowedLine],
    at: datetime,
    empty: Empty,
    *,
    sorting: Sorting | None = None,
    pager: Pager | None = None,
    csv_href: str = "",
    labels: Mapping[str, str] | None = None,
) -> Table:
    """Lines as a list: order, person, item, state, by when, both names."""
    return Table(
        caption,
        LINE_COLUMNS,
        tuple(row_of(line, at, labels) for line in lines),
        empty,
        sorting=sorting,
        pager=pager,
        csv_href=csv_href,
    )


def row_of(line: FollowedLine, at: datetime, labels: Mapping[str, str] | None = None) -> Row:
    """One line; a late one says so, and one that was not approved says why (`labels`: of the reasons, by code)."""
    late = line.state in OPEN and line.due_at is not None and line.due_at < at
    by = f"Entered by {line.entered_by_name}" if line.entered_by_name != line.prescriber_name else ""
    say_why = listed_in_words if line.person_name == NOT_SHOWN else why_in_words
    return Row(
        (
            Cell(str(line.number), reverse("prescriber:order", args=[line.order_id]), hidden="order"),
            person_cell(line),
            Cell(counted(line)),
            Cell(tag=line_tag(line), note=say_why(line.refused_as, labels or {})),
            when_cell(line, at),
            Cell(line.prescriber_name, note=by),
        ),
        tone=Tone.STOP if late else Tone.CALM,
    )


def person_cell(line: FollowedLine) -> Cell:
    """The person with a link, for those who may see who it is."""
    if line.person_name == NOT_SHOWN:
        return Cell(NOT_SHOWN)
    return Cell(line.person_name, reverse("person:person", args=[line.person_id]), note=line.postcode)


def counted(line: FollowedLine) -> str:
    """The item, with how many of it."""
    return f"{line.quantity} x {line.product_name}" if line.quantity > 1 else line.product_name


def when_cell(line: FollowedLine, at: datetime) -> Cell:
    """When it came, or by when it should."""
    if line.delivered_at:
        return Cell(short_day(line.delivered_at), note=line_tag(line).text.lower())
    if line.due_at is None:
        return Cell("No visit")
    note = promise_words(line.state, line.due_at, at, line.expected) if line.state in OPEN else ""
    return Cell(when(line.due_at, at), note=note)


def csv_row(line: FollowedLine) -> Sequence[str | int]:
    """One line of the file, times in UTC."""
    return (
        line.number,
        line.person_name,
        line.postcode,
        line.product_name,
        line.quantity,
        line_tag(line).text,
        iso(line.due_at) if line.due_at else "",
        iso(line.delivered_at) if line.delivered_at else "",
        line.prescriber_name,
        line.entered_by_name,
        iso(line.submitted_at),
    )
