"""Why a voucher cannot be redeemed, cancelled or issued anew.
Refuses nothing; `docs/vouchers.md` says when each is given."""

from enum import StrEnum


class VoucherReason(StrEnum):
    """Why not."""

    EXPIRED = "VOUCHER_EXPIRED"
    CANCELLED = "VOUCHER_CANCELLED"
    REDEEMED = "VOUCHER_REDEEMED_ALREADY"
    STILL_HOLDS = "VOUCHER_STILL_HOLDS"
    ANOTHER_ISSUED = "VOUCHER_ANOTHER_WAS_ISSUED"
    WHY_MISSING = "VOUCHER_WHY_MISSING"
