"""When something came, and how a line stands: a voucher was given, and is used or not, where no visit brings anything.
Refuses queries: the page hands over what it read."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.orders.queries import LineRow
from handrail.orders.queries.lists import FollowedLine
from handrail.orders.states import LineState
from handrail.vouchers.queries.shown import ShownVoucher
from handrail.vouchers.states import VoucherState
from handrail.web.prescriber.words import when
from handrail.web.shared.shapes import Cell, Tag
from handrail.wording import tag_of
from handrail.wording.shown import short_day

VOUCHER_GIVEN = "Voucher given"


def line_tag(line: LineRow | FollowedLine) -> Tag:
    """How a line stands; a voucher is given, which is not the thing itself."""
    if line.state is LineState.DELIVERED and line.supply_route == SupplyRoute.RETAIL_VOUCHER:
        return Tag(VOUCHER_GIVEN, "green")
    return tag_of(line.state)


def came_cell(line: LineRow, delivered_at: datetime, at: datetime, vouchers: Mapping[UUID, ShownVoucher]) -> Cell:
    """When it was handed over; of a voucher, when it was given and what became of it, as far as that was read."""
    if line.supply_route != SupplyRoute.RETAIL_VOUCHER:
        return Cell(when(delivered_at, at), note="handed over")
    voucher = vouchers.get(line.id)
    return Cell(when(delivered_at, at), note=_became(voucher) if voucher else VOUCHER_GIVEN.lower())


def _became(voucher: ShownVoucher) -> str:
    match voucher.state:
        case VoucherState.REDEEMED:
            return f"used on {short_day(voucher.redeemed_at)}" if voucher.redeemed_at else "used"
        case VoucherState.EXPIRED:
            return f"not used by its last day, {short_day(voucher.expires_on)}"
        case VoucherState.CANCELLED:
            return "cancelled, not used"
        case VoucherState.ISSUED:
            return "not used yet"
