"""Where a prescriber starts: drafts, what waits for them, and their orders under way.
Refuses numbers without the list behind them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.queries.drafts import DraftRow, drafts_of
from handrail.orders.queries.lists import (
    FollowedLine,
    FollowFilter,
    RefusedRow,
    WaitingRow,
    followed,
    refused_since,
    waiting_for,
)
from handrail.orders.states import OPEN, LineState, ReleaseState
from handrail.visits.queries.unsafe import UnsafeRow, unsafe_of_my_orders
from handrail.web.prescriber.orders import LINE_COLUMNS, counted, refusal_labels, row_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.reasons import why_in_words
from handrail.wording.shown import ago, plural, short_day

MOST = 20
# An order has several lines; so many are read for the orders that are shown.
MOST_LINES = 5 * MOST
REFUSED_DAYS = 14


@dataclass(frozen=True, slots=True)
class HomePage:
    """The lists of the home page; one that is empty says what would be in it."""

    unsafe: Table
    refused: Table
    drafts: Table
    waiting: Table
    under_way: Table
    find: Link


@page(Permission.PLACE_ORDER, methods=("GET",))
def home(request: PageRequest) -> HttpResponse:
    """My drafts, what waits for me, my orders in progress."""
    at = now()
    mine = FollowFilter(states=tuple(state for state in LineState if state in OPEN))
    with reading(request.scope):
        unsafe = unsafe_of_my_orders(request.scope)
        drafts = drafts_of(request.scope, most=MOST)
        waiting = waiting_for(request.scope)
        lines = followed(request.scope, mine, limit=MOST_LINES)
        refused = refused_since(request.scope, at - timedelta(days=REFUSED_DAYS))
        labels = refusal_labels(request.scope, at)
    return render(
        request,
        "prescriber/home.html",
        HomePage(
            unsafe=unsafe_table(unsafe, at),
            refused=refused_table(refused, labels, at),
            drafts=draft_table(drafts, at),
            waiting=waiting_table(waiting, at),
            under_way=order_table(lines, at),
            find=Link("Find a person to order for", reverse("person:find")),
        ),
    )


def unsafe_table(unsafe: Sequence[UnsafeRow], at: datetime) -> Table:
    """What the user ordered and what stands in a home although the answers given there say that it is not safe."""
    return Table(
        "Not safe where it stands",
        (Column("Item"), Column("Person"), Column("What was found"), Column("Order"), Column("Since")),
        tuple(
            Row(
                (
                    Cell(row.product, note=row.asset_number),
                    Cell(row.person_name, reverse("person:person", args=[row.person_id])),
                    Cell("; ".join(row.said)),
                    Cell(f"{row.order_number}", reverse("prescriber:order", args=[row.order_id])),
                    Cell(ago(row.happened_at, at)),
                ),
                tone=Tone.STOP,
            )
            for row in unsafe
        ),
        Empty("Nothing that you ordered is known to be unsafe"),
        id="unsafe",
    )


def refused_table(refused: Sequence[RefusedRow], labels: Mapping[str, str], at: datetime) -> Table:
    """What was not approved of what the user ordered in the last days: why, by whom, when."""
    return Table(
        "Not approved",
        (Column("Order"), Column("Person"), Column("Why"), Column("By whom"), Column("When")),
        tuple(
            Row(
                (
                    Cell(str(row.number), reverse("prescriber:order", args=[row.order_id]), hidden="order"),
                    Cell(
                        row.person_name,
                        reverse("person:person", args=[row.person_id]),
                        note="; ".join(row.products),
                    ),
                    Cell(why_in_words(f"{row.code}: {row.note}", labels)),
                    Cell(row.by_name),
                    Cell(ago(row.at, at)),
                ),
                tone=Tone.WARN,
            )
            for row in refused
        ),
        Empty("Nothing was refused"),
        id="refused",
    )


def order_table(lines: Sequence[FollowedLine], at: datetime) -> Table:
    """The orders in progress, one row for each, what is due first at the top."""
    orders: dict[UUID, list[FollowedLine]] = {}
    for line in lines:
        orders.setdefault(line.order_id, []).append(line)
    return Table(
        "My orders in progress",
        tuple(Column(column.label) for column in LINE_COLUMNS),
        tuple(order_row(entry, at) for entry in list(orders.values())[:MOST]),
        Empty("You have no order in progress"),
        id="in-progress",
    )


def order_row(entry: Sequence[FollowedLine], at: datetime) -> Row:
    """One order: its items, how each stands where they differ, and by when the first is due."""
    first = row_of(entry[0], at)
    order, person, _, state, due, prescriber = first.cells
    states = Counter(say(line.state) for line in entry)
    apart = ", ".join(f"{state_words} ({count})" for state_words, count in states.items())
    return replace(
        first,
        cells=(
            order,
            person,
            Cell("; ".join(counted(line) for line in entry)),
            state if len(states) == 1 else Cell(apart),
            due,
            prescriber,
        ),
    )


def draft_table(drafts: Sequence[DraftRow], at: datetime) -> Table:
    """The drafts, the last saved first."""
    return Table(
        "My drafts",
        (Column("Person"), Column("Items", numeric=True), Column("Saved")),
        tuple(
            Row(
                (
                    Cell(
                        row.person_name,
                        reverse("prescriber:draft", args=[row.id]),
                        note=f"Born {short_day(row.person_born_on)}",
                        hidden="go on with this draft",
                    ),
                    Cell(str(len(row.content.get("lines", ())))),
                    Cell(ago(row.saved_at, at)),
                )
            )
            for row in drafts
        ),
        Empty("No drafts", "An order that you begin is kept here until you send it or throw it away."),
        id="drafts",
    )


def waiting_table(waiting: Sequence[WaitingRow], at: datetime) -> Table:
    """What was returned to the user, and what was asked of them."""
    return Table(
        "Waiting for you",
        (Column("Order"), Column("Person"), Column("What is asked"), Column("Since")),
        tuple(waiting_row(row, at) for row in waiting),
        Empty("Nothing waits for you", "What an authoriser sends back to you comes here."),
        id="waiting",
    )


def waiting_row(row: WaitingRow, at: datetime) -> Row:
    """One row: a reply to give, or a decision to take."""
    returned = row.state is ReleaseState.RETURNED
    page_name = "prescriber:answer_return" if returned else "authoriser:release"
    return Row(
        (
            Cell(f"{row.number}", reverse(page_name, args=[row.id]), tag=tag_of(row.state)),
            Cell(row.person_name, reverse("person:person", args=[row.person_id]), note="; ".join(row.products)),
            Cell(row.note if returned else f"Your decision on {plural(len(row.products), 'item')}"),
            Cell(ago(row.state_at, at)),
        ),
        tone=Tone.WARN if row.urgent or returned else Tone.CALM,
    )
