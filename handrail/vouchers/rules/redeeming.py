"""Owns: whether a shop may redeem a voucher for what it sold.
Refuses nothing itself: the use case raises all reasons at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handrail.catalogue.states import SupplyRoute
from handrail.core.refusal import Reason
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.rules.ending import ended_by
from handrail.vouchers.rules.free import must_be_free
from handrail.vouchers.states import VoucherState


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """A voucher as a shop sees it: for which product, worth how much, until when."""

    state: VoucherState
    product_code: str
    route: SupplyRoute
    value_pence: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class Sale:
    """What was sold for a voucher: the product it is for, the thing itself, its whole price, and what of that the
    person pays. `chosen`: they chose something dearer than what is free; `told`: having been told that it is."""

    product_code: str
    sold: str
    price_pence: int
    top_up_pence: int = 0
    chosen: bool = False
    told: bool = False

    @property
    def asked_pence(self) -> int:
        """What the shop asks the service for."""
        return self.price_pence - self.top_up_pence


def reasons_against_sale(
    voucher: VoucherFacts, sale: Sale, *, today: date, adaptation_limit_pence: int
) -> tuple[Reason, ...]:
    """All that speaks against it; a voucher that ended is worth nothing, so nothing else is said."""
    if ended := _ended(voucher, today):
        return (Reason(ended, "number"),)
    return (*_wrong_thing(voucher, sale), *_wrong_money(voucher, sale, adaptation_limit_pence))


def _ended(voucher: VoucherFacts, today: date) -> VoucherReason | None:
    over = VoucherReason.EXPIRED if today > voucher.expires_on else None
    return ended_by(voucher.state) or over


def _wrong_thing(voucher: VoucherFacts, sale: Sale) -> Iterator[Reason]:
    if sale.product_code != voucher.product_code:
        yield Reason(VoucherReason.ANOTHER_PRODUCT, "product_code", (("product", voucher.product_code),))
    if not sale.sold:
        yield Reason(VoucherReason.SOLD_MISSING, "sold")


def _wrong_money(voucher: VoucherFacts, sale: Sale, limit_pence: int) -> Iterator[Reason]:
    if sale.price_pence < 0 or sale.top_up_pence < 0 or sale.asked_pence < 0:
        yield Reason(VoucherReason.NOT_AN_AMOUNT, "price_pence")
        return
    if sale.asked_pence > voucher.value_pence:
        yield Reason(VoucherReason.ABOVE_VALUE, "price_pence", (("value_pence", voucher.value_pence),))
    if not sale.top_up_pence:
        return
    # What the person pays is for what is dearer than the voucher alone: all of the voucher is used before.
    free = must_be_free(voucher.route, voucher.value_pence, limit_pence)
    if free and sale.asked_pence < voucher.value_pence:
        yield Reason(VoucherReason.CHARGED_FOR_FREE, "top_up_pence", (("value_pence", voucher.value_pence),))
    if not sale.chosen:
        yield Reason(VoucherReason.TOP_UP_NOT_CHOSEN, "chosen")
    if not sale.told:
        yield Reason(VoucherReason.TOP_UP_NOT_TOLD, "told")
