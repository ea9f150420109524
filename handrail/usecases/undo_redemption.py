"""Take back that a shop took a voucher: it can be used again, what was spent is turned round, its value is kept again.
Refuses what nobody took, what was paid, and, in the shop, what another shop took or what is of another day."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import let_go_last, posted, spent_last
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.standing import Posted, brought_up_to_date
from handrail.people.queries.deaths import deaths_of
from handrail.usecases._posting import post
from handrail.usecases._vouchers import payers_of_today
from handrail.vouchers import actions
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.queries.by_number import VoucherByNumber, held_voucher, voucher_by_number
from handrail.vouchers.queries.held import voucher_for_update
from handrail.vouchers.rules.ending import DIED
from handrail.vouchers.rules.paying import reasons_against_undoing, reasons_against_undoing_in_shop
from handrail.vouchers.rules.standing import standing_of
from handrail.vouchers.states import VoucherState

IN_SHOP = "Taken back in the shop on the same day"


@dataclass(frozen=True, slots=True)
class RedemptionToUndo:
    """Which voucher is to be usable again, and why."""

    voucher_id: UUID
    why: str


@use_case(Event.REDEMPTION_UNDONE, needs=Permission.REDEEM_VOUCHER)
def undo_in_shop(change: Change, *, request: str) -> UUID:
    """A shop took it by mistake, today. `request`: its number. The log names the voucher alone."""
    voucher = voucher_by_number(change.scope, request, hold=True)
    if voucher is None:
        raise refuse(VoucherReason.UNKNOWN, "number")
    if voucher.retailer_id and voucher.retailer_id != change.scope.partner_id:
        raise refuse(VoucherReason.REDEEMED, "number")
    if reasons := tuple(reasons_against_undoing_in_shop(voucher.redeemed, today=change.at.today)):
        raise Refused(reasons)
    return _undone(change, voucher, IN_SHOP)


@use_case(Event.REDEMPTION_UNDONE, needs=Permission.KEEP_POOL)
def undo_redemption(change: Change, *, request: RedemptionToUndo) -> UUID:
    """It should not have been taken, as whoever looks after the money says, and why; until the shop is paid for it."""
    voucher = held_voucher(change.scope, request.voucher_id)
    if voucher is None:
        raise refuse(CallReason.NOT_FOUND, "voucher_id")
    why = clean_line(request.why)
    reasons = [*reasons_against_undoing(voucher.redeemed)]
    if not why:
        reasons.append(Reason(VoucherReason.WHY_MISSING, "why"))
    if reasons:
        raise Refused(reasons)
    held = voucher_for_update(change.scope, voucher.id)
    if held and deaths_of(change.scope, [held.person_id]):
        return _undone(change, voucher, f"{DIED}. {why}", VoucherState.ISSUED, VoucherState.CANCELLED)
    return _undone(change, voucher, why)


def _undone(change: Change, voucher: VoucherByNumber, why: str, *path: VoucherState) -> UUID:
    """What stands as spent is turned round, and its value is kept by the funds that bore it, unless it ends with it: on
    the day on which the shop took it, as all that is put right. Where the shop asked for nothing, nobody bore anything:
    those keep it who did before."""
    path = path or (VoucherState.ISSUED,)
    actions.undo_redemption(voucher.id, path, reason=why)
    spent = [
        one for kind in (AccountKind.EQUIPMENT, AccountKind.SUSPENSE)
        for one in posted(change.scope, [voucher.line_id], kind)
    ]  # fmt: skip
    stands = Posted(
        {}, {one.share_set_id: one.amount_pence for one in spent if one.amount_pence},
        spent_last(change.scope, voucher.line_id),
    )  # fmt: skip
    line = standing_of(voucher.line_id, path[-1], voucher.facts.value_pence, voucher.quantity)
    on = voucher.redeemed.redeemed_on or change.at.today
    occasion = Occasion(change.new_id(), f"line:{voucher.line_id}:change:{change.audit_id}", on)
    bore = spent if stands.spent else let_go_last(change.scope, voucher.line_id)
    if entry := brought_up_to_date(occasion, line, stands, payers_of_today(change, bore)):
        post(change, [entry])
    change.touched("voucher", voucher.id)
    return voucher.id
