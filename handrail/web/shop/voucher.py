"""What a shop sees of a voucher whose number it types or scans: what for, worth how much, and whether it can be used.
Refuses lists: a voucher is seen by whoever holds its number."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.vouchers.queries.by_number import VoucherByNumber, voucher_by_number
from handrail.vouchers.rules.numbers import written_number
from handrail.vouchers.rules.paying import reasons_against_undoing_in_shop
from handrail.vouchers.states import VoucherState
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact, Link, Notice, Tone
from handrail.web.shared.views import page, render
from handrail.wording import tag_of
from handrail.wording.shown import day, day_and_time, plural


class NumberForm(FilterForm):
    """Which voucher."""

    number = fields.SearchField("Number of the voucher", hint="Type it or scan it. Hyphens may be left out")


@dataclass(frozen=True, slots=True)
class VoucherPage:
    """The form, and what was found: nothing before a number was given. `take`: what can be done with it."""

    form: NumberForm
    title: str = "Take a voucher"
    notice: Notice | None = None
    facts: tuple[Fact, ...] = ()
    take: Link | None = None


@page(Permission.REDEEM_VOUCHER, methods=("GET",))
def voucher(request: PageRequest) -> HttpResponseBase:
    """A voucher by its number (`?number=`)."""
    form, asked = NumberForm(request.GET or None), request.GET.get("number", "").strip()
    if not asked:
        return render(request, "shop/voucher.html", VoucherPage(form))
    with reading(request.scope):
        found = voucher_by_number(request.scope, asked)
    if found is None:
        check = "Check each letter and figure. There is no 0, O, 1, I or L in it."
        unknown = Notice("No voucher has this number", (check,), Tone.STOP)
        return render(request, "shop/voucher.html", VoucherPage(form, notice=unknown))
    href = f"{reverse('shop:redeem')}?{urlencode({'number': found.number})}"
    take = Link("Take this voucher", href) if holds(found) else None
    if may_undo(request.scope, found):
        take = Link("Take it back", f"{reverse('shop:undo')}?{urlencode({'number': found.number})}")
    shown = VoucherPage(form, facts=(*facts_of(found), *_sold(request.scope, found)), take=take)
    return render(request, "shop/voucher.html", shown)


def holds(found: VoucherByNumber) -> bool:
    """Whether it can be used today."""
    return found.facts.state is VoucherState.ISSUED and london_today() <= found.facts.expires_on


def may_undo(scope: Scope, found: VoucherByNumber) -> bool:
    """Whether this shop took it today, and may take that back."""
    against = any(reasons_against_undoing_in_shop(found.redeemed, today=london_today()))
    return found.retailer_id == scope.partner_id and not against


def facts_of(found: VoucherByNumber) -> tuple[Fact, ...]:
    """What it is for, worth how much, until when, and how it stands."""
    over = found.facts.state is VoucherState.ISSUED and not holds(found)
    state = VoucherState.EXPIRED if over else found.facts.state
    return (
        Fact("Voucher", written_number(found.number)),
        Fact("State", tag_of(state)),
        Fact("For", found.product, note=f"{found.facts.product_code}, {plural(found.quantity, 'piece')}"),
        Fact("Worth", shown_pounds(found.facts.value_pence)),
        Fact("Last day", day(found.facts.expires_on)),
    )


def _sold(scope: Scope, found: VoucherByNumber) -> tuple[Fact, ...]:
    """What this shop sold for it."""
    if found.retailer_id != scope.partner_id or found.redeemed_at is None or found.paid_pence is None:
        return ()
    return (
        Fact("You sold", found.sold, note=day_and_time(found.redeemed_at)),
        Fact("The service owes you", shown_pounds(found.paid_pence), note=_paid(found)),
    )


def _paid(found: VoucherByNumber) -> str:
    return f"Paid on {day(found.shop_paid_on)}, {found.reference}" if found.shop_paid_on else ""
