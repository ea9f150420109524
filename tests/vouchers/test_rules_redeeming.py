"""What must be free is never charged for; a shop asks for no more than the value, for what it is for, in time."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handrail.catalogue.states import SupplyRoute
from handrail.partners.terms import Terms
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.rules.free import must_be_free
from handrail.vouchers.rules.redeeming import Sale, VoucherFacts, reasons_against_sale
from handrail.vouchers.states import VoucherState

R = VoucherReason
LIMIT = Terms().free_adaptation_limit_pence
LAST = date(2026, 6, 1)
VOUCHER = VoucherFacts(VoucherState.ISSUED, "DLV-016", SupplyRoute.RETAIL_VOUCHER, 1700, LAST)
PLAIN = Sale("DLV-016", "Kettle tipper", 1700)
DEARER = Sale("DLV-016", "Kettle tipper, chrome", 2500, 800, chosen=True, told=True)


def against(voucher: VoucherFacts, sale: Sale, today: date = LAST) -> list[Any]:
    return [one.code for one in reasons_against_sale(voucher, sale, today=today, adaptation_limit_pence=LIMIT)]


@pytest.mark.parametrize("route", [one for one in SupplyRoute if one is not SupplyRoute.ADAPTATION])
@pytest.mark.parametrize("pence", [0, 1, LIMIT, LIMIT + 1, 5_000_000])
def test_an_aid_is_free_without_a_ceiling(route: SupplyRoute, pence: int) -> None:
    assert must_be_free(route, pence, LIMIT)


@pytest.mark.parametrize(("pence", "free"), [(0, True), (99_999, True), (100_000, True), (100_001, False)])
def test_a_minor_adaptation_is_free_up_to_a_thousand_pounds_and_at_it(pence: int, free: bool) -> None:
    assert LIMIT == 100_000
    assert must_be_free(SupplyRoute.ADAPTATION, pence, LIMIT) is free


@pytest.mark.parametrize("pence", [0, 1650, 1700])
def test_what_costs_no_more_than_its_value_is_paid_by_the_service_alone(pence: int) -> None:
    sale = replace(PLAIN, price_pence=pence)
    assert against(VOUCHER, sale) == []
    assert sale.asked_pence == pence


def test_a_dearer_one_is_topped_up_only_where_it_was_chosen_by_somebody_who_was_told() -> None:
    assert against(VOUCHER, DEARER) == []
    assert DEARER.asked_pence == 1700
    assert against(VOUCHER, replace(DEARER, chosen=False)) == [R.TOP_UP_NOT_CHOSEN]
    assert against(VOUCHER, replace(DEARER, told=False)) == [R.TOP_UP_NOT_TOLD]


@pytest.mark.parametrize(("price", "top_up"), [(1700, 1), (1700, 1700), (500, 100), (2500, 801), (2500, 2500)])
def test_nobody_pays_while_anything_of_the_voucher_is_left(price: int, top_up: int) -> None:
    assert against(VOUCHER, replace(DEARER, price_pence=price, top_up_pence=top_up)) == [R.CHARGED_FOR_FREE]


def test_for_no_amount_of_any_aid_a_charge_is_made_below_the_value() -> None:
    """However much an aid costs: there is no ceiling above which the person may be asked to share."""
    dear = replace(VOUCHER, value_pence=400_000)
    assert against(dear, replace(DEARER, price_pence=400_000, top_up_pence=1)) == [R.CHARGED_FOR_FREE]
    assert against(dear, replace(PLAIN, price_pence=400_000)) == []


def test_a_shop_asks_for_no_more_than_the_value_and_for_no_negative_amount() -> None:
    assert against(VOUCHER, replace(PLAIN, price_pence=1701)) == [R.ABOVE_VALUE]
    assert against(VOUCHER, replace(DEARER, top_up_pence=799)) == [R.ABOVE_VALUE]
    for price, top_up in ((-1, 0), (1700, -1), (100, 200)):
        assert against(VOUCHER, replace(DEARER, price_pence=price, top_up_pence=top_up)) == [R.NOT_AN_AMOUNT]


def test_it_is_for_its_product_alone_and_says_what_was_sold() -> None:
    other = replace(PLAIN, product_code="SEN-030", sold="")
    assert against(VOUCHER, other) == [R.ANOTHER_PRODUCT, R.SOLD_MISSING]


@pytest.mark.parametrize(
    ("state", "code"),
    [(VoucherState.REDEEMED, R.REDEEMED), (VoucherState.EXPIRED, R.EXPIRED), (VoucherState.CANCELLED, R.CANCELLED)],
)
def test_one_that_ended_is_worth_nothing(state: VoucherState, code: VoucherReason) -> None:
    assert against(replace(VOUCHER, state=state), PLAIN) == [code]


def test_its_last_day_counts_whole_and_the_next_does_not() -> None:
    assert against(VOUCHER, PLAIN, LAST) == []
    assert against(VOUCHER, PLAIN, date(2026, 6, 2)) == [R.EXPIRED]
