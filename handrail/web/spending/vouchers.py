"""The vouchers of a contract for whoever looks after the money: how they stand, how old they are, what shops are owed.
Refuses their numbers, which are as good as money, and people."""

from datetime import date, datetime

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.vouchers.queries.shown import (
    ListedVoucher,
    StateSum,
    redeemed_by_shop,
    voucher_sums,
    vouchers_listed,
)
from handrail.vouchers.states import VoucherState
from handrail.web.admin.shapes import ListPage, london_today
from handrail.web.shared import fields
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import FilterForm, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.wording import say, tag_of
from handrail.wording.shown import plural, short_day

HEADS = (
    "Order", "Product", "Name", "State", "Since", "Given", "Age in days", "Last day", "Worth", "Shop",
    "Owed to the shop", "Added by the person",
)  # fmt: skip
MOST_IN_A_FILE = 200_000


class VoucherFilters(FilterForm):
    """How they stand."""

    state = fields.SelectField(
        "State", [(state.value, say(state)) for state in VoucherState], required=False, blank="Any"
    )


@page(Permission.SEE_MONEY, methods=("GET",))
def vouchers(request: PageRequest) -> HttpResponseBase:
    """The newest first; `?format=csv` or `xlsx` as a file."""
    listing, today = listing_of(request, sorts=(), default="", filters=VoucherFilters), london_today()
    state = str(listing.filters.get("state") or "")
    if listing.file_kind:
        with reading(request.scope):
            whole = vouchers_listed(request.scope, state=state, most=MOST_IN_A_FILE)
        return file_of(
            request.scope, listing.file_kind, "vouchers", HEADS, lambda: [_file_row(one, today) for one in whole]
        )
    with reading(request.scope):
        found = vouchers_listed(request.scope, state=state, most=listing.size, offset=listing.offset)
        sums, shops = voucher_sums(request.scope), redeemed_by_shop(request.scope)
    total = sum(one.count for one in sums if state in ("", one.state))
    columns = (
        Column("Order"), Column("For"), Column("State"), Column("Given"), Column("Last day"),
        Column("Worth", numeric=True),
    )  # fmt: skip
    table = Table(
        "Vouchers",
        columns,
        [_row(one, today) for one in found],
        Empty("No vouchers", "They are given with orders of what shops supply."),
        pager=listing.pager(shown=len(found), total=total),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
    )
    intro = [_in_words(one) for one in sums]
    intro += [f"Taken by {one.name}: {plural(one.count, 'voucher')} for {shown_pounds(one.pence)}." for one in shops]
    if request.scope.reach != "ALL":
        intro.append("Only what your organisation may see is counted.")
    crumbs = (Crumb("Spending", reverse("spending:spending")),)
    owed = (Link("What shops are owed", reverse("spending:shops")),)
    shown = ListPage("Vouchers", table, crumbs, intro, owed, listing, ("state",))
    return render(request, "admin/list.html", shown)


def _in_words(one: StateSum) -> str:
    """How many stand so, and what that means in money."""
    spent = f", of which {shown_pounds(one.paid_pence)} was asked for" if one.state is VoucherState.REDEEMED else ""
    return f"{say(one.state)}: {plural(one.count, 'voucher')} worth {shown_pounds(one.value_pence)}{spent}."


def _row(one: ListedVoucher, today: date) -> Row:
    owed = f"{shown_pounds(one.paid_pence)} to {one.retailer}" if one.paid_pence is not None else ""
    age = plural(_age(one, today), "day") if one.state is VoucherState.ISSUED else short_day(one.state_at)
    return Row(
        (
            Cell(str(one.order_number)), Cell(one.product, note=one.product_code),
            Cell(tag=tag_of(one.state), note=owed or age), Cell(short_day(one.issued_at)),
            Cell(short_day(one.expires_on)), Cell(shown_pounds(one.value_pence)),
        )
    )  # fmt: skip


def _age(one: ListedVoucher, today: date) -> int:
    return (today - _day(one.issued_at)).days


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _file_row(one: ListedVoucher, today: date) -> tuple[FileCell, ...]:
    paid = None if one.paid_pence is None else pounds(one.paid_pence)
    return cells(
        one.order_number, one.product_code, one.product, say(one.state), _day(one.state_at), _day(one.issued_at),
        _age(one, today), one.expires_on, pounds(one.value_pence), one.retailer, paid, pounds(one.top_up_pence),
    )  # fmt: skip
