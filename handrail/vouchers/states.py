"""Owns: the states of a voucher, and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from enum import StrEnum


class VoucherState(StrEnum):
    """Where a voucher stands. Only ISSUED is worth something; what takes the place of one that ended is another."""

    ISSUED = "ISSUED"
    REDEEMED = "REDEEMED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


class VoucherEvent(StrEnum):
    """What can happen to a voucher."""

    REDEEM = "REDEEM"
    EXPIRE = "EXPIRE"
    CANCEL = "CANCEL"
    UNDO = "UNDO"


_S, _E = VoucherState, VoucherEvent

INITIAL: frozenset[VoucherState] = frozenset({_S.ISSUED})
# Stands for its order line: there is one of these at most.
STANDS: frozenset[VoucherState] = frozenset({_S.ISSUED, _S.REDEEMED})
# Ended without the person having anything of it: another may be issued in its place.
ENDED: frozenset[VoucherState] = frozenset({_S.EXPIRED, _S.CANCELLED})

MOVES: dict[tuple[VoucherState, VoucherEvent], VoucherState] = {
    (_S.ISSUED, _E.REDEEM): _S.REDEEMED,
    (_S.ISSUED, _E.EXPIRE): _S.EXPIRED,
    (_S.ISSUED, _E.CANCEL): _S.CANCELLED,
    (_S.REDEEMED, _E.UNDO): _S.ISSUED,
}
