"""A shop reads what it is owed and by which payment it came; the pool manager pays it, or takes back what was wrong."""

import csv
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from tests.vouchers.vouchering import AFTER, issued, kept, redeemed
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
SHOPS, OWED = reverse("spending:shops"), reverse("shop:owed")


def post(client: Any, address: str, **given: str) -> Any:
    return client.post(address, {"idempotency_key": str(fresh_id()), **given}, follow=True)


def test_a_month_is_paid_and_the_shop_reads_by_which_reference(county: County, clock: time_machine.Traveller) -> None:
    had, shop_id = issued(county), county.partner("Market Street Pharmacy")
    redeemed(county, had, price=1650)
    number = kept(county, had.line_id).number
    of_march = f"{reverse('spending:shop', args=[shop_id])}?month=2026-03"
    money = signed_in(county, "money")
    shown = money.get(SHOPS).content.decode()
    assert "Shops are owed £16.50 in all." in shown
    assert of_march in shown
    assert "It is paid once the month is over." in money.get(of_march).content.decode()
    clock.move_to("2026-04-10T09:00:00Z")
    money, shop = signed_in(county, "money"), signed_in(county, "shop")
    before = money.get(of_march).content.decode()
    assert "Pay £16.50" in before
    assert number not in before
    pay = f"{reverse('spending:pay_shop', args=[shop_id])}?month=2026-03"
    day = {"paid_on-day": "9", "paid_on-month": "4", "paid_on-year": "2026"}
    assert "Mark £16.50" not in money.get(pay).content.decode()
    assert (
        "£16.50 is marked as paid to Market Street Pharmacy."
        in post(money, pay, **day, reference="BACS 17").content.decode()
    )
    after = money.get(of_march).content.decode()
    assert "9 Apr 2026, BACS 17" in after
    assert "Take back" not in after
    told = shop.get(OWED).content.decode()
    assert "9 Apr 2026, BACS 17" in told
    assert number[:4] in told
    assert "Voucher Holder" not in told
    looked = shop.get(reverse("shop:voucher"), {"number": number}).content.decode()
    assert "BACS 17" in looked
    answer: Any = shop.get(OWED, {"month": "2026-03", "format": "csv"})
    (row,) = csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (row["Owed"], row["Paid on"], row["Reference"]) == ("16.50", "2026-04-09", "BACS 17")
    answer = money.get(SHOPS, {"format": "csv"})
    (row,) = csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (row["Shop"], row["Still owed"], row["Reference"]) == ("Market Street Pharmacy", "0.00", "BACS 17")


def test_what_was_taken_by_mistake_is_taken_back_in_the_shop_or_by_the_pool_manager(county: County) -> None:
    had = issued(county)
    redeemed(county, had)
    number, shop = kept(county, had.line_id).number, signed_in(county, "shop")
    look = shop.get(reverse("shop:voucher"), {"number": number}).content.decode()
    undo = f"{reverse('shop:undo')}?number={number}"
    assert undo in look
    assert "Take it back" in shop.get(undo).content.decode()
    assert "The voucher can be used again." in post(shop, undo).content.decode()
    assert shop.get(undo).status_code == 302
    redeemed(county, had)
    money, address = signed_in(county, "money"), reverse("spending:undo_voucher", args=[had.voucher_id])
    assert "Say why" in post(money, address, why="").content.decode()
    assert "the voucher can be used again until" in money.get(address).content.decode()
    assert "the voucher can be used again" in post(money, address, why="Typed twice").content.decode()
    assert kept(county, had.line_id).state == "ISSUED"
    story = signed_in(county, "therapist").get(reverse("person:person", args=[had.who.id])).content.decode()
    assert "its use in a shop was taken back" in story


def test_after_its_last_day_a_voucher_that_is_taken_back_is_not_said_to_be_usable(
    county: County, clock: time_machine.Traveller
) -> None:
    had = issued(county)
    redeemed(county, had)
    clock.move_to(AFTER)
    money, address = signed_in(county, "money"), reverse("spending:undo_voucher", args=[had.voucher_id])
    assert "its last day was 1 Jun 2026, so it expires." in money.get(address).content.decode()
    told = post(money, address, why="Typed twice").content.decode()
    assert "It was taken back: its last day was 1 Jun 2026, so it expires." in told


def test_who_only_sees_money_pays_nobody_and_a_shop_sees_no_other(county: County) -> None:
    had, shop_id = issued(county), county.partner("Market Street Pharmacy")
    redeemed(county, had)
    reader = signed_in(county, "commissioner")
    shown = reader.get(reverse("spending:shop", args=[shop_id])).content.decode()
    assert "Take back" not in shown
    assert reader.get(reverse("spending:pay_shop", args=[shop_id])).status_code == 403
    assert reader.get(reverse("spending:shop", args=[fresh_id()])).status_code == 404
    assert signed_in(county, "shop").get(SHOPS).status_code == 403
