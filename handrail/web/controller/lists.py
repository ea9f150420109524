"""The lists behind the control room's numbers: orders, visits, next steps, discrepancies, items, late records.
Refuses people's names to whoever may not see people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.rules.promise import Promise, promise_stands
from handrail.orders.states import OPEN as OPEN_LINES
from handrail.orders.states import LineState
from handrail.stock.codes import DepotFinding
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding
from handrail.visits.queries import lists
from handrail.visits.queries.lists import AT_RISK, LATE, TIME_OVER, Wanted
from handrail.visits.queries.room import LATE_DAYS, MOST_LATE
from handrail.visits.rules.next_steps import NextStep, Owner
from handrail.visits.states import OPEN as OPEN_VISITS
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
from handrail.web.controller.shown import kinds_shown, parcel_time, slot_shown
from handrail.web.controller.ticked import ticks_of
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.posted import visit_tag
from handrail.wording.promises import promise_words
from handrail.wording.shown import due, short_day_and_time
from handrail.wording.stored import in_words

CLOCKS = ((LATE, "Late"), (AT_RISK, "At risk"))
VISIT_CLOCKS = (*CLOCKS, (TIME_OVER, "Past the time told"))


class LineFilters(FilterForm):
    """Which open orders. A person is found by who may see people."""

    words = fields.SearchField("Person, NHS number, or number of an order, visit or item")
    state = fields.SelectField(
        "State", [(state.value, say(state)) for state in LineState if state in OPEN_LINES], required=False, blank="Any"
    )
    clock = fields.SelectField("Clock", CLOCKS, required=False, blank="Any")


class VisitFilters(FilterForm):
    """Which open visits."""

    words = fields.SearchField("Person, NHS number, or number of an order, visit or item")
    state = fields.SelectField(
        "State", [(state.value, say(state)) for state in OPEN_VISITS], required=False, blank="Any"
    )
    clock = fields.SelectField("Clock", VISIT_CLOCKS, required=False, blank="Any")


class OwnerFilters(FilterForm):
    """Whose it is."""

    words = fields.SearchField("Person, NHS number, or number of an order, visit or item")
    owner = fields.SelectField("Owner", [(owner.value, say(owner)) for owner in Owner], required=False, blank="Anyone")


class FindingFilters(OwnerFilters):
    """Whose it is, about which item or visit."""

    words = fields.SearchField("Number of an item or visit")


class ItemFilters(FilterForm):
    """Items in which state."""

    words = fields.SearchField("Number of an item")
    state = fields.SelectField(
        "State", [(state.value, say(state)) for state in AssetState if state is not AssetState.ON_LOAN], required=False
    )


@page(Permission.SEE_ORDERS, Permission.SEE_CONTROL_ROOM, methods=("GET",))
def orders(request: PageRequest) -> HttpResponseBase:
    """Every open line of an order."""
    at = now()
    named = request.scope.may(Permission.SEE_PERSON)
    listing = listing_of(request, sorts=sorts_of(lists.LINE_SORTS, named=named), default="due", filters=LineFilters)
    state = str(listing.filters.get("state") or "")
    if listing.wants_csv:
        heads = ("Order", "Product", "Quantity", "State", "Due", "Speed", "Person", "Postcode", "Expected", "From whom")
        return csv_of(
            request, "orders", heads,
            lambda: lists.line_list(request.scope, everything_of(request, listing, at), state=state)[0],
            lambda r: cells(r.order_number, r.product, r.quantity, say(r.state), r.due_at, r.speed,
                            r.person_name if named else "", r.postcode if named else "",
                            r.expected.on, r.expected.supplier),
        )  # fmt: skip
    with reading(request.scope):
        wanted = wanted_of(request, listing, at)
        found, total = lists.line_list(request.scope, wanted, state=state)
    soon = at + timedelta(minutes=wanted.at_risk_minutes)
    columns = (
        Column("Order", "number"), Column("Product", "product"), Column("State"), Column("Due", "due"),
        of_people("Person", "person", named=named), Column("Visit"),
    )  # fmt: skip
    table = table_of(
        "Open order lines", columns, [_line_row(row, at, soon, named=named) for row in found], listing, total
    )
    return render(
        request, "controller/list.html", ListPage("Open order lines", table, listing, ("words", "state", "clock"))
    )


_TONES = {Promise.LATE: Tone.STOP, Promise.AT_RISK: Tone.WARN}


def _line_row(row: lists.LineListed, at: datetime, soon: datetime, *, named: bool) -> Row:
    stands = promise_stands(row.state, row.due_at, now=at, soon=soon, expected=row.expected)
    return Row(
        (
            Cell(str(row.order_number), link_of("prescriber:order", row.order_id)),
            Cell(row.product, note=f"{row.quantity} of them" if row.quantity > 1 else ""),
            Cell(tag=tag_of(row.state)),
            Cell(promise_words(row.state, row.due_at, at, row.expected) if row.due_at else "No promise"),
            person_cell(row.person_name, row.person_id, row.postcode, named=named),
            Cell(str(row.visit_number), link_of("controller:visit", row.visit_id) if named else "")
            if row.visit_id
            else Cell("None"),
        ),
        tone=_TONES.get(stands, Tone.CALM) if stands else Tone.CALM,
    )


@page(Permission.PLAN_VISITS, Permission.SEE_CONTROL_ROOM, methods=("GET",))
def visits(request: PageRequest) -> HttpResponseBase:
    """Every open visit."""
    return _visit_list(request, "Open visits", VisitFilters, owed=False)


@page(Permission.PLAN_VISITS, Permission.SEE_CONTROL_ROOM, Permission.ASK_FOR_VISIT, methods=("GET",))
def next_steps(request: PageRequest) -> HttpResponseBase:
    """Visits that failed or were half done, and wait for their next step."""
    return _visit_list(request, "Visits that wait for a next step", OwnerFilters, owed=True)


def _visit_list(request: PageRequest, title: str, filters: type[FilterForm], *, owed: bool) -> HttpResponseBase:
    at = now()
    named = request.scope.may(Permission.SEE_PERSON)
    listing = listing_of(request, sorts=sorts_of(lists.VISIT_SORTS, named=named), default="due", filters=filters)
    asked: dict[str, Any] = {
        "state": str(listing.filters.get("state") or ""), "owner": str(listing.filters.get("owner") or ""), "owed": owed
    }  # fmt: skip
    if listing.wants_csv:
        heads = ("Visit", "What for", "State", "Due", "From", "Until", "Depot", "Next step", "Owner", "Postcode")
        return csv_of(
            request, "visits", heads,
            lambda: lists.visit_list(request.scope, everything_of(request, listing, at), **asked)[0],
            lambda r: cells(r.number, kinds_shown(r.kinds), say(r.state), r.due_at, r.slot_from, r.slot_until, r.depot,
                            r.next_step and say(NextStep(r.next_step)), r.next_step_owner, r.postcode if named else ""),
        )  # fmt: skip
    with reading(request.scope):
        found, total = lists.visit_list(request.scope, wanted_of(request, listing, at), **asked)
    last = Column("Next step") if owed else Column("Booked for", "slot")
    columns = (
        Column("Visit", "number"), Column("What for"), Column("State"), Column("Due", "due"),
        of_people("Person", "person", named=named), of_people("Place", "place", named=named), last,
    )  # fmt: skip
    ticks, listing = ticks_of(listing, reverse("controller:book_together"))
    table = table_of(title, columns, [visit_row(row, at, named=named, owed=owed) for row in found], listing, total)
    if owed:
        return render(request, "controller/list.html", ListPage(title, table, listing, ("words", "owner")))
    book = ticks if request.scope.may(Permission.PLAN_VISITS) and found else None
    table = replace(table, select="visits" if book else "")
    return render(request, "controller/list.html", ListPage(title, table, listing, ("words", "state", "clock"), book))


def outward(postcode: str) -> str:
    """The first half of a postcode, where the town was left out."""
    return postcode.partition(" ")[0] or "Not known"


def visit_row(row: lists.VisitRow, at: datetime, *, named: bool, owed: bool = False) -> Row:
    """One visit; its own page is for who may see people."""
    booked = parcel_time(row.slot_from, None) if row.by_post else slot_shown(row.slot_from, row.slot_until)
    last = Cell(booked, note=row.depot)
    if owed and row.next_step:
        last = Cell(say(NextStep(row.next_step)), note=say(Owner(row.next_step_owner)))
    return Row(
        (
            Cell(str(row.number), link_of("controller:visit", row.id) if named else ""),
            Cell(kinds_shown(row.kinds), note="Two people" if row.crew > 1 else ""),
            Cell(tag=visit_tag(row.state, by_post=row.by_post)),
            Cell(due(row.due_at, at) if row.due_at else "No promise"),
            person_cell(row.person_name, row.person_id, "", named=named),
            Cell(row.town or outward(row.postcode), note=row.postcode if named else ""),
            last,
        ),
        tone=Tone.STOP if row.due_at and row.due_at < at else Tone.CALM,
        value=str(row.id),
    )


@page(Permission.SEE_CONTROL_ROOM, Permission.SETTLE_DISCREPANCY, methods=("GET",))
def discrepancies(request: PageRequest) -> HttpResponseBase:
    """What differed from the record and is not settled."""
    at = now()
    listing = listing_of(request, sorts=tuple(lists.DISCREPANCY_SORTS)[:-1], default="-when", filters=FindingFilters)
    owner = str(listing.filters.get("owner") or "")
    named = request.scope.may(Permission.SEE_PERSON)
    if listing.wants_csv:
        heads = ("What", "Owner", "Item", "Product", "Quantity", "Code read", "Happened", "By", "Visit", "Person")
        return csv_of(
            request, "discrepancies", heads,
            lambda: lists.discrepancy_list(request.scope, everything_of(request, listing, at), owner=owner)[0],
            lambda r: cells(_found(r.kind), r.owner, r.asset_number, r.product, r.quantity, r.code_read, r.happened_at,
                            r.raised_by, r.visit_number, r.person_name if named else ""),
        )  # fmt: skip
    with reading(request.scope):
        found, total = lists.discrepancy_list(request.scope, wanted_of(request, listing, at), owner=owner)
    settles = request.scope.may(Permission.SETTLE_DISCREPANCY)
    columns = (
        Column("What", "kind"), Column("Item"), Column("Person"), Column("Owner"),
        Column("When", "when"), Column("Visit"),
    )  # fmt: skip
    rows = [
        Row(
            (
                Cell(
                    _found(row.kind),
                    link_of("depot:settle", row.id) if settles else "",
                    note=_said(row, answers=settles),
                ),
                _thing(row),
                person_cell(row.person_name, row.person_id, "", named=named) if row.person_id else Cell("None"),
                Cell(say(Owner(row.owner)) if row.owner in {o.value for o in Owner} else row.owner.capitalize()),
                Cell(short_day_and_time(row.happened_at), note=row.raised_by),
                Cell(str(row.visit_number), link_of("controller:visit", row.visit_id))
                if row.visit_id
                else Cell("None"),
            )
        )
        for row in found
    ]
    table = table_of("Discrepancies", columns, rows, listing, total)
    return render(request, "controller/list.html", ListPage("Discrepancies", table, listing, ("words", "owner")))


def _thing(row: lists.DiscrepancyRow) -> Cell:
    """What it is about: the item, the product, or only a code that no record knows."""
    if row.asset_number or row.product:
        return Cell(row.asset_number or row.product, note=row.product if row.asset_number else "")
    return Cell(row.code_read or "Not known", note="The code that was read" if row.code_read else "")


def _said(row: lists.DiscrepancyRow, *, answers: bool) -> str:
    """What was said of it; what was answered in a home only to those who settle it."""
    said = row.detail if answers or row.kind != DoorFinding.UNSAFE_WHERE_IT_STANDS else ""
    return in_words("; ".join(said.splitlines()))


def _found(kind: str) -> str:
    """A finding in words, whether in a store or at a door."""
    for family in (DoorFinding, DepotFinding):
        if kind in family:
            return say(family(kind))
    return kind.replace("_", " ").capitalize()


@page(Permission.SEE_CONTROL_ROOM, Permission.SEE_STOCK, methods=("GET",))
def items(request: PageRequest) -> HttpResponseBase:
    """Serialised items in one state, longest there first."""
    at = now()
    listing = listing_of(request, sorts=tuple(lists.ITEM_SORTS)[:-1], default="since", filters=ItemFilters)
    state = AssetState(listing.filters.get("state") or AssetState.RETURNED_DIRTY)
    if listing.wants_csv:
        return csv_of(
            request, "items", ("Item", "Product", "State", "Place", "Since"),
            lambda: lists.item_list(request.scope, everything_of(request, listing, at), state=state)[0],
            lambda r: cells(r.number, r.product, say(r.state), r.place, r.since),
        )  # fmt: skip
    with reading(request.scope):
        found, total = lists.item_list(request.scope, wanted_of(request, listing, at), state=state)
    columns = (
        Column("Item", "number"), Column("Product", "product"), Column("Place", "place"), Column("Since", "since"),
    )  # fmt: skip
    rows = [
        Row(
            (
                Cell(row.number, link_of("person:asset", row.id)), Cell(row.product), Cell(row.place),
                Cell(short_day_and_time(row.since)),
            )
        )
        for row in found
    ]  # fmt: skip
    title = f"Items: {say(state).lower()}"
    table = table_of(title, columns, rows, listing, total)
    return render(request, "controller/list.html", ListPage(title, table, listing, ("words", "state")))


@page(Permission.SEE_CONTROL_ROOM, methods=("GET",))
def recorded_late(request: PageRequest) -> HttpResponseBase:
    """What was recorded longer after it happened than the contract allows."""
    at = now()
    listing = listing_of(request, sorts=("when",), default="-when", size=MOST_LATE)
    since = at - timedelta(days=LATE_DAYS)
    wanted = Wanted(at, limit=MOST_LATE)
    if listing.wants_csv:
        return csv_of(
            request, "recorded-late", ("What", "By", "Happened", "Recorded"),
            lambda: lists.late_list(request.scope, wanted, since=since),
            lambda r: cells(say(Event(r.event)), r.by, r.happened_at, r.recorded_at),
        )  # fmt: skip
    with reading(request.scope):
        found = lists.late_list(request.scope, wanted, since=since)
    rows = [
        Row(
            (
                Cell(say(Event(row.event))), Cell(row.by), Cell(short_day_and_time(row.happened_at)),
                Cell(short_day_and_time(row.recorded_at)),
            )
        )
        for row in found
    ]  # fmt: skip
    columns = (Column("What"), Column("By"), Column("Happened"), Column("Recorded"))
    table = Table(
        "Recorded late",
        columns,
        rows,
        Empty("Nothing was recorded late"),
        csv_href=listing.csv_href,
        caption_hidden=True,
    )
    return render(request, "controller/list.html", ListPage(f"Recorded late in {LATE_DAYS} days", table, listing))
