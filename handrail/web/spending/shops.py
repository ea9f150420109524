"""What shops are owed for vouchers, by month: paid once the month is over, taken back while it is not paid.
Refuses numbers of vouchers, which are as good as money, and people."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.pay_shop import ShopToPay, pay_shop
from handrail.usecases.undo_redemption import RedemptionToUndo, undo_redemption
from handrail.vouchers.queries.by_number import voucher_named
from handrail.vouchers.queries.owed import OwedMonth, TakenVoucher, owed_by_month, taken_in_month
from handrail.vouchers.rules.paying import Paid
from handrail.web.admin.shapes import FormPage, ListPage, london_today
from handrail.web.money.closed_day import ClosedDayForm, books_read, closed_so_far
from handrail.web.shared import fields
from handrail.web.shared.export import file_of
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.web.spending.crossed import pounds
from handrail.wording.shown import month_and_year, plural, short_day

FORM, LIST = "admin/form.html", "admin/list.html"
HEADS = ("Shop", "Month", "Vouchers", "Taken for", "Paid", "Still owed", "Paid on", "Reference")
OF_SHOP = ("Day", "Order", "Product", "Name", "Sold", "Pieces", "Owed", "Added by the person", "Paid on", "Reference")


@page(Permission.SEE_MONEY, methods=("GET",))
def shops(request: PageRequest) -> HttpResponseBase:
    """Each shop by month, the latest first. `?format=csv` or `xlsx` as a file."""
    listing = listing_of(request, sorts=(), default="")
    with reading(request.scope):
        found = owed_by_month(request.scope)
    if listing.file_kind:
        rows = [
            cells(
                one.shop, f"{one.month:%Y-%m}", one.vouchers, pounds(one.pence), pounds(one.paid_pence),
                pounds(one.owed_pence), one.paid_on, one.references,
            )
            for one in found
        ]  # fmt: skip
        return file_of(request.scope, listing.file_kind, "owed-to-shops", HEADS, lambda: rows)
    columns = (
        Column("Shop"), Column("Month"), Column("Vouchers", numeric=True), Column("Taken for", numeric=True),
        Column("Still owed", numeric=True), Column("Paid"),
    )  # fmt: skip
    table = Table(
        "By month", columns, [_month_row(one) for one in found],
        Empty("No shop has taken a voucher yet"), csv_href=listing.csv_href, xlsx_href=listing.xlsx_href,
    )  # fmt: skip
    owed = sum(one.owed_pence for one in found)
    intro = (f"Shops are owed {shown_pounds(owed)} in all.",)
    return render(request, LIST, ListPage("What shops are owed", table, _crumbs()[:1], intro))


def _month_row(one: OwedMonth) -> Row:
    return Row(
        (
            Cell(one.shop, _href("spending:shop", one.retailer_id, one.month)), Cell(month_and_year(one.month)),
            Cell(f"{one.vouchers:,}"), Cell(shown_pounds(one.pence)), Cell(shown_pounds(one.owed_pence)),
            Cell(paid_words(one.paid_on, one.references)),
        )
    )  # fmt: skip


def paid_words(paid_on: date | None, reference: str) -> str:
    """When it was paid, and by which reference."""
    return f"{short_day(paid_on)}, {reference}" if paid_on else ""


@page(Permission.SEE_MONEY, methods=("GET",))
def shop(request: PageRequest, retailer_id: UUID) -> HttpResponseBase:
    """The vouchers that a shop took in a month (`?month=2026-03`). `?format=csv` or `xlsx` as a file."""
    listing = listing_of(request, sorts=(), default="")
    one, found = _month_of(request, retailer_id)
    name = f"{one.month:%Y-%m}-{one.retailer_id}"
    if listing.file_kind:
        return file_of(request.scope, listing.file_kind, name, OF_SHOP, lambda: [_file_row(each) for each in found])
    keeps = request.scope.may(Permission.KEEP_POOL)
    is_over = month_after(one.month, 1) <= london_today()
    pay = Link(f"Pay {shown_pounds(one.owed_pence)}", _href("spending:pay_shop", one.retailer_id, one.month))
    columns = (
        Column("Day", whole=True), Column("Order"), Column("Sold"), Column("Owed", numeric=True), Column("Paid"),
        *((Column("What you can do"),) if keeps else ()),
    )  # fmt: skip
    table = Table(
        "Vouchers", columns, [_row(each, keeps=keeps) for each in found],
        Empty("It took none in this month"), csv_href=listing.csv_href, xlsx_href=listing.xlsx_href,
    )  # fmt: skip
    taken, owed = shown_pounds(one.pence), shown_pounds(one.owed_pence)
    intro = [f"Taken for {taken} with {plural(one.vouchers, 'voucher')}, of which {owed} is still to be paid."]
    if one.owed_pence and not is_over:
        intro.append("It is paid once the month is over.")
    shown = ListPage(
        f"{one.shop}, {month_and_year(one.month)}", table, _crumbs(), intro,
        (pay,) if keeps and one.owed_pence and is_over else (),
    )  # fmt: skip
    return render(request, LIST, shown)


def _month_of(request: PageRequest, retailer_id: UUID) -> tuple[OwedMonth, Sequence[TakenVoucher]]:
    """The month that the address asks for, else the latest. Raises Http404."""
    asked = request.GET.get("month", "")
    with reading(request.scope):
        found = owed_by_month(request.scope, retailer_id)
        one = next((each for each in found if asked in ("", f"{each.month:%Y-%m}")), None)
        if one is None:
            raise Http404
        return one, taken_in_month(request.scope, retailer_id, one.month)


def _row(one: TakenVoucher, *, keeps: bool) -> Row:
    undo = (Link("Take back", reverse("spending:undo_voucher", args=[one.id]), f"order {one.order_number}"),)
    order = str(one.order_number or "")
    return Row(
        (
            Cell(short_day(one.taken_on)), Cell(order), Cell(one.sold, note=f"{one.product_code}, {one.product}"),
            Cell(shown_pounds(one.pence)), Cell(paid_words(one.paid_on, one.reference)),
            *((Cell(links=() if one.paid_on else undo),) if keeps else ()),
        )
    )  # fmt: skip


def _file_row(one: TakenVoucher) -> Sequence[FileCell]:
    return cells(
        one.taken_on, one.order_number or "", one.product_code, one.product, one.sold, one.quantity, pounds(one.pence),
        pounds(one.top_up_pence), one.paid_on, one.reference,
    )  # fmt: skip


class PaymentForm(ClosedDayForm):
    """When a shop was paid, and by which reference."""

    day_field = "paid_on"
    field_order = ("paid_on", "counts_later")

    paid_on = fields.DateField("Paid on", past=True)
    reference = fields.TextField("Reference", longest=60, hint="By which your finance system knows the payment")

    retailer_id: UUID
    month: date

    def to_request(self) -> ShopToPay:
        """What the form asks for."""
        given = self.cleaned_data
        return ShopToPay(self.retailer_id, Paid(self.month, given["paid_on"], given["reference"], self.counts_in))


@page(Permission.KEEP_POOL)
def pay(request: PageRequest, retailer_id: UUID) -> HttpResponseBase:
    """Record that a shop was paid for a month (`?month=`)."""
    one, found = _month_of(request, retailer_id)
    form = PaymentForm(request.POST if request.method == "POST" else None)
    form.retailer_id, form.month, form.books = retailer_id, one.month, books_read(request)
    back = _href("spending:shop", retailer_id, one.month)
    if request.method == "POST" and (done := submit(request, form, pay_shop)) is not None:
        marked = f"{shown_pounds(done.pence)} is marked as paid to {one.shop}."
        return go(request, back, flash=marked + form.where_it_counts)
    count = sum(each.paid_on is None for each in found)
    intro = (
        "The ledger notes that the host paid it. It cannot be taken back.",
        "Handrail moves no money itself: pay it by your finance system.",
        *closed_so_far(form.books),
    )
    shown = FormPage(
        f"Pay {shown_pounds(one.owed_pence)} to {one.shop}?", form, "Mark it as paid", Link("Cancel", back),
        (*_crumbs(), Crumb(f"{one.shop}, {month_and_year(one.month)}", back)), intro,
        (Fact("For", month_and_year(one.month), note=plural(count, "voucher")),),
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


class UndoForm(HandrailForm):
    """Why a shop should not have taken it."""

    why = fields.TextField("Why?", longest=200, missing="Say why")

    voucher_id: UUID

    def to_request(self) -> RedemptionToUndo:
        """What the form asks for."""
        return RedemptionToUndo(self.voucher_id, self.cleaned_data["why"])


@page(Permission.KEEP_POOL)
def undo(request: PageRequest, voucher_id: UUID) -> HttpResponseBase:
    """Take back that a shop took a voucher."""
    form = UndoForm(request.POST if request.method == "POST" else None)
    form.voucher_id = voucher_id
    with reading(request.scope):
        last = voucher_named(request.scope, voucher_id).facts.expires_on
    is_over = last < london_today()
    becomes = f"its last day was {short_day(last)}, so it expires" if is_over else "the voucher can be used again"
    if request.method == "POST" and submit(request, form, undo_redemption) is not None:
        return go(request, "spending:shops", flash=f"It was taken back: {becomes}.")
    intro = (
        f"The shop is owed nothing for it then, and {becomes}{'' if is_over else f' until {short_day(last)}'}.",
        "It counts on the day on which the shop took it; where that month is closed, in the first open one.",
        "Tell the shop, and the person who has the paper.",
    )
    back = reverse("spending:shops")
    shown = FormPage(
        "Take back that a voucher was used?", form, "Take it back", Link("No, leave it", back), _crumbs(), intro,
        kind="warning",
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


def _href(name: str, retailer_id: UUID, month: date) -> str:
    return f"{reverse(name, args=[retailer_id])}?month={month:%Y-%m}"


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb("Vouchers", reverse("spending:vouchers")), Crumb("What shops are owed", reverse("spending:shops")))
