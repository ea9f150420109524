"""Owns: what must be kept and spent for the order line of a voucher, by how the voucher stands.
Refuses nothing: money follows what happened."""

from uuid import UUID

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.standing import LineStanding, Supply
from handrail.vouchers.states import VoucherState


def standing_of(line_id: UUID, state: VoucherState, pence: int, pieces: int = 1) -> LineStanding:
    """ISSUED: its value is kept. REDEEMED: what the shop asked for it is spent, and owed to the shop. Ended: nothing.
    `pence`: its value, or what was asked for it."""
    if state is VoucherState.REDEEMED:
        return LineStanding(line_id, pence, pieces, pieces, Supply.DELIVERED, owed_to=AccountKind.RETAILER)
    supply = Supply.PROMISED if state is VoucherState.ISSUED else Supply.OVER
    return LineStanding(line_id, pence, pieces, 0, supply, owed_to=AccountKind.RETAILER)
