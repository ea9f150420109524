"""Reads vouchers that a change is about to move, and holds them until it ends.
Refuses nothing; what is outside the scope is not found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.vouchers.states import VoucherState

_OF_LINES = """
    SELECT v.id, v.line_id, l.order_id, l.person_id, v.product_id, v.quantity, v.state, v.number, p.name, v.expires_on
    FROM vouchers_voucher v JOIN orders_orderline l ON l.id = v.line_id JOIN catalogue_product p ON p.id = v.product_id
    WHERE v.contract_id = %(contract)s
"""


@dataclass(frozen=True, slots=True)
class HeldVoucher:
    """A voucher with its line and person, for whoever may see both."""

    id: UUID
    line_id: UUID
    order_id: UUID
    person_id: UUID
    product_id: UUID
    quantity: int
    state: VoucherState
    number: str
    product: str
    expires_on: date


def voucher_for_update(scope: Scope, voucher_id: UUID) -> HeldVoucher | None:
    """One voucher, held."""
    found = rows(
        _held,
        f"{_OF_LINES} AND v.id = %(voucher)s FOR NO KEY UPDATE OF v",
        {"contract": scope.contract_id, "voucher": voucher_id},
    )
    return found[0] if found else None


def hold_vouchers(scope: Scope, line_ids: Collection[UUID]) -> tuple[HeldVoucher, ...]:
    """The vouchers of these lines, held, so that none is redeemed or ends meanwhile; the newest of a line last."""
    return rows(
        _held,
        f"{_OF_LINES} AND v.line_id = ANY(%(lines)s::uuid[]) ORDER BY v.id FOR NO KEY UPDATE OF v",
        {"contract": scope.contract_id, "lines": list(line_ids)},
    )


def hold_usable(scope: Scope, person_ids: Collection[UUID]) -> tuple[HeldVoucher, ...]:
    """The vouchers of these records that can be used, held."""
    return rows(
        _held,
        f"""{_OF_LINES} AND v.state = 'ISSUED' AND l.person_id = ANY(%(people)s::uuid[])
            ORDER BY v.id FOR NO KEY UPDATE OF v""",
        {"contract": scope.contract_id, "people": list(person_ids)},
    )


def vouchers_to_expire(scope: Scope, today: date, *, at_most: int) -> tuple[HeldVoucher, ...]:
    """Vouchers whose last day is over, longest ago first; held, those that others hold left out."""
    return rows(
        _held,
        f"""{_OF_LINES} AND v.state = 'ISSUED' AND v.expires_on < %(today)s
            ORDER BY v.expires_on, v.id LIMIT %(most)s FOR NO KEY UPDATE OF v SKIP LOCKED""",
        {"contract": scope.contract_id, "today": today, "most": at_most},
    )


def _held(*row: Any) -> HeldVoucher:
    return HeldVoucher(*[*row[:6], VoucherState(row[6]), *row[7:]])
