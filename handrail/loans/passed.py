"""Reads which loans the things came back from that have just passed their tests, for the credit.
Refuses nothing. Counted pieces carry no number: those that came back first are taken to pass first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_COLUMNS = """l.id, l.product_id, r.id, r.quantity, p.category, p.credit_eligible,
    EXISTS (SELECT FROM orders_orderline x WHERE x.paid_by_line_id = r.id
        AND x.id > n.id AND x.state = 'DELIVERED'),
    (l.started_at AT TIME ZONE 'Europe/London')::date,
    (coalesce(l.ended_at, l.state_at) AT TIME ZONE 'Europe/London')::date, l.quantity_back - l.quantity_settled"""
_FROM = """loans_loan l JOIN catalogue_product p ON p.id = l.product_id
    LEFT JOIN orders_orderline n ON n.id = l.line_id
    LEFT JOIN orders_orderline r ON r.id = coalesce(n.paid_by_line_id, n.id)"""
_ASSETS = f"""
    SELECT {_COLUMNS} FROM {_FROM}
    WHERE l.contract_id = %(contract)s AND l.asset_id = ANY(%(assets)s::uuid[])
        AND l.quantity_back > l.quantity_settled
    ORDER BY l.id FOR NO KEY UPDATE OF l
"""  # noqa: S608 - only constants of this module
_COUNTED = f"""
    SELECT f.* FROM unnest(%(products)s::uuid[], %(pieces)s::int[]) AS w (product_id, pieces)
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM {_FROM}
        WHERE l.contract_id = %(contract)s AND l.asset_id IS NULL AND l.product_id = w.product_id
            AND l.quantity_back > l.quantity_settled
        ORDER BY l.id LIMIT w.pieces FOR NO KEY UPDATE OF l
    ) AS f
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True, slots=True)
class CameBack:
    """A loan with pieces that came back and were not credited. `paid_line_id`: the line that was paid for it, which is
    an earlier one where it replaced something; `pieces_paid`: how many that was for; None for both: no order is known.
    `replaced`: the person has another in its place, which was not paid for: the credit waits for that one."""

    loan_id: UUID
    product_id: UUID
    paid_line_id: UUID | None
    pieces_paid: int | None
    category: str
    eligible: bool
    replaced: bool
    began_on: date
    ended_on: date
    pieces: int


def came_back(scope: Scope, assets: Collection[UUID], counted: Mapping[UUID, int]) -> tuple[CameBack, ...]:
    """The loans that these items, and so many pieces of these products, came back from."""
    contract = {"contract": scope.contract_id}
    found: tuple[CameBack, ...] = ()
    if assets:
        found += rows(CameBack, _ASSETS, contract | {"assets": list(assets)})
    if counted:
        asked = {"products": list(counted), "pieces": list(counted.values())}
        found += rows(CameBack, _COUNTED, contract | asked)
    return found
