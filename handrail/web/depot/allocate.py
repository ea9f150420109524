"""The allocation desk: lines that wait for stock, with what is ready for each; and those on back-order.
Refuses nothing itself: who comes second to the last bed is told by the use case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import LineState
from handrail.usecases.allocate_lines import Allocated, LineWanted, Wanted, allocate_lines
from handrail.usecases.back_order_lines import BackOrder, back_order_lines
from handrail.visits.queries.desk import WaitingLine, waiting_lines
from handrail.web.depot.scanning import HOME, stores_of
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest, ids_of
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table, Tag, Tone
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording.promises import expected_words
from handrail.wording.shown import due, plural, short_day, short_day_and_time

MOST = 100
# The buttons that supply nothing.
BACK_ORDER = frozenset({"back_order", "expect"})


class AllocateForm(HandrailForm):
    """Lines ticked, and what to do with them."""

    place = fields.SelectField("From which store", missing="Choose the store")
    lines = fields.CheckboxesField("Lines", required=True, missing="Tick at least one line")
    code = fields.CodeField(
        "Item in your hand",
        required=False,
        width="20",
        hint="Only for one line: scan the very item. Empty: the best one is chosen",
    )
    expected_on = fields.DateField(
        "When is the supplier's delivery expected?",
        future=True,
        required=False,
        hint="Only for a back-order. Leave it empty if nobody has said",
    )
    expected_from = fields.TextField("From whom?", required=False, longest=120, hint="Only for a back-order")

    def expected(self) -> Expected:
        """What was said of the supplier's delivery."""
        return Expected(self.cleaned_data["expected_on"], self.cleaned_data["expected_from"])


@dataclass(frozen=True, slots=True)
class AllocatePage:
    """The lines that wait, and the form that sends the ticked ones."""

    title: str
    form: AllocateForm
    table: Table
    crumbs: tuple[Crumb, ...]
    back_orders: bool


@page(Permission.ALLOCATE)
def allocate(request: PageRequest) -> HttpResponseBase:
    """Released lines that nothing is kept for yet."""
    return _desk(request, (LineState.AUTHORISED,), "Allocate", back_orders=False)


@page(Permission.ALLOCATE)
def back_orders(request: PageRequest) -> HttpResponseBase:
    """Lines on back-order, with what has become ready for them."""
    return _desk(request, (LineState.BACK_ORDERED,), "Back-orders", back_orders=True)


def _desk(request: PageRequest, states: tuple[LineState, ...], title: str, *, back_orders: bool) -> HttpResponseBase:
    stores = stores_of(request)
    lines = _waiting(request, states)
    initial = {
        "place": str(stores[0].id) if stores else "",
        "lines": tuple(str(one.line_id) for one in lines if one.ready_here),
    }
    form = AllocateForm(request.POST) if request.method == "POST" else AllocateForm(initial=initial)
    offer(form, "place", ((str(store.id), store.name) for store in stores))
    # What was shown may have been taken since: the use case says so by name, so every id is let through here.
    shown = {str(one.line_id) for one in lines} | set(ids_of(request.POST.getlist("lines")))
    offer(form, "lines", ((value, value) for value in shown))
    if request.method == "POST" and form.is_valid():
        flash = _act(request, form)
        if flash:
            return go(request, request.path, flash=flash)
        lines = _waiting(request, states)
    chosen = set(form["lines"].value() or ())
    table = _table(lines, chosen, title, back_orders=back_orders)
    return render(request, "depot/allocate.html", AllocatePage(title, form, table, (HOME,), back_orders), form=form)


def _waiting(request: PageRequest, states: tuple[LineState, ...]) -> tuple[WaitingLine, ...]:
    with reading(request.scope):
        return waiting_lines(
            request.scope,
            states=states,
            today=now().astimezone(LONDON).date(),
            depot_id=request.scope.depot_id,
            limit=MOST,
        )


def _act(request: PageRequest, form: AllocateForm) -> str:
    """What was done, as a sentence; empty when it was refused, with the reasons in the form."""
    ids = tuple(UUID(value) for value in form.cleaned_data["lines"])
    code = form.cleaned_data["code"]
    what = request.POST.get("what")
    if code and (len(ids) > 1 or what in BACK_ORDER):
        form.add_error("code", f"{code} is for one line. Tick only that line and allocate it, or empty this box")
        return ""
    try:
        if what in BACK_ORDER:
            return _on_back_order(request, form, ids, anew=what == "expect")
        wanted = Wanted(
            tuple(LineWanted(line_id, code) for line_id in ids),
            UUID(form.cleaned_data["place"]),
            or_back_order=what == "or_back_order",
        )
        return _said(allocate_lines(call_of(request, form.key), request=wanted))
    except Refused as refused:
        box = "code" if code else "lines"
        boxes = {reason.field: box for reason in refused.reasons if reason.field}
        form.refuse(refused, {**boxes, "expected_on": "expected_on"})
        form.renew_key()
        return ""


def _on_back_order(request: PageRequest, form: AllocateForm, ids: tuple[UUID, ...], *, anew: bool) -> str:
    """Lines put on back-order, or (`anew`) of those there what is said of their delivery, which may be nothing."""
    said = form.expected()
    wanted = BackOrder(ids, "nothing ready, put on back-order at the desk", said if anew or said != NOT_KNOWN else None)
    done = back_order_lines(call_of(request, form.key), request=wanted)
    lines = plural(len(done.line_ids), "line")
    return f"{lines}: {_comes(said, now())}." if anew else f"{lines} put on back-order."


def _said(done: Allocated) -> str:
    kept = "; ".join(item.number or f"{item.quantity} {line.product}" for line in done.kept for item in line.items)
    said = f"{plural(len(done.kept), 'line')} supplied: {kept}." if done.kept else "Nothing could be supplied."
    if done.short:
        said += f" {plural(len(done.short), 'line')} on back-order: {'; '.join(one.product for one in done.short)}."
    return said


def _table(lines: tuple[WaitingLine, ...], chosen: set[str], title: str, *, back_orders: bool) -> Table:
    at = now()
    return Table(
        f"{title}: {plural(len(lines), 'line')}",
        (
            Column("Order"),
            Column("Product"),
            Column("How many", numeric=True),
            Column("Due"),
            *([Column("Delivery")] if back_orders else []),
            Column("Ready here"),
            Column("Elsewhere", numeric=True),
        ),
        tuple(
            Row(
                _cells(one, at, back_orders=back_orders),
                Tone.WARN if one.due_at and one.due_at < at else Tone.CALM,
                value=str(one.line_id),
                selected=str(one.line_id) in chosen,
                named=f"{one.product_name}, order {one.order_number}, line {one.position}",
            )
            for one in lines
        ),
        Empty(
            "No line waits here",
            "Lines come here when an order is released.",
            Link("Back-orders", address_of("depot:back_orders")),
        ),
        select="lines",
        id="lines",
    )


def _cells(one: WaitingLine, at: datetime, *, back_orders: bool) -> tuple[Cell, ...]:
    return (
        Cell(f"{one.order_number}", note=f"Line {one.position}, {one.depot_name or 'no visit yet'}"),
        Cell(one.product_name, f"{address_of('depot:stock')}products/{one.product_id}/", note=one.product_code),
        Cell(str(one.quantity)),
        Cell(
            due(one.due_at, at) if one.due_at else "No promise",
            note=short_day_and_time(one.due_at) if one.due_at else "",
        ),
        *([Cell(_comes(one.expected, at))] if back_orders else []),
        Cell(tag=_ready(one), note=_too_soon(one)),
        Cell(str(one.ready_elsewhere)),
    )


def _comes(expected: Expected, at: datetime) -> str:
    """When a delivery is expected, as the beginning of a sentence."""
    said = expected_words(expected, at) or "nobody has said when"
    return said[:1].upper() + said[1:]


def _too_soon(one: WaitingLine) -> str:
    """Of what lies here and cannot go: why, and what helps."""
    count = one.too_soon_here
    if not count:
        return ""
    day = short_day(one.due_at) if one.due_at else "then"
    its = "its test or examination runs" if count == 1 else "their tests or examinations run"
    return f"{count} {'is' if count == 1 else 'are'} there, but {its} out before {day}. Test first"


def _ready(one: WaitingLine) -> Tag:
    if one.ready_here >= one.quantity:
        return Tag(f"{one.ready_here} ready", "green")
    return Tag(f"{one.ready_here} ready", "yellow") if one.ready_here else Tag("None ready", "red")
