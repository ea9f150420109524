"""Words for vouchers: how they stand, and why one cannot be used.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.states import VoucherState
from handrail.wording.family import Family

REASONS: Mapping[str, str] = {
    VoucherReason.EXPIRED: "This voucher has expired",
    VoucherReason.CANCELLED: "This voucher was cancelled",
    VoucherReason.REDEEMED: "This voucher was used already",
    VoucherReason.STILL_HOLDS: "This voucher can still be used. Cancel it first if another is needed",
    VoucherReason.ANOTHER_ISSUED: "Another voucher was issued in its place",
    VoucherReason.WHY_MISSING: "Say why the voucher is cancelled",
}
STATES: Mapping[str, str] = {
    VoucherState.ISSUED: "Can be used",
    VoucherState.REDEEMED: "Used",
    VoucherState.EXPIRED: "Expired",
    VoucherState.CANCELLED: "Cancelled",
}

FAMILIES = (
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
