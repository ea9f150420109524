"""The only code that writes vouchers. Needs an open change.
Refuses (STALE) a voucher that is no longer in the state that the caller saw."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.core.steps import move
from handrail.vouchers.models import ShopPayment, Voucher
from handrail.vouchers.states import VoucherState


@dataclass(frozen=True, slots=True)
class VoucherIssue:
    """A voucher for an order line, worth `value_pence` until the end of `expires_on`."""

    id: UUID
    number: str
    line_id: UUID
    product_id: UUID
    quantity: int
    value_pence: int
    issued_at: datetime
    expires_on: date


def issue_vouchers(rows: Sequence[VoucherIssue], *, contract_id: UUID) -> None:
    """Issue vouchers, in one statement."""
    first = {
        "contract_id": contract_id, "state": VoucherState.ISSUED.value, "state_path": [VoucherState.ISSUED.value],
    }  # fmt: skip
    insert_rows(Voucher, [first | {name: getattr(row, name) for name in type(row).__slots__} for row in rows])


def move_vouchers(ids: Collection[UUID], to: VoucherState, *, reason: str = "", **also: Any) -> None:
    """Redeem, expire or cancel vouchers that hold, with `also` set in the same statement; `Refused(STALE)` where one
    had ended."""
    move(Voucher, ids, expected=[VoucherState.ISSUED], path=[to], reason=reason, **also)


def undo_redemption(voucher_id: UUID, path: Sequence[VoucherState], *, reason: str) -> None:
    """It stands as if no shop had taken it, and at the end of this path; `Refused(STALE)` where none has."""
    nothing: dict[str, Any] = {
        "retailer_id": None, "redeemed_at": None, "sold": "", "price_pence": None, "paid_pence": None,
        "top_up_pence": 0, "told": "",
    }  # fmt: skip
    move(Voucher, [voucher_id], expected=[VoucherState.REDEEMED], path=path, reason=reason, **nothing)


def pay_shop(payment: ShopPayment, voucher_ids: Collection[UUID]) -> None:
    """These vouchers are paid by this payment, which is what they come to."""
    ShopPayment.objects.bulk_create([payment])
    Voucher.objects.filter(pk__in=voucher_ids, payment=None).update(payment_id=payment.pk)
