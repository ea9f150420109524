"""Reads what a stock take has counted, beside what the record says now.
Refuses nothing; closing decides what follows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.states import AssetState


@dataclass(frozen=True, slots=True)
class TakeFact:
    """An open or closed stock take."""

    id: UUID
    place_id: UUID
    category: str
    is_open: bool


def take_for_update(scope: Scope, take_id: UUID) -> TakeFact | None:
    """A stock take, locked until the change ends; None where there is none."""
    found = rows(
        TakeFact,
        """SELECT id, place_id, category, closed_at IS NULL FROM stock_stocktake
           WHERE contract_id = %(contract)s AND id = %(id)s FOR NO KEY UPDATE""",
        {"contract": scope.contract_id, "id": take_id},
    )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class CountedItem:
    """An item as counted or as recorded: `seen` was scanned in this take, `here` is recorded in its store."""

    asset_id: UUID
    number: str
    product_id: UUID
    product_name: str
    state: AssetState
    held_for_line_id: UUID | None
    place: str
    seen: bool
    here: bool


# What a store holds: everything else is with people, on vans or gone.
_STORED = "('READY', 'HELD', 'RETURNED_DIRTY', 'DECONTAMINATED', 'IN_REPAIR', 'PASSED', 'QUARANTINED')"


def _item(*row: Any) -> CountedItem:
    values = dict(zip(CountedItem.__slots__, row, strict=True))
    values["state"] = AssetState(values["state"])
    return CountedItem(**values)


def take_items(scope: Scope, take: TakeFact) -> tuple[CountedItem, ...]:
    """Every item that was scanned or should be here, by number; locked in the order of the keys by the caller."""
    return rows(
        _item,
        f"""SELECT a.id, a.number, p.id, p.name, a.state, a.held_for_line_id, coalesce(l.name, ''), c.id IS NOT NULL,
                a.place_id = %(place)s AND a.state IN {_STORED}
            FROM stock_asset a
            JOIN catalogue_product p ON p.id = a.product_id
            LEFT JOIN stock_place l ON l.id = a.place_id
            LEFT JOIN stock_countline c ON c.asset_id = a.id AND c.stock_take_id = %(take)s
            WHERE a.contract_id = %(contract)s AND (c.id IS NOT NULL
                OR (a.place_id = %(place)s AND a.state IN {_STORED}
                    AND (%(category)s = '' OR p.category = %(category)s)))
            ORDER BY a.number""",
        {"contract": scope.contract_id, "place": take.place_id, "take": take.id, "category": take.category},
    )


@dataclass(frozen=True, slots=True)
class CountedCell:
    """A cell of the store: `counted` None where nobody has counted it yet; `recorded` is what the record says now."""

    product_id: UUID
    product_code: str
    product_name: str
    lot: str
    condition: AssetState
    recorded: int
    recorded_then: int
    counted: int | None


def _cell(*row: Any) -> CountedCell:
    values = dict(zip(CountedCell.__slots__, row, strict=True))
    values["condition"] = AssetState(values["condition"])
    return CountedCell(**values)


def take_cells(scope: Scope, take: TakeFact) -> tuple[CountedCell, ...]:
    """Every cell that was counted or holds something; of several counts of a cell the last one holds."""
    return rows(
        _cell,
        f"""WITH counts AS (
                SELECT DISTINCT ON (product_id, lot, condition) product_id, lot, condition, recorded_quantity,
                    counted_quantity
                FROM stock_countline WHERE stock_take_id = %(take)s AND asset_id IS NULL AND product_id IS NOT NULL
                ORDER BY product_id, lot, condition, counted_at DESC, id DESC
            ), here AS (
                SELECT product_id, lot, condition, quantity FROM stock_stockcell
                WHERE contract_id = %(contract)s AND place_id = %(place)s AND condition IN {_STORED} AND quantity > 0
            )
            SELECT p.id, p.code, p.name, coalesce(h.lot, c.lot), coalesce(h.condition, c.condition),
                coalesce(h.quantity, 0), coalesce(c.recorded_quantity, 0), c.counted_quantity
            FROM here h FULL JOIN counts c
                ON c.product_id = h.product_id AND c.lot = h.lot AND c.condition = h.condition
            JOIN catalogue_product p ON p.id = coalesce(h.product_id, c.product_id)
            WHERE c.product_id IS NOT NULL OR %(category)s = '' OR p.category = %(category)s
            ORDER BY p.name, 4, 5""",
        {"contract": scope.contract_id, "place": take.place_id, "take": take.id, "category": take.category},
    )


@dataclass(frozen=True, slots=True)
class CountSince:
    """A cell was counted by a take after the move `gone_id`; `line_id`: the count that holds."""

    gone_id: UUID
    lot: str
    condition: AssetState
    take_id: UUID
    is_open: bool
    line_id: UUID


def counts_since(
    scope: Scope, place_id: UUID, cells: Collection[tuple[UUID, str, AssetState]]
) -> tuple[CountSince, ...]:
    """Which of these cells of a store, each with the move that is said to have taken pieces out of it, were counted
    since; the takes are locked. What was set apart by a recall may have been counted as if it was not."""
    return rows(
        lambda gone_id, lot, condition, *of_take: CountSince(gone_id, lot, AssetState(condition), *of_take),
        """SELECT x.gone_id, x.lot, x.condition, t.id, t.closed_at IS NULL, c.id
           FROM unnest(%(gone)s::uuid[], %(lots)s::text[], %(conditions)s::text[]) x (gone_id, lot, condition)
           JOIN stock_stockmove m ON m.id = x.gone_id AND m.contract_id = %(contract)s
           JOIN stock_stocktake t ON t.contract_id = m.contract_id AND t.place_id = %(place)s
               AND (t.closed_at IS NULL OR t.closed_at > m.happened_at)
           JOIN LATERAL (
               SELECT l.id, l.counted_at FROM stock_countline l
               WHERE l.stock_take_id = t.id AND l.asset_id IS NULL AND l.product_id = m.product_id AND l.lot = x.lot
               AND (l.condition = x.condition OR x.condition = 'QUARANTINED' AND l.condition = 'READY')
               ORDER BY l.condition = x.condition DESC, l.counted_at DESC, l.id DESC LIMIT 1
           ) c ON c.counted_at > m.happened_at
           ORDER BY t.id FOR NO KEY UPDATE OF t""",
        {
            "contract": scope.contract_id, "place": place_id, "gone": [gone_id for gone_id, _, _ in cells],
            "lots": [lot for _, lot, _ in cells], "conditions": [condition.value for _, _, condition in cells],
        },
    )  # fmt: skip


def unknown_codes(scope: Scope, take_id: UUID) -> tuple[str, ...]:
    """The codes scanned in a take that nobody knows."""
    return rows(
        str,
        """SELECT code_read FROM stock_countline WHERE contract_id = %(contract)s AND stock_take_id = %(id)s
           AND asset_id IS NULL AND product_id IS NULL ORDER BY counted_at, id""",
        {"contract": scope.contract_id, "id": take_id},
    )
