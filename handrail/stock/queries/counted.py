"""Reads moves of counted stock, alone or as a product's history.
Refuses nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.states import AssetState


@dataclass(frozen=True, slots=True)
class CountedMoveRow:
    """One move of counted stock; an empty side is the world outside. `mended`: another move puts it right."""

    id: UUID
    product_id: UUID
    product_name: str
    lot: str
    quantity: int
    from_place_id: UUID | None
    from_place: str
    from_condition: AssetState | None
    to_place_id: UUID | None
    to_place: str
    to_condition: AssetState | None
    happened_at: datetime
    by: str
    reason: str
    mended: bool
    line_id: UUID | None


_MOVES = """
    SELECT m.id, m.product_id, p.name, m.lot, m.quantity, m.from_place_id, coalesce(f.name, ''), m.from_condition,
        m.to_place_id, coalesce(t.name, ''), m.to_condition, m.happened_at, coalesce(u.name, ''), m.reason,
        EXISTS (SELECT 1 FROM stock_stockmove n WHERE n.mends_id = m.id AND n.contract_id = m.contract_id),
        m.line_id
    FROM stock_stockmove m
    JOIN catalogue_product p ON p.id = m.product_id
    LEFT JOIN stock_place f ON f.id = m.from_place_id
    LEFT JOIN stock_place t ON t.id = m.to_place_id
    LEFT JOIN identity_user u ON u.id = m.by_id
    WHERE m.contract_id = %(contract)s
"""


def _row(*row: Any) -> CountedMoveRow:
    values = dict(zip(CountedMoveRow.__slots__, row, strict=True))
    for name in ("from_condition", "to_condition"):
        values[name] = AssetState(values[name]) if values[name] else None
    return CountedMoveRow(**values)


def counted_move_locked(scope: Scope, move_id: UUID) -> CountedMoveRow | None:
    """One move, or None; whoever else would put it right waits for this change, and sees then that it is done."""
    # A row that nobody may change cannot be locked either, so its key is.
    rows(lambda *_: None, "SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0))", {"key": f"move {move_id}"})
    found = rows(_row, f"{_MOVES} AND m.id = %(id)s", {"contract": scope.contract_id, "id": move_id})
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A move of counted stock to a home for a line, and how many of it were not taken back since."""

    id: UUID
    lot: str
    left: int
    home_id: UUID


def hand_overs(scope: Scope, line_id: UUID) -> tuple[HandOver, ...]:
    """What was handed over of a counted line, the latest first."""
    return rows(
        HandOver,
        """SELECT m.id, m.lot, (m.quantity - coalesce((SELECT sum(n.quantity) FROM stock_stockmove n
               WHERE n.mends_id = m.id AND n.from_place_id = m.to_place_id AND n.from_condition = m.to_condition),
               0))::int, m.to_place_id
           FROM stock_stockmove m
           WHERE m.contract_id = %(contract)s AND m.line_id = %(line)s AND m.to_condition = 'ON_LOAN'
           AND m.from_condition IS DISTINCT FROM 'ON_LOAN'
           ORDER BY m.happened_at DESC, m.id DESC""",
        {"contract": scope.contract_id, "line": line_id},
    )
