"""Reads what shops are owed for vouchers, by shop and month, and by which payments it was paid.
Refuses people and, but to the shop itself, numbers; what a shop is owed is owed whole, whoever reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.moment import LONDON, month_after
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.vouchers.models import ShopPayment

_MONTH = "date_trunc('month', v.redeemed_at AT TIME ZONE 'Europe/London')::date"
_BY_MONTH = f"""
    SELECT v.retailer_id, r.name, {_MONTH} AS taken_in, count(*), sum(v.paid_pence),
        coalesce(sum(v.paid_pence) FILTER (WHERE v.payment_id IS NOT NULL), 0), max(p.paid_on),
        coalesce(string_agg(DISTINCT p.reference, ', '), '')
    FROM vouchers_voucher v JOIN partners_partner r ON r.id = v.retailer_id
    LEFT JOIN vouchers_shoppayment p ON p.id = v.payment_id
    WHERE v.contract_id = %(contract)s AND v.state = 'REDEEMED'
        AND (%(shop)s::uuid IS NULL OR v.retailer_id = %(shop)s)
    GROUP BY v.retailer_id, r.name, taken_in ORDER BY taken_in DESC, r.name, v.retailer_id
"""
# An order that the reader may not see is left without its number.
_OF_MONTH = """
    SELECT v.id, v.number, o.number, c.code, c.name, v.quantity, v.sold, v.redeemed_at, v.paid_pence, v.top_up_pence,
        p.paid_on, coalesce(p.reference, '')
    FROM vouchers_voucher v JOIN catalogue_product c ON c.id = v.product_id
    LEFT JOIN orders_orderline l ON l.id = v.line_id LEFT JOIN orders_order o ON o.id = l.order_id
    LEFT JOIN vouchers_shoppayment p ON p.id = v.payment_id
    WHERE v.contract_id = %(contract)s AND v.state = 'REDEEMED' AND v.retailer_id = %(shop)s
        AND v.redeemed_at >= %(from)s AND v.redeemed_at < %(until)s
    ORDER BY v.redeemed_at, v.id
"""
_TO_PAY = """
    SELECT v.id, v.paid_pence FROM vouchers_voucher v
    WHERE v.contract_id = %(contract)s AND v.state = 'REDEEMED' AND v.retailer_id = %(shop)s AND v.payment_id IS NULL
        AND v.redeemed_at >= %(from)s AND v.redeemed_at < %(until)s
    ORDER BY v.id FOR NO KEY UPDATE OF v
"""


@dataclass(frozen=True, slots=True)
class OwedMonth:
    """What a shop took in a month, and what of it is paid: on which day last, and by which references."""

    retailer_id: UUID
    shop: str
    month: date
    vouchers: int
    pence: int
    paid_pence: int
    paid_on: date | None
    references: str

    @property
    def owed_pence(self) -> int:
        """What is still to be paid."""
        return self.pence - self.paid_pence


@dataclass(frozen=True, slots=True)
class TakenVoucher:
    """One voucher that a shop took, and how it was paid."""

    id: UUID
    number: str
    order_number: int | None
    product_code: str
    product: str
    quantity: int
    sold: str
    redeemed_at: datetime
    pence: int
    top_up_pence: int
    paid_on: date | None
    reference: str

    @property
    def taken_on(self) -> date:
        """The day on which it was taken."""
        return self.redeemed_at.astimezone(LONDON).date()


def owed_by_month(scope: Scope, retailer_id: UUID | None = None) -> Sequence[OwedMonth]:
    """By month, the latest first, and shop; of one shop alone where it is named. One statement."""
    return rows(_owed, _BY_MONTH, {"contract": scope.contract_id, "shop": retailer_id})


def taken_in_month(scope: Scope, retailer_id: UUID, month: date) -> Sequence[TakenVoucher]:
    """The vouchers that a shop took in a month, in their order. One statement."""
    return rows(TakenVoucher, _OF_MONTH, _asked(scope, retailer_id, month))


def vouchers_to_pay(scope: Scope, retailer_id: UUID, month: date) -> Sequence[tuple[UUID, int]]:
    """Those of them that are not paid, held, each with what the shop asked for it."""
    return rows(lambda voucher_id, pence: (voucher_id, int(pence)), _TO_PAY, _asked(scope, retailer_id, month))


def reference_used(scope: Scope, retailer_id: UUID, reference: str) -> bool:
    """Whether a payment to the shop is known by this reference."""
    found = ShopPayment.objects.filter(contract_id=scope.contract_id, retailer_id=retailer_id, reference=reference)
    return found.exists()


def _asked(scope: Scope, retailer_id: UUID, month: date) -> dict[str, Any]:
    first, after = (datetime(day.year, day.month, 1, tzinfo=LONDON) for day in (month, month_after(month, 1)))
    return {"contract": scope.contract_id, "shop": retailer_id, "from": first, "until": after}


def _owed(retailer_id: UUID, shop: str, month: date, count: int, *rest: Any) -> OwedMonth:
    pence, paid, paid_on, references = rest
    return OwedMonth(retailer_id, shop, month, count, int(pence), int(paid), paid_on, references)
