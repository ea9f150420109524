"""Reads recalls: which are open, what of theirs lies where, and the items and pieces that one names.
Refuses to say who has something at home: that list is of people, and stands with the loans."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.remembered import remembered
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.queries.assets import (
    ASSET_COLUMNS,
    ASSET_SOURCE,
    AssetRow,
    CellRow,
    asset_row,
    cell_row,
)
from handrail.stock.rules.recalls import OpenRecall, RecalledAt, Recalls
from handrail.stock.states import AssetState


def open_recalls(scope: Scope, product_ids: Collection[UUID | None]) -> Recalls:
    """The recalls of these products that are not lifted; one statement, none without products."""
    wanted = [product_id for product_id in product_ids if product_id]
    if not wanted:
        return Recalls()
    return Recalls(
        rows(
            OpenRecall,
            """SELECT id, product_id, lot, reference FROM stock_recall
               WHERE contract_id = %(contract)s AND product_id = ANY(%(ids)s) AND lifted_at IS NULL
               ORDER BY begun_at, id""",
            {"contract": scope.contract_id, "ids": wanted},
        )
    )


def recalled_products(scope: Scope) -> frozenset[UUID]:
    """The products of which every lot is under a recall that is not lifted."""
    return remembered(
        scope.contract_id,
        "recalled products",
        lambda: frozenset(
            rows(
                lambda product_id: product_id,
                """SELECT DISTINCT product_id FROM stock_recall
                   WHERE contract_id = %(contract)s AND lot = '' AND lifted_at IS NULL""",
                {"contract": scope.contract_id},
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class RecallRow:
    """One recall. `lot` empty: of any lot; `lifted_at` None: it holds."""

    id: UUID
    product_id: UUID
    product_code: str
    product_name: str
    tracking: str
    lot: str
    reference: str
    reason: str
    begun_at: datetime
    begun_by: str
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str


_RECALLS = """
    SELECT r.id, p.id, p.code, p.name, p.tracking, r.lot, r.reference, r.reason, r.begun_at, coalesce(b.name, ''),
        r.lifted_at, coalesce(u.name, ''), r.lifted_why
    FROM stock_recall r JOIN catalogue_product p ON p.id = r.product_id
    LEFT JOIN identity_user b ON b.id = r.begun_by_id
    LEFT JOIN identity_user u ON u.id = r.lifted_by_id
    WHERE r.contract_id = %(contract)s
"""


def recalls(scope: Scope, *, limit: int, offset: int = 0) -> tuple[RecallRow, ...]:
    """Those that hold first, then the latest."""
    return rows(
        RecallRow,
        f"{_RECALLS} ORDER BY r.lifted_at IS NOT NULL, r.begun_at DESC, r.id DESC LIMIT %(limit)s OFFSET %(offset)s",
        {"contract": scope.contract_id, "limit": limit, "offset": offset},
    )


def count_open_recalls(scope: Scope) -> int:
    """How many recalls are not lifted."""
    (count,) = rows(
        int,
        "SELECT count(*) FROM stock_recall WHERE contract_id = %(contract)s AND lifted_at IS NULL",
        {"contract": scope.contract_id},
    )
    return count


def recall_row(scope: Scope, recall_id: UUID, *, lock: bool = False) -> RecallRow | None:
    """One recall, locked until the change ends where asked for; None where there is none."""
    end = "FOR NO KEY UPDATE OF r" if lock else ""
    found = rows(RecallRow, f"{_RECALLS} AND r.id = %(id)s {end}", {"contract": scope.contract_id, "id": recall_id})
    return found[0] if found else None


def recalls_of(scope: Scope, *, product_id: UUID, lot: str) -> tuple[RecallRow, ...]:
    """The recalls that name things of a product and lot, or (lot empty) may name them; lifted ones too."""
    return rows(
        RecallRow,
        f"""{_RECALLS} AND r.product_id = %(product)s AND (%(lot)s = '' OR lower(r.lot) IN ('', lower(%(lot)s)))
            ORDER BY r.begun_at, r.id""",
        {"contract": scope.contract_id, "product": product_id, "lot": lot},
    )


_GONE = "('SCRAPPED', 'LOST', 'SOLD', 'GIFTED', 'TRANSFERRED')"
# What has no lot in the record may be of any.
_OF_LOT = "(%(lot)s = '' OR lower({of}.lot) IN (lower(%(lot)s), ''))"


def recalled_assets(scope: Scope, *, product_id: UUID, lot: str) -> tuple[AssetRow, ...]:
    """The items of a product (and lot, or of no known lot) that are not gone, locked in the order of their keys."""
    return rows(
        asset_row,
        f"""{ASSET_COLUMNS} {ASSET_SOURCE} AND a.product_id = %(product)s AND {_OF_LOT.format(of="a")}
            AND a.state NOT IN {_GONE} ORDER BY a.id FOR NO KEY UPDATE OF a""",
        {"contract": scope.contract_id, "product": product_id, "lot": lot},
    )


def recalled_pieces(scope: Scope, *, product_id: UUID, lot: str) -> tuple[CellRow, ...]:
    """The counted pieces of a product (and lot, or of no known lot) that lie in stores and are not set apart yet."""
    return rows(
        cell_row,
        f"""SELECT c.product_id, p.code, p.name, c.lot, c.place_id, l.name, c.condition, c.quantity, c.used
            FROM stock_stockcell c JOIN catalogue_product p ON p.id = c.product_id
            JOIN stock_place l ON l.id = c.place_id AND l.kind IN ('DEPOT', 'SATELLITE', 'REPAIRER')
            WHERE c.contract_id = %(contract)s AND c.product_id = %(product)s AND {_OF_LOT.format(of="c")}
            AND c.quantity > 0
            AND c.condition IN ('READY', 'HELD', 'RETURNED_DIRTY', 'DECONTAMINATED', 'IN_REPAIR', 'PASSED')
            ORDER BY c.place_id, c.lot, c.condition""",
        {"contract": scope.contract_id, "product": product_id, "lot": lot},
    )


_WHERE = f"""
    SELECT kind, place, state, sum(pieces)::int, without_lot FROM (
        SELECT coalesce(l.kind, 'HOME') AS kind,
            CASE WHEN l.kind = 'HOME' THEN '' ELSE coalesce(l.name, '') END AS place,
            t.state, t.pieces, t.lot = '' AND %(lot)s <> '' AS without_lot
        FROM (
            SELECT place_id, state, lot, 1 AS pieces FROM stock_asset
            WHERE contract_id = %(contract)s AND product_id = %(product)s AND state NOT IN {_GONE}
            UNION ALL
            SELECT place_id, condition, lot, quantity FROM stock_stockcell
            WHERE contract_id = %(contract)s AND product_id = %(product)s AND quantity > 0
        ) t LEFT JOIN stock_place l ON l.id = t.place_id
        WHERE %(lot)s = '' OR lower(t.lot) IN (lower(%(lot)s), '')
    ) w GROUP BY kind, place, state, without_lot ORDER BY without_lot, kind, place, state
"""


def where_recalled(scope: Scope, *, product_id: UUID, lot: str) -> tuple[RecalledAt, ...]:
    """Where all of it is now: in stores, on vans, with people."""
    found = rows(lambda *row: row, _WHERE, {"contract": scope.contract_id, "product": product_id, "lot": lot})
    return tuple(RecalledAt(kind, place, AssetState(state), count, lacks) for kind, place, state, count, lacks in found)


def lot_seen(scope: Scope, *, product_id: UUID, lot: str) -> bool:
    """Whether the record knows anything of this product and lot, in a store, in a home or gone."""
    (seen,) = rows(
        bool,
        """SELECT EXISTS (SELECT FROM stock_asset
               WHERE contract_id = %(contract)s AND product_id = %(product)s AND lower(lot) = lower(%(lot)s))
           OR EXISTS (SELECT FROM stock_stockcell
               WHERE contract_id = %(contract)s AND product_id = %(product)s AND lower(lot) = lower(%(lot)s))""",
        {"contract": scope.contract_id, "product": product_id, "lot": lot},
    )
    return seen


@dataclass(frozen=True, slots=True)
class RecalledItem:
    """One numbered item that a recall may name. `place` empty: in a home; `lot` empty: nobody wrote it down."""

    number: str
    lot: str
    state: AssetState
    place: str


_ITEMS = f"""
    SELECT a.number, a.lot, a.state, CASE WHEN l.kind = 'HOME' THEN '' ELSE coalesce(l.name, '') END
    FROM stock_asset a LEFT JOIN stock_place l ON l.id = a.place_id
    WHERE a.contract_id = %(contract)s AND a.product_id = %(product)s AND a.state NOT IN {_GONE}
    AND {_OF_LOT.format(of="a")}
    ORDER BY a.lot = '' AND %(lot)s <> '' DESC, a.state, a.number LIMIT %(limit)s
"""


def recalled_items(scope: Scope, recall: RecallRow, *, limit: int) -> tuple[RecalledItem, ...]:
    """The items of a recall one by one: first those of which nobody knows the lot."""
    asked = {"contract": scope.contract_id, "product": recall.product_id, "lot": recall.lot, "limit": limit}
    found = rows(lambda *row: row, _ITEMS, asked)
    return tuple(RecalledItem(number, lot, AssetState(state), place) for number, lot, state, place in found)
