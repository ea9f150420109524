"""The till of a shop: a voucher by its number, taken once, with each refusal by its code."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from tests.api.api_calls import caller
from tests.situations import northdown
from tests.vouchers.vouchering import issued, kept, redeemed

pytestmark = pytest.mark.django_db


def test_a_till_looks_a_voucher_up_and_takes_it_once() -> None:
    county = northdown()
    had, till = issued(county), caller(county, "shop")
    number = kept(county, had.line_id).number
    seen = till.get(f"/vouchers/{number}")
    assert seen.body == {
        "number": number, "state": "ISSUED", "product_code": "DLV-016", "product": "Kettle tipper", "quantity": 1,
        "value_pence": 1700, "expires_on": "2026-06-01",
    }  # fmt: skip
    sold = {"number": number, "product_code": "DLV-016", "sold": "Kettle tipper, chrome", "price_pence": 2500}
    above = till.post("/voucher-redemptions", sold)
    assert (above.status, above.code) == (422, "VOUCHER_ABOVE_ITS_VALUE")
    for field, typed in (("price_pence", "25,00"), ("price_pence", "GBP25"), ("top_up_pence", "8,00")):
        assert till.post("/voucher-redemptions", {**sold, field: typed}).status == 422, typed
    topped = {**sold, "top_up_pence": 800, "chosen": True, "told": True}
    first, again = (
        till.post("/voucher-redemptions", topped, key="t-1"),
        till.post("/voucher-redemptions", topped, key="t-1"),
    )
    assert first.body == again.body == {"voucher_id": str(had.voucher_id), "owed_pence": 1700, "top_up_pence": 800}
    assert till.post("/voucher-redemptions", topped, key="t-2").code == "VOUCHER_REDEEMED_ALREADY"
    assert till.get(f"/vouchers/{number}").body["state"] == "REDEEMED"
    assert (till.get("/vouchers/2222-2222-2222").status, till.get("/loans").status) == (404, 403)
    assert caller(county, "nurse").get(f"/vouchers/{number}").status == 403


def test_a_till_takes_back_what_it_took_by_mistake_on_the_same_day() -> None:
    county = northdown()
    had, till = issued(county), caller(county, "shop")
    wanted = {"number": kept(county, had.line_id).number}
    assert till.post("/voucher-redemptions/undo", wanted).status == 422
    redeemed(county, had)
    undone = till.post("/voucher-redemptions/undo", wanted, key="u-1")
    assert undone.body == till.post("/voucher-redemptions/undo", wanted, key="u-1").body
    assert undone.body == {"voucher_id": str(had.voucher_id)}
    assert till.get(f"/vouchers/{wanted['number']}").body["state"] == "ISSUED"
    assert caller(county, "nurse").post("/voucher-redemptions/undo", wanted).status == 403


def test_the_pool_manager_takes_it_back_on_a_later_day_with_a_reason(clock: Traveller) -> None:
    county = northdown()
    had, manager = issued(county), caller(county, "money")
    wanted = {"number": kept(county, had.line_id).number, "why": "Nobody was given anything"}
    redeemed(county, had)
    clock.shift(timedelta(days=2))
    path = "/voucher-redemptions/withdraw"
    assert caller(county, "shop").post("/voucher-redemptions/undo", {"number": wanted["number"]}).status == 422
    assert caller(county, "shop").post(path, wanted).status == 403
    assert manager.post(path, {**wanted, "why": " "}).status == 422
    assert manager.post(path, {**wanted, "number": "2222-2222-2222"}).status == 404
    taken = manager.post(path, wanted, key="w-1")
    assert taken.body == manager.post(path, wanted, key="w-1").body
    assert taken.body == {"voucher_id": str(had.voucher_id)}
    assert manager.post(path, wanted, key="w-2").status == 422
    assert caller(county, "shop").get(f"/vouchers/{wanted['number']}").body["state"] == "ISSUED"
