"""The orders behind one count of total system cost.
Refuses people's names: an order's page says whose it is to those who may see people."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.rules.system_cost import Counted
from handrail.orders.queries.around import OrderAround, orders_around
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.lines import pager_without_total
from handrail.web.system_cost.cost import period_of
from handrail.web.system_cost.reading import around
from handrail.wording import say
from handrail.wording.shown import short_day

HEADS = ("Order", "Team", "Ordered", "Discharge", "Came", "Days late")


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """The page. `only`: what the list is narrowed to, in words."""

    back: Link
    only: str
    table: Table


@page(Permission.SEE_MONEY, methods=("GET",))
def orders(request: PageRequest) -> HttpResponseBase:
    """`?counted=` one of the kinds; `?period=` as on the page it leads back to."""
    listing = listing_of(request, sorts=(), default="")
    period, counted = period_of(request.GET.get("period", "")), _kind(request.GET.get("counted", ""))
    asked = around(period, [counted])
    heads = HEADS if counted is Counted.LATE_DAY else (*HEADS[:3], HEADS[4])
    if listing.file_kind:
        return file_of(
            request.scope, listing.file_kind, "orders-counted", heads,
            lambda: (
                _file_row(one, counted) for one in orders_around(request.scope, asked, offset=0, limit=None)
            ),
        )  # fmt: skip
    with reading(request.scope):
        found = orders_around(request.scope, asked, offset=listing.offset, limit=listing.size + 1)
    opens = request.scope.may(Permission.SEE_ORDERS)
    table = Table(
        caption=f"Orders made from {short_day(period.first)}",
        columns=[Column(head, numeric=head == HEADS[-1]) for head in heads],
        rows=[_row(one, counted, opens=opens) for one in found[: listing.size]],
        empty=Empty("No order is counted here", "Go back and choose another time."),
        pager=pager_without_total(listing, len(found)),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
    )
    back = Link("Back to total system cost", f"{reverse('system_cost:cost')}?period={period.code}")
    return render(request, "system_cost/orders.html", OrdersPage(back, f"{say(counted)}, {period.label}", table))


def _kind(code: str) -> Counted:
    """What the address asks for; the first of the kinds where it names none."""
    return next((kind for kind in Counted if kind.value == code), Counted.LATE_DAY)


def _row(one: OrderAround, counted: Counted, *, opens: bool) -> Row:
    """`opens`: the reader may open the order too."""
    first = Cell(str(one.number), href=reverse("prescriber:order", args=[one.order_id]) if opens else "")
    came = Cell(short_day(one.came_on))
    if counted is not Counted.LATE_DAY or one.discharge_on is None:
        return Row([first, Cell(one.team), Cell(short_day(one.ordered_on)), came])
    late = (Cell(short_day(one.discharge_on)), came, Cell(str(one.units)))
    return Row([first, Cell(one.team), Cell(short_day(one.ordered_on)), *late])


def _file_row(one: OrderAround, counted: Counted) -> Sequence[FileCell]:
    if counted is not Counted.LATE_DAY:
        return cells(one.number, one.team, one.ordered_on, one.came_on)
    return cells(one.number, one.team, one.ordered_on, one.discharge_on, one.came_on, one.units)
