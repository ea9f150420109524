"""The form by which a shop takes a voucher: what was sold, for how much, and what the person added for a dearer one.
Refuses nothing itself: `redeem_voucher` decides."""

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.redeem_voucher import VoucherSale, redeem_voucher
from handrail.vouchers.queries.by_number import voucher_by_number
from handrail.vouchers.rules.free import TOLD_FREE
from handrail.vouchers.rules.redeeming import Sale
from handrail.web.admin.shapes import FormPage
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Link, Notice
from handrail.web.shared.views import go, page, render, submit
from handrail.web.shop.voucher import facts_of, holds


class SaleForm(HandrailForm):
    """What was sold for the voucher."""

    sold = fields.TextField("What did you sell?", longest=200, hint="Name and maker, as on the label")
    same = fields.TickField("It is what the voucher is for, or something dearer of the same kind")
    price_pence = fields.MoneyField("Its whole price, with VAT", exact=True)
    top_up_pence = fields.MoneyField(
        "What the person paid of it",
        required=False,
        hint="Leave it empty unless they chose something dearer",
        exact=True,
    )
    chosen = fields.TickField("They chose something dearer themselves", required=False)
    told = fields.TickField("I told them before that what the voucher is for is free", required=False)

    number: str
    product_code: str

    def to_request(self) -> VoucherSale:
        """What the form asks for."""
        given = self.cleaned_data
        sale = Sale(
            self.product_code, given["sold"], given["price_pence"], given["top_up_pence"] or 0, given["chosen"],
            given["told"],
        )  # fmt: skip
        return VoucherSale(self.number, sale)


@page(Permission.REDEEM_VOUCHER)
def redeem(request: PageRequest) -> HttpResponseBase:
    """Take the voucher of this number (`?number=`)."""
    with reading(request.scope):
        found = voucher_by_number(request.scope, request.GET.get("number", ""))
    if found is None:
        return redirect("shop:voucher")
    back = f"{reverse('shop:voucher')}?{urlencode({'number': found.number})}"
    form = SaleForm(request.POST if request.method == "POST" else None)
    form.number, form.product_code = found.number, found.facts.product_code
    if request.method == "POST" and (done := submit(request, form, redeem_voucher)) is not None:
        return go(request, back, flash=f"The voucher was taken. The service owes you {shown_pounds(done.owed_pence)}.")
    if request.method == "GET" and not holds(found):
        return redirect(back)
    shown = FormPage(
        "Take the voucher", form, "Take the voucher", Link("Cancel", back), (Crumb("Voucher", back),),
        facts=facts_of(found), notice=Notice("Say this to the person before they pay anything", (TOLD_FREE,)),
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)
