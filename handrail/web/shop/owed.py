"""What a shop is owed for the vouchers that it took, by month, with each of them, and when it was paid; and the form by
which it takes back what it took today.
Refuses other shops' vouchers, and people."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.undo_redemption import undo_in_shop
from handrail.vouchers.queries.by_number import voucher_by_number
from handrail.vouchers.queries.owed import OwedMonth, TakenVoucher, owed_by_month, taken_in_month
from handrail.vouchers.rules.numbers import written_number
from handrail.web.admin.shapes import DetailPage, FormPage
from handrail.web.shared.export import file_of
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.web.shop.voucher import facts_of, may_undo
from handrail.web.spending.crossed import pounds
from handrail.web.spending.shops import paid_words
from handrail.wording.shown import month_and_year, short_day

HEADS = ("Day", "Voucher", "Sold", "Pieces", "Owed", "Paid on", "Reference")


@page(Permission.REDEEM_VOUCHER, methods=("GET",))
def owed(request: PageRequest) -> HttpResponseBase:
    """By month, and the vouchers of one (`?month=2026-03`, else the latest). `?format=csv` or `xlsx`: these as a
    file."""
    listing, scope = listing_of(request, sorts=(), default=""), request.scope
    asked = request.GET.get("month", "")
    with reading(scope):
        months = owed_by_month(scope, scope.partner_id)
        chosen = next((one for one in months if asked in ("", f"{one.month:%Y-%m}")), None)
        found = taken_in_month(scope, scope.partner_id, chosen.month) if chosen else ()
    if listing.file_kind:
        rows = [
            cells(
                one.taken_on, written_number(one.number), one.sold, one.quantity, pounds(one.pence), one.paid_on,
                one.reference,
            )
            for one in found
        ]  # fmt: skip
        return file_of(scope, listing.file_kind, "vouchers-taken", HEADS, lambda: rows)
    tables = (_months(months), *((_vouchers(chosen, found, listing.csv_href),) if chosen else ()))
    facts = (Fact("Still to be paid", shown_pounds(sum(one.owed_pence for one in months))),)
    return render(request, "admin/detail.html", DetailPage("What you are owed", facts, (), tables=tables))


def _months(months: Sequence[OwedMonth]) -> Table:
    here = reverse("shop:owed")
    rows = [
        Row(
            (
                Cell(month_and_year(one.month), f"{here}?month={one.month:%Y-%m}"), Cell(f"{one.vouchers:,}"),
                Cell(shown_pounds(one.pence)), Cell(shown_pounds(one.owed_pence)),
                Cell(paid_words(one.paid_on, one.references)),
            )
        )
        for one in months
    ]  # fmt: skip
    columns = (
        Column("Month"), Column("Vouchers", numeric=True), Column("Taken for", numeric=True),
        Column("Still to be paid", numeric=True), Column("Paid"),
    )  # fmt: skip
    return Table("By month", columns, rows, Empty("You have taken no voucher yet"))


def _vouchers(month: OwedMonth, found: Sequence[TakenVoucher], csv_href: str) -> Table:
    look = reverse("shop:voucher")
    rows = [
        Row(
            (
                Cell(short_day(one.taken_on)),
                Cell(written_number(one.number), f"{look}?{urlencode({'number': one.number})}"), Cell(one.sold),
                Cell(shown_pounds(one.pence)), Cell(paid_words(one.paid_on, one.reference)),
            )
        )
        for one in found
    ]  # fmt: skip
    columns = (
        Column("Day", whole=True), Column("Voucher"), Column("Sold"), Column("Owed", numeric=True), Column("Paid"),
    )  # fmt: skip
    return Table(f"Vouchers of {month_and_year(month.month)}", columns, rows, Empty("None"), csv_href=csv_href)


class UndoForm(HandrailForm):
    """Needs nothing but the wish."""

    number: str

    def to_request(self) -> str:
        """Which voucher."""
        return self.number


@page(Permission.REDEEM_VOUCHER)
def undo(request: PageRequest) -> HttpResponseBase:
    """Take back that the voucher of this number (`?number=`) was taken."""
    with reading(request.scope):
        found = voucher_by_number(request.scope, request.GET.get("number", ""))
    if found is None:
        return redirect("shop:voucher")
    back = f"{reverse('shop:voucher')}?{urlencode({'number': found.number})}"
    form = UndoForm(request.POST if request.method == "POST" else None)
    form.number = found.number
    if request.method == "POST" and submit(request, form, undo_in_shop) is not None:
        return go(request, back, flash="It was taken back. The voucher can be used again.")
    if request.method == "GET" and not may_undo(request.scope, found):
        return redirect(back)
    intro = ("Do this only where you took it by mistake, or the person brought everything back.",)
    shown = FormPage(
        "Take back that you took this voucher?", form, "Take it back", Link("No, leave it", back),
        (Crumb("Voucher", back),), intro, facts_of(found), kind="warning",
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)
