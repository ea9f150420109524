"""Reads vouchers for those who may see their orders, and for whoever looks after the money.
Refuses people's names: a page that shows them reads the person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.vouchers.states import VoucherState

_SHOWN = """
    SELECT v.id, v.line_id, l.order_id, l.person_id, v.number, v.state, p.code, p.name, v.quantity, v.value_pence,
        v.issued_at, v.expires_on, v.redeemed_at, v.sold, v.paid_pence, v.top_up_pence, coalesce(r.name, ''),
        CASE v.state WHEN 'CANCELLED' THEN v.state_reason ELSE '' END,
        NOT EXISTS (SELECT FROM vouchers_voucher n WHERE n.line_id = v.line_id
            AND (n.issued_at, n.id) > (v.issued_at, v.id))
    FROM vouchers_voucher v JOIN orders_orderline l ON l.id = v.line_id JOIN catalogue_product p ON p.id = v.product_id
    LEFT JOIN partners_partner r ON r.id = v.retailer_id
    WHERE v.contract_id = %(contract)s
"""


@dataclass(frozen=True, slots=True)
class ShownVoucher:
    """A voucher with its order, what became of it, and whether it is the last of its line."""

    id: UUID
    line_id: UUID
    order_id: UUID
    person_id: UUID
    number: str
    state: VoucherState
    product_code: str
    product: str
    quantity: int
    value_pence: int
    issued_at: datetime
    expires_on: date
    redeemed_at: datetime | None
    sold: str
    paid_pence: int | None
    top_up_pence: int
    retailer: str
    why: str
    is_newest: bool


def vouchers_of_order(scope: Scope, order_id: UUID) -> tuple[ShownVoucher, ...]:
    """The vouchers of an order, the newest first."""
    asked = {"contract": scope.contract_id, "order": order_id}
    return rows(_shown, f"{_SHOWN} AND l.order_id = %(order)s ORDER BY v.issued_at DESC, v.id DESC", asked)


def shown_voucher(scope: Scope, voucher_id: UUID) -> ShownVoucher | None:
    """One voucher."""
    found = rows(_shown, f"{_SHOWN} AND v.id = %(voucher)s", {"contract": scope.contract_id, "voucher": voucher_id})
    return found[0] if found else None


def _shown(*row: Any) -> ShownVoucher:
    return ShownVoucher(*[*row[:5], VoucherState(row[5]), *row[6:]])


@dataclass(frozen=True, slots=True)
class ListedVoucher:
    """A voucher as those who look after the money see it: no number, which is as good as money, and no person."""

    order_number: int
    product_code: str
    product: str
    state: VoucherState
    value_pence: int
    issued_at: datetime
    expires_on: date
    state_at: datetime
    paid_pence: int | None
    top_up_pence: int
    retailer: str


_LISTED = """
    SELECT o.number, p.code, p.name, v.state, v.value_pence, v.issued_at, v.expires_on, v.state_at, v.paid_pence,
        v.top_up_pence, coalesce(r.name, '')
    FROM vouchers_voucher v JOIN orders_orderline l ON l.id = v.line_id JOIN orders_order o ON o.id = l.order_id
    JOIN catalogue_product p ON p.id = v.product_id LEFT JOIN partners_partner r ON r.id = v.retailer_id
    WHERE v.contract_id = %(contract)s AND (%(state)s = '' OR v.state = %(state)s)
    ORDER BY v.issued_at DESC, v.id DESC LIMIT %(most)s OFFSET %(offset)s
"""
# As far as the reader reaches, as the list: a voucher knows no person, its line does.
_SUMS = """
    SELECT v.state, count(*), coalesce(sum(v.value_pence), 0), coalesce(sum(v.paid_pence), 0)
    FROM vouchers_voucher v JOIN orders_orderline l ON l.id = v.line_id
    WHERE v.contract_id = %(contract)s GROUP BY v.state
"""
_OWED = """
    SELECT r.name, count(*), sum(v.paid_pence) FROM vouchers_voucher v JOIN orders_orderline l ON l.id = v.line_id
    JOIN partners_partner r ON r.id = v.retailer_id
    WHERE v.contract_id = %(contract)s AND v.state = 'REDEEMED' GROUP BY r.name ORDER BY r.name
"""


@dataclass(frozen=True, slots=True)
class StateSum:
    """How many vouchers stand so, worth how much, and what shops asked for them."""

    state: VoucherState
    count: int
    value_pence: int
    paid_pence: int


@dataclass(frozen=True, slots=True)
class ShopSum:
    """How many vouchers a shop redeemed, and for how much."""

    name: str
    count: int
    pence: int


def vouchers_listed(scope: Scope, *, state: str, most: int, offset: int = 0) -> tuple[ListedVoucher, ...]:
    """The newest first; in a state, or all."""
    asked = {"contract": scope.contract_id, "state": state, "most": most, "offset": offset}
    return rows(_listed, _LISTED, asked)


def voucher_sums(scope: Scope) -> tuple[StateSum, ...]:
    """By state; states in which none is are left out."""
    return rows(
        lambda state, count, value, paid: StateSum(VoucherState(state), count, int(value), int(paid)),
        _SUMS,
        {"contract": scope.contract_id},
    )


def redeemed_by_shop(scope: Scope) -> tuple[ShopSum, ...]:
    """What each shop redeemed since the contract began, by its name."""
    return rows(lambda name, count, pence: ShopSum(name, count, int(pence)), _OWED, {"contract": scope.contract_id})


def _listed(*row: Any) -> ListedVoucher:
    return ListedVoucher(*[*row[:3], VoucherState(row[3]), *row[4:]])
