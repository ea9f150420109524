"""What waits for a decision, urgent first, with the reasons in words and numbers; and what was decided.
Refuses nothing: what this user may not decide stands last, with the reason."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from handrail.catalogue.rules.facts import ProductFacts
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.queries.lists import WaitingRow, decided, queue
from handrail.orders.rules.authority import AuthorityReason, ReleaseKind
from handrail.orders.states import ReleaseState
from handrail.web.authoriser.asked import Asked, asked_of
from handrail.web.prescriber.reference import reference
from handrail.web.prescriber.words import when, why_it_waits
from handrail.web.shared import fields
from handrail.web.shared.forms import reasons_in_words
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import ago, due, short_day

# The price beside an item that is asked about is not that item's alone.
WHOLE = "whole order"
WAITS, REVIEWED = "Why it waits", "Why it is reviewed"
COLUMNS = (
    Column("Order"),
    Column("Person"),
    Column("Items"),
    Column(WAITS),
    Column("By when"),
    Column("Comes to", numeric=True),
)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What waits for this user first, then the rest, what is for others last; reviews of what went out stand apart."""

    waiting: Table
    reviews: Table


def reason_words(reasons: Sequence[Mapping[str, Any]], products: Mapping[str, ProductFacts]) -> tuple[str, ...]:
    """The reasons in words with their numbers, each once."""
    kept = [Reason(AuthorityReason(one["code"]), None, tuple(one["params"].items())) for one in reasons]
    return why_it_waits(kept, products)


def entries_of(rows: Iterable[WaitingRow]) -> list[list[WaitingRow]]:
    """The decisions about the same items of one order together, in the order of the first of them."""
    found: dict[tuple[UUID, tuple[str, ...]], list[WaitingRow]] = {}
    for row in rows:
        found.setdefault((row.order_id, tuple(row.products)), []).append(row)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the queue: `mine` are the releases that are asked of them, `against` says why they may not decide some
    others."""

    mine: Set[UUID]
    against: Mapping[UUID, str]

    def rank(self, row: WaitingRow) -> int:
        """What is asked of them first, then what they may decide, then what only others may."""
        return 0 if row.id in self.mine else 2 if row.id in self.against else 1


def reader_of(user_id: UUID, asked: Mapping[UUID, Asked]) -> Reader:
    """The reader, with the first reason against each decision that is another's."""
    return Reader(
        frozenset(id_ for id_, one in asked.items() if user_id in one.of),
        {id_: reasons_in_words(one.against)[0] for id_, one in asked.items() if one.against},
    )


def row_of(entry: Sequence[WaitingRow], at: datetime, reader: Reader, products: Mapping[str, ProductFacts]) -> Row:
    """One row of the queue: the items of an order, and each decision that is asked about them."""
    row = entry[0]
    asked = any(one.id in reader.mine for one in entry)
    late = row.due_at is not None and row.due_at < at
    return Row(
        (
            order_cell(entry, reader),
            Cell(row.person_name, note=f"Born {short_day(row.person_born_on)}"),
            Cell("; ".join(row.products), note=f"{row.prescriber_name}, {row.team_name}".rstrip(", ")),
            Cell(". ".join(why_of(entry, products)), note=". ".join(dict.fromkeys(replies_of(entry)))),
            Cell(when(row.due_at, at) if row.due_at else "No visit", note=when_note(row, at)),
            Cell(shown_pounds(row.spend_pence), note=WHOLE),
        ),
        tone=Tone.STOP if late else Tone.WARN if row.urgent or asked else Tone.CALM,
    )


def order_cell(entry: Sequence[WaitingRow], reader: Reader) -> Cell:
    """The order with a link to its decision; where there are two, to each by its name."""
    row, number = entry[0], str(entry[0].number)
    if len(entry) == 1:
        said = ", ".join((say(row.kind), *notes_of(row, reader)))
        note = ". ".join(part for part in (said, others_of(entry, reader)) if part)
        hidden = "open" if row.id in reader.against else "decide"
        return Cell(number, reverse("authoriser:release", args=[row.id]), note=note, hidden=hidden)
    links = [Link(say(one.kind), reverse("authoriser:release", args=[one.id]), f"of order {number}") for one in entry]
    notes = dict.fromkeys(note for one in entry for note in notes_of(one, reader))
    counted = ", ".join((f"{len(entry)} decisions, one by one", *notes))
    return Cell(number, links=links, note=". ".join(part for part in (counted, others_of(entry, reader)) if part))


def others_of(entry: Sequence[WaitingRow], reader: Reader) -> str:
    """That somebody else must decide, and why; of two decisions, which."""
    barred = [(say(one.kind), reader.against[one.id]) for one in entry if one.id in reader.against]
    if len({why for _kind, why in barred}) == 1 and len(barred) == len(entry):
        return f"For another authoriser: {barred[0][1]}"
    return ". ".join(f"{kind} is for another authoriser: {why}" for kind, why in barred)


def notes_of(row: WaitingRow, reader: Reader) -> tuple[str, ...]:
    """What to know of a decision before opening it."""
    asked = "Asked of you" if row.id in reader.mine else f"Asked of {row.asked_of_name}" if row.asked_of_name else ""
    panel = f"Panel on {short_day(row.panel_on)}" if row.panel_on else ""
    answer = "Answered" if row.reply else ""
    notes = ("Urgent" if row.urgent else "", asked, answer, panel, "Escalated" if row.escalated_at else "")
    return tuple(note for note in notes if note)


def why_of(entry: Sequence[WaitingRow], products: Mapping[str, ProductFacts]) -> tuple[str, ...]:
    """Why it waits; of two decisions, each with the name of its kind."""
    if len(entry) == 1:
        return reason_words(entry[0].reasons, products)
    return tuple(f"{say(one.kind)}: {'. '.join(reason_words(one.reasons, products))}" for one in entry)


def replies_of(entry: Sequence[WaitingRow]) -> tuple[str, ...]:
    """What the prescriber answered to what was asked."""
    return tuple(f"Answer: {row.reply}" for row in entry if row.reply)


def when_note(row: WaitingRow, at: datetime) -> str:
    """How long is left, and when it goes to the next person."""
    left = due(row.due_at, at) if row.due_at else ""
    return f"{left}; sent {ago(row.submitted_at, at)}" if left else f"sent {ago(row.submitted_at, at)}"


@page(Permission.RELEASE_ORDER, methods=("GET",))
def release_queue(request: PageRequest) -> HttpResponse:
    """The queue."""
    at = now()
    with reading(request.scope):
        rows = queue(request.scope)
        asked = asked_of(request.scope, rows, at)
        products = reference(request.scope, now_is(at).today).products
    reader = reader_of(request.scope.user_id, asked)
    first = sorted(rows, key=reader.rank)
    waiting = [row_of(entry, at, reader, products) for entry in entries_of(row for row in first if not row.afterwards)]
    reviews = [row_of(entry, at, reader, products) for entry in entries_of(row for row in first if row.afterwards)]
    return render(
        request,
        "authoriser/queue.html",
        QueuePage(
            Table("Waiting for approval", COLUMNS, waiting, Empty("Nothing waits", "New orders come here at once.")),
            Table(
                "Going out before approval, to be reviewed",
                tuple(Column(REVIEWED) if column.label == WAITS else column for column in COLUMNS),
                reviews,
                Empty("Nothing to review", "Urgent orders that go out before approval come here."),
                id="reviews",
            ),
        ),
    )


DECIDED = tuple(state for state in ReleaseState if state is not ReleaseState.PENDING)


class DecidedFilters(FilterForm):
    """Which decisions."""

    words = fields.SearchField("Person or order number", required=False)
    state = fields.SelectField(
        "Decision", [(state.value, say(state)) for state in DECIDED], blank="Any decision", required=False
    )


@dataclass(frozen=True, slots=True)
class DecidedPage:
    """What was decided, with its filters."""

    table: Table
    listing: Listing


@page(Permission.RELEASE_ORDER, methods=("GET",))
def orders(request: PageRequest) -> HttpResponse:
    """What was approved, returned, refused or withdrawn: one row for each order, the latest first."""
    at = now()
    listing = listing_of(request, sorts=("decided",), default="-decided", filters=DecidedFilters)
    with reading(request.scope):
        found, total = decided(
            request.scope,
            words=str(listing.filters.get("words") or ""),
            state=str(listing.filters.get("state") or ""),
            offset=listing.offset,
            limit=listing.size,
        )
    nothing = Empty("No decision is like this", "Change the filters.") if listing.is_filtered else NOTHING_DECIDED
    table = Table(
        "Decided",
        (Column("Order"), Column("Person"), Column("Items"), Column("Decision"), Column("When", whole=True)),
        tuple(decided_row(entry, at) for entry in found),
        nothing,
        pager=listing.pager(shown=len(found), total=total),
        caption_hidden=True,
    )
    return render(request, "authoriser/orders.html", DecidedPage(table, listing))


NOTHING_DECIDED = Empty("Nothing is decided yet")


def decided_row(entry: Sequence[WaitingRow], at: datetime) -> Row:
    """One order: each decision about it with its link, what was written, and when the last was taken."""
    last, number = entry[0], str(entry[0].number)
    products = dict.fromkeys(product for row in entry for product in row.products)
    alike = len({row.state for row in entry}) == 1
    said = [
        ": ".join(part for part in ("" if len(entry) == 1 else what_of(row, alike=alike), row.note) if part)
        for row in entry
        if row.note or not alike
    ]
    links = decision_links(entry)
    return Row(
        (
            Cell(number, links[0].href, note=links[0].text) if len(entry) == 1 else _order(last, links),
            Cell(last.person_name, reverse("person:person", args=[last.person_id])),
            Cell("; ".join(products), note=last.prescriber_name),
            Cell(tag=tag_of(last.state) if alike else None, note=". ".join(dict.fromkeys(said))),
            Cell(ago(last.state_at, at)),
        )
    )


def _order(row: WaitingRow, links: Sequence[Link]) -> Cell:
    """An order of several decisions: its number opens the order, each decision has its own link."""
    return Cell(str(row.number), reverse("prescriber:order", args=[row.order_id]), links=links)


def decision_links(entry: Sequence[WaitingRow]) -> list[Link]:
    """A link to each decision about an order; those of one kind are counted, and named with their items."""
    kinds, seen = Counter(row.kind for row in entry), Counter[ReleaseKind]()
    links = []
    for row in entry:
        seen[row.kind] += 1
        name = say(row.kind) if kinds[row.kind] == 1 else f"{say(row.kind)} {seen[row.kind]}"
        href = reverse("authoriser:release", args=[row.id])
        links.append(Link(name, href, f"of order {row.number}: {'; '.join(row.products)}"))
    return links


def what_of(row: WaitingRow, *, alike: bool) -> str:
    """Which of several decisions, and where they differ, how it was answered."""
    return say(row.kind) if alike else f"{say(row.kind)}, {say(row.state).lower()}"
