"""Reads moves of counted stock, alone or as a product's history.
Refuses nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.codes import DepotFinding
from handrail.stock.rules.mending import Gone
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
    """A move of counted stock to a home for a line, and how many of it were not taken back since. `was`: in which
    condition they left; None where the record had none there. `told_id`: the open difference that tells of these."""

    id: UUID
    lot: str
    left: int
    home_id: UUID
    was: AssetState | None
    told_id: UUID | None


def hand_overs(scope: Scope, line_id: UUID) -> tuple[HandOver, ...]:
    """What was handed over of a counted line, the latest first."""
    return rows(
        lambda id_, lot, left, home_id, was, told_id: HandOver(
            id_, lot, left, home_id, AssetState(was) if was else None, told_id
        ),
        """SELECT m.id, m.lot, (m.quantity - coalesce((SELECT sum(n.quantity) FROM stock_stockmove n
               WHERE n.mends_id = m.id AND n.from_condition = m.to_condition), 0))::int, m.to_place_id,
               m.from_condition, d.id
           FROM stock_stockmove m
           LEFT JOIN stock_discrepancy d ON m.from_condition IS NULL AND d.settled_at IS NULL
               AND d.contract_id = m.contract_id AND d.id = coalesce(
                   (SELECT n.discrepancy_id FROM stock_stockmove n WHERE n.mends_id = m.id
                    AND n.from_condition = 'ON_LOAN' ORDER BY n.audit_id DESC LIMIT 1), m.discrepancy_id)
           WHERE m.contract_id = %(contract)s AND m.line_id = %(line)s AND m.to_condition = 'ON_LOAN'
           AND m.from_condition IS DISTINCT FROM 'ON_LOAN'
           ORDER BY m.happened_at DESC, m.id DESC""",
        {"contract": scope.contract_id, "line": line_id},
    )


def given_for(scope: Scope, line_id: UUID) -> tuple[Gone, ...]:
    """What left the stock of a counted line for good, the latest first: so many of each move as were not put back."""
    return rows(
        lambda id_, lot, left, was: Gone(id_, lot, left, AssetState(was)),
        """SELECT m.id, m.lot, (m.quantity - coalesce((SELECT sum(n.quantity) FROM stock_stockmove n
               WHERE n.mends_id = m.id AND n.from_condition IS NULL), 0))::int, m.from_condition
           FROM stock_stockmove m
           WHERE m.contract_id = %(contract)s AND m.line_id = %(line)s AND m.to_condition IS NULL
           ORDER BY m.happened_at DESC, m.id DESC""",
        {"contract": scope.contract_id, "line": line_id},
    )


@dataclass(frozen=True, slots=True)
class Taking:
    """A move of counted stock out of a home, and how many of it were not given back since."""

    id: UUID
    lot: str
    left: int
    place_id: UUID
    condition: AssetState


def takings(scope: Scope, person_id: UUID, product_id: UUID) -> tuple[Taking, ...]:
    """What came back of a product from a person, out of any home of theirs, the latest first."""
    return rows(
        lambda id_, lot, left, place_id, condition: Taking(id_, lot, left, place_id, AssetState(condition)),
        """SELECT m.id, m.lot, (m.quantity - coalesce((SELECT sum(n.quantity) FROM stock_stockmove n
               WHERE n.mends_id = m.id AND n.to_condition = 'ON_LOAN'), 0))::int, m.to_place_id, m.to_condition
           FROM stock_stockmove m
           WHERE m.contract_id = %(contract)s AND m.product_id = %(product)s
           AND m.from_condition = 'ON_LOAN' AND m.to_condition = 'RETURNED_DIRTY' AND m.from_place_id IN
               (SELECT id FROM people_address WHERE contract_id = %(contract)s AND person_id = %(person)s)
           ORDER BY m.happened_at DESC, m.id DESC""",
        {"contract": scope.contract_id, "person": person_id, "product": product_id},
    )


@dataclass(frozen=True, slots=True)
class KeptPieces:
    """So many pieces that are kept for a line in a store, or lie on a van for it."""

    place_id: UUID
    condition: AssetState
    lot: str
    quantity: int


def pieces_kept(scope: Scope, line_id: UUID) -> tuple[KeptPieces, ...]:
    """Where the pieces for a line lie that are not with the person: the sum of its moves, what is on a van first."""
    return rows(
        lambda place_id, condition, lot, quantity: KeptPieces(place_id, AssetState(condition), lot, quantity),
        """WITH sides AS (
               SELECT to_place_id AS place_id, to_condition AS condition, lot, quantity FROM stock_stockmove
               WHERE contract_id = %(contract)s AND line_id = %(line)s
               UNION ALL
               SELECT from_place_id, from_condition, lot, -quantity FROM stock_stockmove
               WHERE contract_id = %(contract)s AND line_id = %(line)s)
           SELECT place_id, condition, lot, sum(quantity)::int FROM sides WHERE condition IN ('HELD', 'LOADED')
           GROUP BY place_id, condition, lot HAVING sum(quantity) > 0 ORDER BY condition DESC, lot, place_id""",
        {"contract": scope.contract_id, "line": line_id},
    )


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """A difference that is not settled, with all that tells of it."""

    id: UUID
    kind: str
    owner_role: str
    product_id: UUID
    person_id: UUID | None
    place_id: UUID | None
    quantity: int
    code_read: str
    detail: str
    visit_id: UUID | None


@dataclass(frozen=True, slots=True)
class CountedApart:
    """So many pieces that a stock take counted beyond the record, or fewer; `told`: the difference that tells of them,
    open."""

    id: UUID
    lot: str
    condition: AssetState
    left: int
    told: OpenDifference | None


_COUNTED_APART = """
    FROM stock_stockmove m JOIN stock_discrepancy d ON d.id = m.discrepancy_id AND d.kind = %(kind)s
    CROSS JOIN (SELECT product_id, min(happened_at) AS since FROM stock_stockmove
        WHERE contract_id = %(contract)s AND id = ANY(%(moves)s) GROUP BY product_id) first
    WHERE m.contract_id = %(contract)s AND m.product_id = first.product_id AND m.happened_at > first.since
    AND (m.to_place_id = %(place)s AND m.from_place_id IS NULL OR m.from_place_id = %(place)s AND m.to_place_id IS NULL)
"""


def counted_apart_since(
    scope: Scope, place_id: UUID, move_ids: Collection[UUID], kind: DepotFinding
) -> tuple[CountedApart, ...]:
    """What stock takes of a store counted too many (or too few: `kind`) since the first of these moves, of its product,
    oldest first: as far as it was not put right again. The differences that tell of it are locked first, and how much
    is left is read then."""

    def read(id_: UUID, lot: str, condition: str, left: int, settled_at: datetime | None, *told: Any) -> CountedApart:
        return CountedApart(id_, lot, AssetState(condition), left, None if settled_at else OpenDifference(*told))

    asked = {"contract": scope.contract_id, "place": place_id, "moves": list(move_ids), "kind": kind.value}
    rows(bool, f"SELECT true {_COUNTED_APART} ORDER BY d.id FOR NO KEY UPDATE OF d", asked)
    return rows(
        read,
        f"""SELECT m.id, m.lot, coalesce(m.to_condition, m.from_condition),
               (m.quantity - coalesce((SELECT sum(n.quantity) FROM stock_stockmove n WHERE n.mends_id = m.id
                   AND (n.to_condition IS NULL OR n.from_condition IS NULL)), 0))::int,
               d.settled_at, d.id, d.kind, d.owner_role, d.product_id, d.person_id, d.place_id, d.quantity,
               d.code_read, d.detail, d.visit_id
           {_COUNTED_APART} ORDER BY m.happened_at, m.id""",
        asked,
    )


def told_of(
    scope: Scope, line_id: UUID, kinds: Collection[str], moments: Sequence[datetime] = ()
) -> tuple[OpenDifference, ...]:
    """The open differences of these kinds that were found with what was handed over of a line, or left open with one of
    its mendings, by key and locked. `moments`: when else something of the line was handed over or mended."""
    return rows(
        OpenDifference,
        """WITH handed AS (
               SELECT id, product_id, happened_at FROM stock_stockmove
               WHERE contract_id = %(contract)s AND line_id = %(line)s AND to_condition = 'ON_LOAN'),
           moved AS (
               SELECT product_id, happened_at FROM handed
               UNION
               SELECT product_id, happened_at FROM stock_stockmove
               WHERE contract_id = %(contract)s AND mends_id IN (SELECT id FROM handed))
           SELECT d.id, d.kind, d.owner_role, d.product_id, d.person_id, d.place_id, d.quantity, d.code_read, d.detail,
               d.visit_id
           FROM stock_discrepancy d
           WHERE d.contract_id = %(contract)s AND d.settled_at IS NULL AND d.kind = ANY(%(kinds)s)
           AND d.person_id = (SELECT person_id FROM orders_orderline WHERE id = %(line)s)
           AND ((d.product_id, d.happened_at) IN (SELECT product_id, happened_at FROM moved)
                OR d.happened_at = ANY(%(moments)s::timestamptz[])
                AND d.product_id = (SELECT product_id FROM orders_orderline WHERE id = %(line)s))
           ORDER BY d.id FOR NO KEY UPDATE OF d""",
        {"contract": scope.contract_id, "line": line_id, "kinds": list(kinds), "moments": list(moments)},
    )
