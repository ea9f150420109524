"""Reads a voucher by its number, for a shop: what for, worth how much, until when, and nothing of a person.
Refuses what is of another contract: it is not found."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.vouchers.rules.numbers import read_number
from handrail.vouchers.rules.paying import Redeemed
from handrail.vouchers.rules.redeeming import VoucherFacts
from handrail.vouchers.states import VoucherState

_BY_NUMBER = """
    SELECT v.id, v.line_id, v.number, p.name, v.quantity, v.redeemed_at, v.sold, v.paid_pence, v.retailer_id,
        m.paid_on, coalesce(m.reference, ''), v.state, p.code, p.supply_route, v.value_pence, v.expires_on
    FROM vouchers_voucher v JOIN catalogue_product p ON p.id = v.product_id
    LEFT JOIN vouchers_shoppayment m ON m.id = v.payment_id
    WHERE v.contract_id = %(contract)s AND {chosen}
"""
_HOLD = "SELECT true FROM vouchers_voucher v WHERE v.contract_id = %(contract)s AND {chosen} FOR NO KEY UPDATE"
_NUMBER, _ID = "v.number = %(number)s", "v.id = %(voucher)s"


@dataclass(frozen=True, slots=True)
class VoucherByNumber:
    """One voucher. What was sold for it, and how that was paid, is told to the shop that sold it."""

    id: UUID
    line_id: UUID
    number: str
    product: str
    quantity: int
    redeemed_at: datetime | None
    sold: str
    paid_pence: int | None
    retailer_id: UUID | None
    shop_paid_on: date | None
    reference: str
    facts: VoucherFacts

    @property
    def redeemed(self) -> Redeemed:
        """As the rules of taking back ask for it."""
        on = self.redeemed_at.astimezone(LONDON).date() if self.redeemed_at else None
        return Redeemed(self.facts.state, on, is_paid=self.shop_paid_on is not None)


def voucher_by_number(scope: Scope, text: str, *, hold: bool = False) -> VoucherByNumber | None:
    """The voucher with the number that somebody typed or scanned; None where there is none. `hold`: until the change
    ends, so that of two shops one has it."""
    number = read_number(text)
    if not number:
        return None
    return _read(_NUMBER, {"contract": scope.contract_id, "number": number}, hold=hold)


def voucher_named(scope: Scope, voucher_id: UUID) -> VoucherByNumber:
    """One voucher, for whoever looks after the money; raises `Refused(NOT_FOUND)`."""
    found = _read(_ID, {"contract": scope.contract_id, "voucher": voucher_id}, hold=False)
    if found is None:
        raise refuse(CallReason.NOT_FOUND)
    return found


def held_voucher(scope: Scope, voucher_id: UUID) -> VoucherByNumber | None:
    """One voucher, held, for whoever looks after the money."""
    return _read(_ID, {"contract": scope.contract_id, "voucher": voucher_id}, hold=True)


def _read(chosen: str, asked: dict[str, Any], *, hold: bool) -> VoucherByNumber | None:
    """Held first and read then: who waited for its payment would not see it else."""
    if hold:
        rows(bool, _HOLD.format(chosen=chosen), asked)
    found = rows(_voucher, _BY_NUMBER.format(chosen=chosen), asked)
    return found[0] if found else None


def _voucher(*row: Any) -> VoucherByNumber:
    state, code, route, value, expires_on = row[11:]
    facts = VoucherFacts(VoucherState(state), code, SupplyRoute(route), value, expires_on)
    return VoucherByNumber(*[*row[:11], facts])
