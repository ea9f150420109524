"""Reads a voucher by its number, for a shop: what for, worth how much, until when, and nothing of a person.
Refuses nothing; a number of another contract is not found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.vouchers.rules.numbers import read_number
from handrail.vouchers.rules.redeeming import VoucherFacts
from handrail.vouchers.states import VoucherState

_BY_NUMBER = """
    SELECT v.id, v.line_id, v.number, p.name, v.quantity, v.redeemed_at, v.sold, v.paid_pence, v.retailer_id,
        v.state, p.code, p.supply_route, v.value_pence, v.expires_on
    FROM vouchers_voucher v JOIN catalogue_product p ON p.id = v.product_id
    WHERE v.contract_id = %(contract)s AND v.number = %(number)s
"""


@dataclass(frozen=True, slots=True)
class VoucherByNumber:
    """One voucher. What was sold for it is told to the shop that sold it."""

    id: UUID
    line_id: UUID
    number: str
    product: str
    quantity: int
    redeemed_at: datetime | None
    sold: str
    paid_pence: int | None
    retailer_id: UUID | None
    facts: VoucherFacts


def voucher_by_number(scope: Scope, text: str, *, hold: bool = False) -> VoucherByNumber | None:
    """The voucher with the number that somebody typed or scanned; None where there is none. `hold`: until the change
    ends, so that of two shops one has it."""
    number = read_number(text)
    if not number:
        return None
    locked = " FOR NO KEY UPDATE OF v" if hold else ""
    found = rows(_voucher, _BY_NUMBER + locked, {"contract": scope.contract_id, "number": number})
    return found[0] if found else None


def _voucher(*row: Any) -> VoucherByNumber:
    state, code, route, value, expires_on = row[9:]
    facts = VoucherFacts(VoucherState(state), code, SupplyRoute(route), value, expires_on)
    return VoucherByNumber(*[*row[:9], facts])
