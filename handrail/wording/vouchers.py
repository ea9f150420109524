"""Words for vouchers, how they stand and why one cannot be used, and for what people buy themselves.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.needs.self_purchase import SelfPurchaseReason
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.states import VoucherState
from handrail.wording.family import Family

REASONS: Mapping[str, str] = {
    VoucherReason.UNKNOWN: "No voucher has this number. Check each letter and figure",
    VoucherReason.EXPIRED: "This voucher has expired",
    VoucherReason.CANCELLED: "This voucher was cancelled",
    VoucherReason.REDEEMED: "This voucher was used already",
    VoucherReason.STILL_HOLDS: "This voucher can still be used. Cancel it first if another is needed",
    VoucherReason.ANOTHER_ISSUED: "Another voucher was issued in its place",
    VoucherReason.WHY_MISSING: "Say why",
    VoucherReason.NOT_A_SHOP: "Only an accredited shop or pharmacy may use vouchers",
    VoucherReason.ANOTHER_PRODUCT: "This voucher is for another product: {product}",
    VoucherReason.SOLD_MISSING: "Say what was sold",
    VoucherReason.NOT_AN_AMOUNT: "The price cannot be less than what the person pays, and neither can be below £0",
    VoucherReason.ABOVE_VALUE: "The voucher is worth {value_pence:pounds}, and the service pays no more. Only "
    "somebody who chose something dearer pays the rest",
    VoucherReason.CHARGED_FOR_FREE: "The person must not pay before the voucher is used up: it is worth "
    "{value_pence:pounds}",
    VoucherReason.TOP_UP_NOT_CHOSEN: "A person pays only for something dearer that they chose themselves",
    VoucherReason.TOP_UP_NOT_TOLD: "Tell the person first that what the voucher is for is free",
    VoucherReason.NOT_REDEEMED: "This voucher is not used, so there is nothing to take back",
    VoucherReason.OF_ANOTHER_DAY: "A shop takes back a voucher on the day on which it took it. Ask the service",
    VoucherReason.PAID: "The shop was paid for this voucher, so it stays as it is",
    VoucherReason.NOTHING_OWED: "Nothing is owed for this month any more",
    VoucherReason.MONTH_NOT_OVER: "The month is not over yet. Pay it once it is",
    VoucherReason.REFERENCE_MISSING: "Say by which reference the payment is known",
    VoucherReason.REFERENCE_USED: "A payment to this shop has this reference already",
    VoucherReason.PAID_TOO_EARLY: "The day must not be before the month that is paid for",
    VoucherReason.PAID_IN_FUTURE: "The day is still to come",
}
STATES: Mapping[str, str] = {
    VoucherState.ISSUED: "Can be used",
    VoucherState.REDEEMED: "Used",
    VoucherState.EXPIRED: "Expired",
    VoucherState.CANCELLED: "Cancelled",
}

SELF_PURCHASE: Mapping[str, str] = {
    SelfPurchaseReason.NOT_TOLD: "Tell them first that the service gives it free of charge",
    SelfPurchaseReason.PIECES: "How many must be between 1 and {most}",
    SelfPurchaseReason.PRODUCT_UNKNOWN: "Choose something of the catalogue",
    SelfPurchaseReason.ENDED_ALREADY: "Somebody has recorded already that they do not buy it",
    SelfPurchaseReason.WHY_MISSING: "Say why they do not buy it after all",
}

FAMILIES = (
    Family(SelfPurchaseReason, SELF_PURCHASE),
    Family(VoucherReason, REASONS),
    Family(
        VoucherState,
        STATES,
        {
            VoucherState.ISSUED: "blue",
            VoucherState.REDEEMED: "green",
            VoucherState.EXPIRED: "orange",
            VoucherState.CANCELLED: "grey",
        },
    ),
)
