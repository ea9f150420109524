"""Vouchers by their number, as the till of a shop or pharmacy sees them, and nothing of a person; and what was taken by
mistake. Refuses a number that is not known, one that was used, and a charge for what must be free."""

from datetime import date
from uuid import UUID

from ninja import Router
from pydantic import Field

from handrail.api.rest.fields import Code, Count, Line, PathText, Sent, Told
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.token import CallerRequest
from handrail.core.refusal import refuse
from handrail.identity.calls import reading
from handrail.usecases.redeem_voucher import VoucherRedeemed, VoucherSale, redeem_voucher
from handrail.usecases.undo_redemption import RedemptionToUndo, undo_in_shop, undo_redemption
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.queries.by_number import voucher_by_number
from handrail.vouchers.rules.redeeming import Sale
from handrail.vouchers.states import VoucherState

router = Router(tags=["Vouchers"])


class VoucherShown(Sent):
    """What a voucher is for, worth how many pence, and until the end of which day."""

    number: str
    state: VoucherState
    product_code: str
    product: str
    quantity: int
    value_pence: int
    expires_on: date


@router.get("/vouchers/{number}", **reads("get_voucher", "Look at a voucher", VoucherShown))
def get_voucher(request: CallerRequest, number: PathText) -> VoucherShown:
    """With or without the hyphens of its number."""
    with reading(request.auth):
        found = voucher_by_number(request.auth, number)
    if found is None:
        raise refuse(VoucherReason.UNKNOWN, "number")
    return VoucherShown(
        number=found.number, state=found.facts.state, product_code=found.facts.product_code, product=found.product,
        quantity=found.quantity, value_pence=found.facts.value_pence, expires_on=found.facts.expires_on,
    )  # fmt: skip


class RedeemBody(Told):
    """What was sold for a voucher."""

    number: Code = Field(examples=["7K3M-Q9XW-2HTB"])
    product_code: Code = Field(description="What the voucher is for: from GET /vouchers/{number}.")
    sold: Line = Field(examples=["Kettle tipper, cordless, white"])
    price_pence: Count = Field(description="The whole price, with what the person pays of it.")
    top_up_pence: Count = Field(0, description="What the person pays, for something dearer that they chose.")
    chosen: bool = Field(False, description="With a top-up: the person chose something dearer.")
    told: bool = Field(False, description="With a top-up: they were told before that what the voucher is for is free.")


@router.post("/voucher-redemptions", **writes("redeem_voucher", "Redeem a voucher", VoucherRedeemed))
def redeem(request: CallerRequest, body: RedeemBody) -> VoucherRedeemed:
    """Once. The answer says what the shop is owed: the price less what the person pays, up to the voucher's value."""
    sale = Sale(body.product_code, body.sold, body.price_pence, body.top_up_pence, body.chosen, body.told)
    return redeem_voucher(call_of(request, body), request=VoucherSale(body.number, sale))


class UndoBody(Told):
    """Which voucher was taken by mistake."""

    number: Code = Field(examples=["7K3M-Q9XW-2HTB"])


class RedemptionUndone(Sent):
    """The voucher that can be used again."""

    voucher_id: UUID


@router.post(
    "/voucher-redemptions/undo", **writes("undo_voucher_redemption", "Take back a redemption", RedemptionUndone)
)
def undo(request: CallerRequest, body: UndoBody) -> RedemptionUndone:
    """By the shop that took it, on the same day and while it is not paid for it. The voucher can be used again."""
    return RedemptionUndone(voucher_id=undo_in_shop(call_of(request, body), request=body.number))


class RedemptionToWithdraw(UndoBody):
    """Which voucher should not have been taken, and why."""

    why: Line = Field(examples=["The shop gave out something else"])


@router.post(
    "/voucher-redemptions/withdraw",
    **writes("withdraw_voucher_redemption", "Put right that a voucher was taken", RedemptionUndone),
)
def withdraw(request: CallerRequest, body: RedemptionToWithdraw) -> RedemptionUndone:
    """By whoever keeps the pool, on any day until the shop was paid for it. The shop is owed nothing for it then, and
    what was spent is kept for it again, as of the day on which the shop took it. It can be used again; that of a person
    who has died since ends."""
    with reading(request.auth):
        found = voucher_by_number(request.auth, body.number)
    if found is None:
        raise refuse(VoucherReason.UNKNOWN, "number")
    wanted = RedemptionToUndo(found.id, body.why)
    return RedemptionUndone(voucher_id=undo_redemption(call_of(request, body), request=wanted))
