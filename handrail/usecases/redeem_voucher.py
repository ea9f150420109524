"""Redeem a voucher in a shop: what it asks for is spent and owed to it, and the rest is free again.
Refuses a voucher that is unknown or ended, another product, more than its value, and a charge for what must be free."""

from dataclasses import dataclass, replace
from uuid import UUID

from handrail.core.refusal import Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import posted
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.standing import Posted, brought_up_to_date
from handrail.ledger.rules.suspense import in_suspense
from handrail.partners.queries import contract_data
from handrail.partners.queries.contract import is_retailer
from handrail.usecases._posting import post
from handrail.usecases._vouchers import payers_of_today
from handrail.vouchers import actions
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.queries.by_number import VoucherByNumber, voucher_by_number
from handrail.vouchers.rules.free import TOLD_FREE
from handrail.vouchers.rules.redeeming import Sale, reasons_against_sale
from handrail.vouchers.rules.standing import standing_of
from handrail.vouchers.states import VoucherState


@dataclass(frozen=True, slots=True)
class VoucherSale:
    """The voucher's number, as it was typed or scanned, and what was sold for it."""

    number: str
    sale: Sale


@dataclass(frozen=True, slots=True)
class VoucherRedeemed:
    """What the shop is owed for it, and what the person paid."""

    voucher_id: UUID
    owed_pence: int
    top_up_pence: int


@use_case(Event.VOUCHER_REDEEMED, needs=Permission.REDEEM_VOUCHER)
def redeem_voucher(change: Change, *, request: VoucherSale) -> VoucherRedeemed:
    """Of two shops at once one has it. The shop's own staff sees no person, so the log names the voucher alone."""
    if not is_retailer(change.scope.partner_id):
        raise refuse(VoucherReason.NOT_A_SHOP, "number")
    voucher = voucher_by_number(change.scope, request.number, hold=True)
    if voucher is None:
        raise refuse(VoucherReason.UNKNOWN, "number")
    sale = replace(request.sale, sold=clean_line(request.sale.sold), product_code=clean_line(request.sale.product_code))
    limit = contract_data(change.scope.contract_id, change.at.today).terms.free_adaptation_limit_pence
    if reasons := reasons_against_sale(voucher.facts, sale, today=change.at.today, adaptation_limit_pence=limit):
        raise Refused(reasons)
    actions.move_vouchers(
        [voucher.id], VoucherState.REDEEMED, retailer_id=change.scope.partner_id, redeemed_at=change.at.happened_at,
        sold=sale.sold, price_pence=sale.price_pence, paid_pence=sale.asked_pence, top_up_pence=sale.top_up_pence,
        told=TOLD_FREE if sale.top_up_pence else "",
    )  # fmt: skip
    _spend(change, voucher, sale.asked_pence)
    change.touched("voucher", voucher.id)
    return VoucherRedeemed(voucher.id, sale.asked_pence, sale.top_up_pence)


def _spend(change: Change, voucher: VoucherByNumber, pence: int) -> None:
    """Spent by those for whom it was kept; where no fund pays, it waits in SUSPENSE as all that is spent does."""
    kept = posted(change.scope, [voucher.line_id], AccountKind.RESERVED)
    before = Posted({one.share_set_id: one.amount_pence for one in kept}, {})
    line = standing_of(voucher.line_id, VoucherState.REDEEMED, pence, voucher.quantity)
    occasion = Occasion(change.new_id(), f"line:{voucher.line_id}:change:{change.audit_id}", change.at.today)
    entry = brought_up_to_date(occasion, line, before, payers_of_today(change, kept))
    if entry:
        post(change, [entry, *in_suspense(entry, {voucher.line_id: 1}, change.new_id)])
