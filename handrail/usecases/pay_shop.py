"""Record that a shop was paid what it is owed for the vouchers that it took in a month.
Refuses a month that is not over or of which nothing is owed, a payment without a reference of its own and, unasked, one
of a closed month."""

from dataclasses import dataclass, replace
from uuid import UUID

from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.queries.closed import books
from handrail.ledger.rules.entries import Occasion
from handrail.partners.queries.contract import is_retailer
from handrail.usecases._posting import post
from handrail.vouchers import actions
from handrail.vouchers.models import ShopPayment
from handrail.vouchers.queries.owed import reference_used, vouchers_to_pay
from handrail.vouchers.rules.paying import Paid, paid_to_shop, reasons_against_paying


@dataclass(frozen=True, slots=True)
class ShopToPay:
    """Which shop, and what is said of the payment."""

    retailer_id: UUID
    paid: Paid


@dataclass(frozen=True, slots=True)
class ShopWasPaid:
    """How much it was paid, for how many vouchers."""

    payment_id: UUID
    pence: int
    vouchers: int


@use_case(Event.SHOP_PAID, needs=Permission.KEEP_POOL)
def pay_shop(change: Change, *, request: ShopToPay) -> ShopWasPaid:
    """All that is owed of the month, once: its vouchers are held. Handrail moves no money itself."""
    if not is_retailer(request.retailer_id):
        raise refuse(CallReason.NOT_FOUND, "retailer_id")
    paid = replace(request.paid, reference=clean_line(request.paid.reference), month=request.paid.month.replace(day=1))
    owed = vouchers_to_pay(change.scope, request.retailer_id, paid.month)
    pence = sum(pence for _, pence in owed)
    used = reference_used(change.scope, request.retailer_id, paid.reference)
    against = reasons_against_paying(paid, pence, books(change.scope), today=change.at.today, is_used=used)
    if reasons := tuple(against):
        raise Refused(reasons)
    payment_id = change.new_id()
    entry = paid_to_shop(Occasion(change.new_id(), f"paid:shop:{payment_id}", paid.paid_on), pence)
    post(change, [entry])
    row = ShopPayment(
        id=payment_id, contract_id=change.scope.contract_id, retailer_id=request.retailer_id, month=paid.month,
        pence=pence, paid_on=paid.paid_on, reference=paid.reference, entry_id=entry.id,
    )  # fmt: skip
    actions.pay_shop(row, [voucher_id for voucher_id, _ in owed])
    change.touched("shop_payment", payment_id)
    return ShopWasPaid(payment_id, pence, len(owed))
