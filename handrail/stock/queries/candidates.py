"""Reads and locks what could be kept for orders: fit items of one store, the best first, and counted stock.
Refuses to wait: an item that another desk is choosing this moment is left out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.moment import Moment
from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fit item (`asset_id` set, quantity 1), or the used or the new pieces of a ready cell. `recycled`: were out."""

    product_id: UUID
    product_code: str
    place_id: UUID
    asset_id: UUID | None
    number: str
    bought_on: date | None
    issues: int
    electrical_test_due_on: date | None
    examination_due_on: date | None
    lot: str
    quantity: int
    recycled: bool


# The order is that of `stock.rules.choosing`, so that no more rows are locked than lines want. The used and the new
# pieces of a counted product lie on one shelf and are two things to choose from; a move takes the used ones first.
_CANDIDATES = """
    WITH wanted AS (
        SELECT * FROM unnest(%(products)s::uuid[], %(counts)s::int[], %(days)s::date[]) AS w (product_id, n, day)
    ), items AS (
        SELECT DISTINCT w.product_id, f.* FROM wanted w CROSS JOIN LATERAL (
            SELECT a.place_id, a.id, a.number, a.bought_on, a.issues, a.electrical_test_due_on, a.examination_due_on
            FROM stock_asset a
            WHERE a.contract_id = %(contract)s AND a.product_id = w.product_id AND a.state = 'READY'
            AND a.place_id = %(place)s AND a.alert_reference = ''
            AND NOT EXISTS (SELECT FROM stock_recall r WHERE r.product_id = a.product_id
                AND lower(r.lot) IN ('', lower(a.lot)) AND r.lifted_at IS NULL)
            AND a.state_at <= %(at)s
            AND coalesce(a.electrical_test_due_on, w.day) >= w.day
            AND coalesce(a.examination_due_on, w.day) >= w.day
            ORDER BY a.issues = 0, a.bought_on NULLS FIRST, a.number
            LIMIT w.n FOR NO KEY UPDATE SKIP LOCKED) f
    )
    SELECT i.product_id, p.code, i.place_id, i.id, i.number, i.bought_on, i.issues, i.electrical_test_due_on,
        i.examination_due_on, '', 1, i.issues > 0
    FROM items i JOIN catalogue_product p ON p.id = i.product_id
    UNION ALL
    SELECT c.product_id, p.code, c.place_id, NULL, '', NULL, 0, NULL, NULL, c.lot, s.pieces, s.recycled
    FROM (SELECT DISTINCT product_id FROM wanted) w
    JOIN stock_stockcell c ON c.contract_id = %(contract)s AND c.product_id = w.product_id
        AND c.place_id = %(place)s AND c.condition = 'READY' AND c.quantity > 0
        AND NOT EXISTS (SELECT FROM stock_recall r WHERE r.product_id = c.product_id
            AND lower(r.lot) IN ('', lower(c.lot)) AND r.lifted_at IS NULL)
    JOIN catalogue_product p ON p.id = c.product_id
    JOIN LATERAL (VALUES (true, c.used), (false, c.quantity - c.used)) AS s (recycled, pieces) ON s.pieces > 0
"""


def candidates(
    scope: Scope, *, place_id: UUID, wanted: Collection[tuple[UUID, int, date]], at: Moment
) -> tuple[Candidate, ...]:
    """The best so many items of each product in a store, locked, and its ready cells; one statement. `wanted`: of a
    product, how many, for each day on which one of them goes out: those that are not overdue for a test before it.

    What became ready after `at` is left out: another desk put it on the shelf while this call was on its way."""
    return rows(
        Candidate,
        _CANDIDATES,
        {
            "contract": scope.contract_id,
            "place": place_id,
            "products": [product_id for product_id, _, _ in wanted],
            "counts": [count for _, count, _ in wanted],
            "days": [day for _, _, day in wanted],
            "at": at.happened_at,
        },
    )
