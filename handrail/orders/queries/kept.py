"""Reads which lines keep pieces of counted stock in a store, and which keep anything of a product or lot.
Refuses to lock: the caller locks the lines, and what they keep is told again when it is ended."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class KeptPieces:
    """So many of a counted product and lot, kept in a store for a line that is not on a van yet."""

    line_id: UUID
    product_id: UUID
    lot: str
    quantity: int


def kept_pieces(scope: Scope, *, place_id: UUID, product_ids: Collection[UUID]) -> tuple[KeptPieces, ...]:
    """What is kept in a store of these products, for the line that is due last first: it can wait longest."""
    return rows(
        KeptPieces,
        """SELECT l.id, l.product_id, k.lot, k.quantity FROM orders_allocation k
           JOIN orders_orderline l ON l.id = k.line_id
           WHERE k.contract_id = %(contract)s AND k.ended_at IS NULL AND k.asset_id IS NULL
           AND k.place_id = %(place)s AND l.product_id = ANY(%(products)s) AND l.state IN ('ALLOCATED', 'PICKED')
           ORDER BY l.due_at DESC NULLS FIRST, l.id""",
        {"contract": scope.contract_id, "place": place_id, "products": list(product_ids)},
    )


def lines_keeping(scope: Scope, *, product_id: UUID, lot: str) -> tuple[UUID, ...]:
    """The lines for which an item or pieces of a product are kept, of one lot and of no known lot,
    or (lot empty) of any; by key."""
    return rows(
        lambda line_id: line_id,
        """SELECT DISTINCT l.id FROM orders_allocation k
           JOIN orders_orderline l ON l.id = k.line_id
           LEFT JOIN stock_asset a ON a.id = k.asset_id
           WHERE k.contract_id = %(contract)s AND k.ended_at IS NULL
           AND coalesce(a.product_id, l.product_id) = %(product)s
           AND (%(lot)s = '' OR lower(coalesce(a.lot, k.lot)) IN (lower(%(lot)s), ''))
           ORDER BY l.id""",
        {"contract": scope.contract_id, "product": product_id, "lot": lot},
    )
