"""A shop types a number, reads what the voucher is for, and takes it; its pages name nobody."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.vouchers.rules.numbers import written_number
from handrail.web.shop.redeem import SaleForm
from tests.vouchers.vouchering import expired, issued, kept
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
LOOK = reverse("shop:voucher")


def taken(**also: str) -> dict[str, str]:
    return {
        "sold": "Kettle tipper, white",
        "same": "on",
        "price_pence": "16.50",
        "idempotency_key": str(fresh_id()),
    } | also


def test_a_voucher_is_looked_up_and_taken(county: County) -> None:
    had = issued(county)
    number, shop = kept(county, had.line_id).number, signed_in(county, "shop")
    found = shop.get(LOOK, {"number": written_number(number).lower()}).content.decode()
    assert "Kettle tipper" in found
    assert "£17.00" in found
    assert "Voucher Holder" not in found
    href = f"{reverse('shop:redeem')}?number={number}"
    assert f'href="{href}"' in found
    wrong = shop.post(href, taken(price_pence="25.00", top_up_pence="9.00"))
    assert wrong.status_code == 422
    assert "The person must not pay before the voucher is used up: it is worth £17.00" in wrong.content.decode()
    done = shop.post(href, taken(price_pence="25.00", top_up_pence="8.00", chosen="on", told="on"), follow=True)
    shown = done.content.decode()
    assert "The voucher was taken. The service owes you £17.00." in shown
    assert "Kettle tipper, white" in shown
    assert "Take this voucher" not in shown
    assert shop.get(href).status_code == 302


@pytest.mark.parametrize("typed", ["8,00", "GBP1.50", "1.50 GBP", "£8.00"])
def test_what_is_no_plain_amount_of_pounds_is_refused_at_its_field(typed: str) -> None:
    form = SaleForm(taken(price_pence=typed, top_up_pence=typed))
    assert set(form.errors) >= {"price_pence", "top_up_pence"}


def test_what_cannot_be_used_says_why_and_a_slip_is_no_voucher(county: County) -> None:
    shop = signed_in(county, "shop")
    number = kept(county, expired(county).line_id).number
    shown = shop.get(LOOK, {"number": number}).content.decode()
    assert "Expired" in shown
    assert "Take this voucher" not in shown
    other = number[:-1] + ("3" if number.endswith("2") else "2")
    assert "No voucher has this number" in shop.get(LOOK, {"number": other}).content.decode()
    assert "No voucher has this number" not in shop.get(LOOK).content.decode()
