"""Owns: whether a voucher may be cancelled, and whether another may be issued in its place.
Refuses nothing itself; use cases raise what is found."""

from collections.abc import Iterator

from handrail.core.refusal import Reason
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.states import ENDED, VoucherState

# Why a voucher ends with the person's death.
DIED = "They have died"
_ENDED_BY = {
    VoucherState.REDEEMED: VoucherReason.REDEEMED,
    VoucherState.EXPIRED: VoucherReason.EXPIRED,
    VoucherState.CANCELLED: VoucherReason.CANCELLED,
}


def reasons_against_cancelling(state: VoucherState, why: str) -> Iterator[Reason]:
    """Only one that holds, and for a reason that is said."""
    if state in _ENDED_BY:
        yield Reason(_ENDED_BY[state], "voucher_id")
    if not why:
        yield Reason(VoucherReason.WHY_MISSING, "why")


def reasons_against_another(state: VoucherState, *, is_newest: bool) -> Iterator[Reason]:
    """Only in the place of the last one of its line, once that ended without the person having anything of it."""
    if state is VoucherState.ISSUED:
        yield Reason(VoucherReason.STILL_HOLDS, "voucher_id")
    elif state not in ENDED:
        yield Reason(VoucherReason.REDEEMED, "voucher_id")
    elif not is_newest:
        yield Reason(VoucherReason.ANOTHER_ISSUED, "voucher_id")


def ended_by(state: VoucherState) -> VoucherReason | None:
    """Why a voucher in this state is worth nothing; None for one that holds."""
    return _ENDED_BY.get(state)
