"""Reads what stands with people although the answers given at the door say that it is not safe.
Refuses nothing; rows are bounded by the contract and by the people whom the user reaches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.codes import DoorFinding


@dataclass(frozen=True, slots=True)
class UnsafeRow:
    """One item that is not safe where it stands. `said`: each question with its answer; the order is one of those that
    the visit brought, the one that asked for this product first."""

    id: UUID
    product: str
    asset_number: str
    said: tuple[str, ...]
    happened_at: datetime
    person_id: UUID
    person_name: str
    order_id: UUID | None
    order_number: int | None


# What came back since stands nowhere: the store reads of it before it passes.
_UNSAFE = """
    SELECT d.id, coalesce(p.name, ''), coalesce(a.number, ''), d.detail, d.happened_at, n.id,
        n.given_name || ' ' || n.family_name, b.id, b.number
    FROM stock_discrepancy d
    JOIN people_person n ON n.id = d.person_id
    LEFT JOIN stock_asset a ON a.id = d.asset_id
    LEFT JOIN stock_place h ON h.id = a.place_id AND h.kind = 'HOME'
    LEFT JOIN catalogue_product p ON p.id = d.product_id
    LEFT JOIN LATERAL (
        SELECT o.id, o.number FROM visits_visittask t
        JOIN orders_orderline l ON l.id = t.line_id
        JOIN orders_order o ON o.id = l.order_id
        WHERE t.visit_id = d.visit_id AND (%(whose)s::uuid IS NULL OR %(whose)s IN (o.prescriber_id, o.entered_by_id))
        ORDER BY l.product_id = d.product_id DESC, o.number LIMIT 1
    ) b ON true
    WHERE d.contract_id = %(contract)s AND d.kind = %(kind)s AND d.settled_at IS NULL
    AND (a.id IS NULL OR h.person_id = n.id) AND {which}
    ORDER BY d.happened_at DESC, d.id LIMIT 50
"""


def unsafe_at(scope: Scope, visit_id: UUID) -> tuple[UnsafeRow, ...]:
    """What one visit left like that."""
    return _read(scope, "d.visit_id = %(visit)s", visit=visit_id)


def unsafe_with(scope: Scope, record_ids: Collection[UUID]) -> tuple[UnsafeRow, ...]:
    """What stands like that with a person, over all records of theirs."""
    return _read(scope, "d.person_id = ANY(%(people)s)", people=list(record_ids))


def unsafe_of_my_orders(scope: Scope) -> tuple[UnsafeRow, ...]:
    """What stands like that of what the user ordered, or entered for somebody."""
    return _read(scope, "b.id IS NOT NULL", whose=scope.user_id)


def _read(scope: Scope, which: str, **asked: Any) -> tuple[UnsafeRow, ...]:
    kind = DoorFinding.UNSAFE_WHERE_IT_STANDS.value
    values = {"contract": scope.contract_id, "kind": kind, "whose": None, **asked}
    return rows(_row, _UNSAFE.format(which=which), values)


def _row(*row: Any) -> UnsafeRow:
    values = list(row)
    values[3] = tuple(values[3].splitlines())
    return UnsafeRow(*values)
