"""Cancel a voucher, or issue another where one expired or was cancelled; the job that lets them expire.
Refuses another team's order, a voucher that was redeemed, a second one while the first holds, and one for the dead."""

from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.queries import products
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.rules.facts import OrderReason
from handrail.partners.queries import contract_data
from handrail.people.queries.deaths import deaths_of
from handrail.usecases._answerable import require_changer_of
from handrail.usecases._money import follow_lines
from handrail.usecases._vouchers import issue_vouchers
from handrail.vouchers import actions
from handrail.vouchers.queries.held import HeldVoucher, hold_vouchers, voucher_for_update, vouchers_to_expire
from handrail.vouchers.rules.ending import reasons_against_another, reasons_against_cancelling
from handrail.vouchers.states import VoucherState

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class VoucherToCancel:
    """Which voucher ends, and why."""

    voucher_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class VouchersExpired:
    """How many ended; `more`: there are others."""

    count: int
    more: bool


@use_case(Event.VOUCHER_CANCELLED, needs=Permission.CHANGE_ORDER)
def cancel_voucher(change: Change, *, request: VoucherToCancel) -> UUID:
    """It is worth nothing from now on, and what was kept for it is free again."""
    voucher = _answered_for(change, request.voucher_id)
    why = clean_line(request.why)
    if reasons := tuple(reasons_against_cancelling(voucher.state, why)):
        raise Refused(reasons)
    actions.move_vouchers([voucher.id], VoucherState.CANCELLED, reason=why)
    follow_lines(change, [voucher.line_id])
    change.touched("voucher", voucher.id, voucher.person_id)
    return voucher.id


@use_case(Event.VOUCHER_ISSUED_AGAIN, needs=Permission.CHANGE_ORDER)
def issue_voucher_again(change: Change, *, request: UUID) -> UUID:
    """Another in the place of one that ended, at the price of today and for as long as any. Gives its id."""
    voucher = _answered_for(change, request)
    for died_on in deaths_of(change.scope, [voucher.person_id]).values():
        raise refuse(OrderReason.PERSON_DIED, "voucher_id", on=died_on.isoformat())
    newest = hold_vouchers(change.scope, [voucher.line_id])[-1]
    if reasons := tuple(reasons_against_another(voucher.state, is_newest=newest.id == voucher.id)):
        raise Refused(reasons)
    (product,) = products(change.scope, ids=[voucher.product_id]).values()
    pence = product.facts.price_pence * voucher.quantity
    terms = contract_data(change.scope.contract_id, change.at.today).terms
    wanted = (voucher.line_id, voucher.product_id, voucher.quantity, pence)
    (made,) = issue_vouchers(change, [wanted], valid_days=terms.voucher_valid_days)
    follow_lines(change, [voucher.line_id])
    change.touched("voucher", made, voucher.person_id)
    return made


@use_case(Event.VOUCHERS_EXPIRED, needs=Permission.RUN_JOBS)
def expire_vouchers(change: Change) -> VouchersExpired:
    """End the vouchers whose last day is over, so many at a time; what was kept for them is free again."""
    over = vouchers_to_expire(change.scope, change.at.today, at_most=AT_ONCE)
    actions.move_vouchers([voucher.id for voucher in over], VoucherState.EXPIRED, reason="EXPIRED")
    follow_lines(change, [voucher.line_id for voucher in over])
    for voucher in over:
        change.touched("voucher", voucher.id, voucher.person_id)
    return VouchersExpired(len(over), len(over) == AT_ONCE)


def _answered_for(change: Change, voucher_id: UUID) -> HeldVoucher:
    """The voucher, held, if this user may change its order."""
    voucher = voucher_for_update(change.scope, voucher_id)
    if voucher is None:
        raise refuse(CallReason.NOT_FOUND, "voucher_id")
    require_changer_of(change, [voucher.order_id])
    return voucher
