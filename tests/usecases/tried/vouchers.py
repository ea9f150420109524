"""Each use case of vouchers: its situation, what it writes, and who of two wins."""

from dataclasses import replace

from handrail.core.moment import now_is
from handrail.identity.calls import Call
from handrail.simulation.set_up import County
from handrail.usecases.keep_vouchers import (
    VouchersExpired,
    VoucherToCancel,
    cancel_voucher,
    expire_vouchers,
    issue_voucher_again,
)
from handrail.usecases.pay_shop import ShopToPay, pay_shop
from handrail.usecases.redeem_voucher import redeem_voucher
from handrail.usecases.undo_redemption import RedemptionToUndo, undo_in_shop, undo_redemption
from tests.usecases.tried.case import Case
from tests.vouchers.vouchering import AFTER, IN_APRIL, InHand, expired, issued, kept, paid_for, redeemed, sale

SHOWN = "vouchers/test_keep.py::test_"
VOUCHER = "vouchers_voucher vouchers_voucherhistory"
MONEY = "ledger_balance ledger_entry ledger_posting"


def over(county: County) -> None:
    issued(county)


def after_its_last_day(call: Call) -> Call:
    return replace(call, at=now_is(AFTER))


def in_april(call: Call) -> Call:
    return replace(call, at=now_is(IN_APRIL))


def used(county: County) -> InHand:
    had = issued(county)
    redeemed(county, had)
    return had


def owed(county: County) -> ShopToPay:
    had = used(county)
    return paid_for(county, reference=f"BACS {had.voucher_id}")


CASES = {
    "pay_shop": Case(
        pay_shop, owed, "money", f"vouchers_shoppayment vouchers_voucher {MONEY}", called=in_april,
        refused="VOUCHER_NOTHING_OWED VOUCHER_REFERENCE_USED",
        shown="vouchers/test_paying.py::test_a_shop_is_paid_for_a_month_once_with_its_entry_and_reference",
    ),
    "undo_in_shop": Case(
        undo_in_shop, lambda c: kept(c, used(c).line_id).number, "shop", f"{VOUCHER} {MONEY}",
        refused="VOUCHER_NOT_REDEEMED",
        shown="vouchers/test_paying.py::test_a_shop_takes_back_what_it_took_today_and_the_value_is_kept_again",
    ),
    "undo_redemption": Case(
        undo_redemption, lambda c: RedemptionToUndo(used(c).voucher_id, "A mistake"), "money", f"{VOUCHER} {MONEY}",
        refused="VOUCHER_NOT_REDEEMED",
        shown="vouchers/test_paying.py::test_the_pool_manager_takes_it_back_with_a_reason_until_it_is_paid",
    ),
    "redeem_voucher": Case(
        redeem_voucher, lambda c: sale(c, issued(c)), "shop", f"{VOUCHER} {MONEY}", refused="VOUCHER_REDEEMED_ALREADY",
        shown="vouchers/test_redeem.py::test_what_the_shop_asked_for_is_spent_and_owed_to_it_and_the_rest_is_free",
    ),
    "cancel_voucher": Case(
        cancel_voucher, lambda c: VoucherToCancel(issued(c).voucher_id, "Has one already"), "therapist",
        f"{VOUCHER} {MONEY}", refused="VOUCHER_CANCELLED",
        shown=f"{SHOWN}one_that_is_cancelled_is_worth_nothing_and_says_why",
    ),
    "issue_voucher_again": Case(
        issue_voucher_again, lambda c: expired(c).voucher_id, "therapist", f"{VOUCHER} {MONEY}",
        called=after_its_last_day, refused="VOUCHER_ANOTHER_WAS_ISSUED",
        shown=f"{SHOWN}another_is_issued_for_one_that_expired_as_the_contract_says_on_that_day",
    ),
    "expire_vouchers": Case(
        expire_vouchers, over, "system", f"{VOUCHER} {MONEY}", called=after_its_last_day,
        nothing=VouchersExpired(0, False),
        shown=f"{SHOWN}one_expires_the_day_after_its_last_and_lets_go_what_was_kept",
    ),
}  # fmt: skip
