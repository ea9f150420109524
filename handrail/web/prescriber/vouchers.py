"""The vouchers of an order: how they stand, the page to print, cancelling one, and issuing another.
Refuses nothing itself: `keep_vouchers` decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.catalogue.states import SupplyRoute
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.core.refusal import CallReason, refuse
from handrail.core.symbols import Symbol, qr_code
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.queries import LineRow
from handrail.partners.queries import partners_of
from handrail.usecases.keep_vouchers import VoucherToCancel, issue_voucher_again
from handrail.usecases.keep_vouchers import cancel_voucher as cancel
from handrail.vouchers.queries.shown import ShownVoucher, shown_voucher, vouchers_of_order
from handrail.vouchers.rules.free import TOLD_FREE
from handrail.vouchers.rules.numbers import written_number
from handrail.vouchers.states import ENDED, VoucherState
from handrail.web.admin.shapes import FormPage
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import tag_of
from handrail.wording.shown import day, plural, short_day

FORM = "admin/form.html"


def vouchers_of(scope: Scope, order_id: UUID, lines: Sequence[LineRow]) -> tuple[ShownVoucher, ...]:
    """The vouchers of an order, within an open reading; of one that no shop supplies anything of, nothing is read."""
    by_voucher = any(line.supply_route == SupplyRoute.RETAIL_VOUCHER for line in lines)
    return vouchers_of_order(scope, order_id) if by_voucher else ()


def voucher_table(vouchers: Sequence[ShownVoucher], *, changes: bool) -> Table:
    """The vouchers of an order. `changes`: this user answers for it."""
    return Table(
        "Vouchers",
        (Column("Voucher"), Column("State"), Column("Last day"), Column("Worth", numeric=True)),
        [
            Row(
                (
                    Cell(written_number(one.number), note=one.product, links=_links(one, changes=changes)),
                    Cell(tag=tag_of(one.state), note=_became(one)),
                    Cell(short_day(one.expires_on)),
                    Cell(shown_pounds(one.value_pence)),
                )
            )
            for one in vouchers
        ],
        Empty("No vouchers"),
        id="vouchers",
    )


def _links(one: ShownVoucher, *, changes: bool) -> tuple[Link, ...]:
    number = written_number(one.number)
    if one.state is VoucherState.ISSUED:
        printed = Link("Print it", reverse("prescriber:voucher", args=[one.id]), number)
        ended = Link("Cancel it", reverse("prescriber:cancel_voucher", args=[one.id]), number)
        return (printed, ended) if changes else (printed,)
    again = Link("Issue another", reverse("prescriber:issue_voucher", args=[one.id]), number)
    return (again,) if changes and one.state in ENDED and one.is_newest else ()


def _became(one: ShownVoucher) -> str:
    """What a shop gave for it, or why it was cancelled."""
    if one.state is not VoucherState.REDEEMED:
        return one.why
    added = f", and the person added {shown_pounds(one.top_up_pence)}" if one.top_up_pence else ""
    return f"{one.sold}, by {one.retailer}, for {shown_pounds(one.paid_pence or 0)}{added}"


@dataclass(frozen=True, slots=True)
class PrintedVoucher:
    """One page for the person to take to a shop: nothing on it says who they are."""

    number: str
    qr: Symbol
    crumbs: tuple[Crumb, ...]
    facts: tuple[Fact, ...]
    shops: tuple[str, ...]
    free: str


@page(Permission.SEE_PERSON, methods=("GET",))
def voucher(request: PageRequest, voucher_id: UUID) -> HttpResponseBase:
    """The voucher to print. Whoever opens it learns what somebody was prescribed, so it is written down."""
    at = now_is(now())
    with reading(request.scope):
        one = _found(request, voucher_id)
        opened(request.scope, one.person_id, at)
        partners = partners_of(request.scope.contract_id, at.today)
    shown = PrintedVoucher(
        written_number(one.number),
        qr_code(one.number),
        _crumbs(one),
        (
            Fact("For", one.product, note=plural(one.quantity, "piece")),
            Fact("Worth", shown_pounds(one.value_pence)),
            Fact("Use it until", day(one.expires_on)),
            Fact("State", tag_of(one.state)),
        ),
        tuple(partner.name for partner in partners if partner.kind == "RETAILER"),
        TOLD_FREE,
    )
    return render(request, "prescriber/voucher.html", shown)


class CancelVoucherForm(HandrailForm):
    """Why it ends."""

    why = fields.TextField("Why?", longest=200, missing="Say why the voucher is cancelled")

    voucher_id: UUID

    def to_request(self) -> VoucherToCancel:
        """What the form asks for."""
        return VoucherToCancel(self.voucher_id, self.cleaned_data["why"])


@page(Permission.CHANGE_ORDER)
def cancel_voucher(request: PageRequest, voucher_id: UUID) -> HttpResponseBase:
    """Cancel a voucher."""
    with reading(request.scope):
        one = _found(request, voucher_id)
    form = CancelVoucherForm(request.POST if request.method == "POST" else None)
    form.voucher_id = voucher_id
    if request.method == "POST" and submit(request, form, cancel) is not None:
        return go(request, "prescriber:order", one.order_id, flash="The voucher is cancelled.")
    intro = ("No shop takes it from now on. Tell the person, and ask for the paper back.",)
    shown = FormPage(
        f"Cancel voucher {written_number(one.number)}?", form, "Cancel the voucher", _back(one), _crumbs(one), intro,
        facts=(Fact("For", one.product), Fact("Worth", shown_pounds(one.value_pence))), kind="warning",
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


class IssueAgainForm(HandrailForm):
    """Needs nothing but the wish."""

    voucher_id: UUID

    def to_request(self) -> UUID:
        """In whose place."""
        return self.voucher_id


@page(Permission.CHANGE_ORDER)
def issue_voucher(request: PageRequest, voucher_id: UUID) -> HttpResponseBase:
    """Issue another voucher in the place of one that ended."""
    with reading(request.scope):
        one = _found(request, voucher_id)
    form = IssueAgainForm(request.POST if request.method == "POST" else None)
    form.voucher_id = voucher_id
    if request.method == "POST" and (made := submit(request, form, issue_voucher_again)) is not None:
        return go(request, "prescriber:voucher", made, flash="Another voucher was issued. Print it for the person.")
    intro = ("It has a number of its own, is worth today's price, and the old one stays ended.",)
    shown = FormPage(f"Issue another voucher for {one.product}?", form, "Issue it", _back(one), _crumbs(one), intro)
    return render(request, FORM, shown, form=form)


def _found(request: PageRequest, voucher_id: UUID) -> ShownVoucher:
    one = shown_voucher(request.scope, voucher_id)
    if one is None:
        raise refuse(CallReason.NOT_FOUND, "voucher_id")
    return one


def _back(one: ShownVoucher) -> Link:
    return Link("Back to the order", reverse("prescriber:order", args=[one.order_id]))


def _crumbs(one: ShownVoucher) -> tuple[Crumb, ...]:
    return (Crumb("Order", reverse("prescriber:order", args=[one.order_id])),)
