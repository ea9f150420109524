"""Reads what was said of things: what they were in contact with since they came back, how they were cleaned last.
Refuses to take the statement of an earlier return for this one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.rules.care import InfectionRisk
from handrail.stock.states import AssetState

# An item came back when it left other hands, or when it was booked in dirty; a stay in quarantine is no return.
_CAME_BACK = """coalesce((
    SELECT m.happened_at FROM stock_assetmove m WHERE m.contract_id = a.contract_id AND m.subject_id = a.id
    AND (m.from_state IN ('ON_LOAN', 'LOST', 'SOLD', 'GIFTED', 'TRANSFERRED') OR m.from_state IS NULL
         OR m.to_state = 'RETURNED_DIRTY' AND m.from_state NOT IN ('RETURNED_DIRTY', 'QUARANTINED'))
    ORDER BY m.seq DESC LIMIT 1), '-infinity')
"""
_ASSETS = f"""
    SELECT a.number FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.id = ANY(%(assets)s)
    AND NOT EXISTS (
        SELECT FROM stock_contamination c WHERE c.contract_id = a.contract_id AND c.asset_id = a.id
        AND c.happened_at >= {_CAME_BACK})
"""
# Pieces of counted stock are not told apart: what was said last must be no older than the last that came.
_COUNTS = """
    SELECT p.name FROM unnest(%(products)s::uuid[], %(lots)s::text[]) AS n(product_id, lot)
    JOIN catalogue_product p ON p.id = n.product_id
    WHERE NOT EXISTS (
        SELECT FROM stock_contamination c WHERE c.contract_id = %(contract)s AND c.asset_id IS NULL
        AND c.product_id = n.product_id AND c.depot_id = %(place)s AND c.lot = n.lot
        AND c.happened_at >= coalesce((
            SELECT m.happened_at FROM stock_stockmove m WHERE m.contract_id = %(contract)s
            AND m.product_id = n.product_id AND m.lot = n.lot AND m.to_place_id = %(place)s
            AND m.to_condition = 'RETURNED_DIRTY'
            AND (m.from_place_id IS DISTINCT FROM m.to_place_id OR m.from_condition <> 'QUARANTINED')
            ORDER BY m.happened_at DESC LIMIT 1), '-infinity'))
"""


def not_stated(
    scope: Scope, place_id: UUID, asset_ids: Collection[UUID], counts: Sequence[tuple[UUID, str]]
) -> tuple[str, ...]:
    """The numbers of items, and the names of counted products (product, lot) in this store, of which nobody has said
    since they came back what they were in contact with; one statement."""
    return rows(
        str,
        f"{_ASSETS} UNION ALL {_COUNTS}",
        {
            "contract": scope.contract_id, "place": place_id, "assets": list(asset_ids),
            "products": [product_id for product_id, _ in counts], "lots": [lot for _, lot in counts],
        },
    )  # fmt: skip


def last_cleans(scope: Scope, asset_ids: Collection[UUID]) -> dict[UUID, tuple[str, int]]:
    """By which method, and for how many minutes, each item was cleaned last; its longest step where it had several."""
    found = rows(
        lambda *row: row,
        """SELECT DISTINCT ON (asset_id) asset_id, method, minutes FROM stock_decontamination
           WHERE contract_id = %(contract)s AND asset_id = ANY(%(assets)s)
           ORDER BY asset_id, happened_at DESC, minutes DESC, id""",
        {"contract": scope.contract_id, "assets": list(asset_ids)},
    )
    return {asset_id: (method, minutes) for asset_id, method, minutes in found}


@dataclass(frozen=True, slots=True)
class StatedRisk:
    """What was stated of something not cleaned since: of an item, or of counted pieces of a product and lot in a store.
    `contact_with`: codes of `Contact`."""

    asset_id: UUID | None
    product_id: UUID
    place_id: UUID
    lot: str
    name: str
    risk: InfectionRisk
    contact_with: tuple[str, ...]
    precautions: str
    by: str
    at: datetime


# What was said of an item last counts. Pieces are not told apart: each statement stands until some are cleaned.
_SAYS_SOMETHING = "({row}.infection_risk = 'YES' OR {row}.contact_with <> '{{}}' OR {row}.precautions <> '')"
_RISKS = f"""
    SELECT a.id, a.product_id, c.depot_id, '', a.number, c.infection_risk, c.contact_with, c.precautions,
        coalesce(u.name, ''), c.happened_at
    FROM stock_asset a
    JOIN LATERAL (
        SELECT s.* FROM stock_contamination s WHERE s.contract_id = a.contract_id AND s.asset_id = a.id
        ORDER BY s.happened_at DESC, s.id DESC LIMIT 1) c ON {_SAYS_SOMETHING.format(row="c")}
    LEFT JOIN identity_user u ON u.id = c.by_id
    WHERE a.contract_id = %(contract)s AND a.id = ANY(%(assets)s) AND c.happened_at >= {_CAME_BACK}
    AND (a.state = 'RETURNED_DIRTY' OR a.state = 'QUARANTINED' AND NOT EXISTS (
        SELECT FROM stock_decontamination d WHERE d.contract_id = a.contract_id AND d.asset_id = a.id
        AND d.happened_at >= c.happened_at))
    UNION ALL
    (SELECT DISTINCT ON (c.product_id, c.depot_id, c.lot, c.infection_risk, c.contact_with, c.precautions) NULL::uuid,
        c.product_id, c.depot_id, c.lot, p.name, c.infection_risk, c.contact_with, c.precautions, coalesce(u.name, ''),
        c.happened_at
    FROM stock_contamination c
    JOIN catalogue_product p ON p.id = c.product_id
    LEFT JOIN identity_user u ON u.id = c.by_id
    WHERE c.contract_id = %(contract)s AND c.asset_id IS NULL AND {_SAYS_SOMETHING.format(row="c")}
    AND c.product_id = ANY(%(products)s) AND NOT EXISTS (
        SELECT FROM stock_decontamination d WHERE d.contract_id = c.contract_id AND d.asset_id IS NULL
        AND d.product_id = c.product_id AND d.depot_id = c.depot_id AND d.lot = c.lot
        AND d.happened_at >= c.happened_at)
    ORDER BY c.product_id, c.depot_id, c.lot, c.infection_risk, c.contact_with, c.precautions, c.happened_at DESC)
"""


def stated_on_vans(scope: Scope) -> tuple[StatedRisk, ...]:
    """The same of what crews took along and no store has booked in yet. Three statements."""
    on_vans = rows(
        lambda asset_id: asset_id,
        """SELECT a.id FROM stock_asset a JOIN stock_place l ON l.id = a.place_id AND l.kind = 'VAN'
           WHERE a.contract_id = %(contract)s AND a.state = 'RETURNED_DIRTY' ORDER BY a.number""",
        {"contract": scope.contract_id},
    )
    counted = rows(
        lambda product_id: product_id,
        """SELECT DISTINCT c.product_id FROM stock_stockcell c
           JOIN stock_place l ON l.id = c.place_id AND l.kind = 'VAN'
           WHERE c.contract_id = %(contract)s AND c.condition = 'RETURNED_DIRTY' AND c.quantity > 0""",
        {"contract": scope.contract_id},
    )
    return stated_of(scope, on_vans, counted)


@dataclass(frozen=True, slots=True)
class BackOnVan:
    """Something that a crew took along and no store has booked in. `code`: as it is scanned; `risk`: what was said
    of it since it left its home, a code of `InfectionRisk`, empty where nobody said anything."""

    van_id: UUID
    van: str
    code: str
    product: str
    quantity: int
    risk: str
    by: str


def back_on_vans(scope: Scope) -> tuple[BackOnVan, ...]:
    """What is to come off each van, van by van; one statement."""
    return rows(
        BackOnVan,
        f"""SELECT l.id, l.name, a.number, p.name, 1, coalesce(c.infection_risk, ''), coalesce(u.name, '')
            FROM stock_asset a JOIN stock_place l ON l.id = a.place_id AND l.kind = 'VAN'
            JOIN catalogue_product p ON p.id = a.product_id
            LEFT JOIN LATERAL (
                SELECT s.infection_risk, s.by_id FROM stock_contamination s WHERE s.contract_id = a.contract_id
                AND s.asset_id = a.id AND s.happened_at >= {_CAME_BACK}
                ORDER BY s.happened_at DESC, s.id DESC LIMIT 1) c ON true
            LEFT JOIN identity_user u ON u.id = c.by_id
            WHERE a.contract_id = %(contract)s AND a.state IN ('RETURNED_DIRTY', 'QUARANTINED')
            UNION ALL
            SELECT l.id, l.name, p.code || ' x ' || sum(c.quantity), p.name, sum(c.quantity)::int, '', ''
            FROM stock_stockcell c JOIN stock_place l ON l.id = c.place_id AND l.kind = 'VAN'
            JOIN catalogue_product p ON p.id = c.product_id
            WHERE c.contract_id = %(contract)s AND c.condition = 'RETURNED_DIRTY' AND c.quantity > 0
            GROUP BY l.id, l.name, p.code, p.name
            ORDER BY 2, 4, 3""",
        {"contract": scope.contract_id},
    )


def stated_since_back(scope: Scope, asset_ids: Collection[UUID]) -> frozenset[UUID]:
    """The items among these of which somebody said something since they left other hands."""
    return frozenset(
        rows(
            lambda asset_id: asset_id,
            f"""SELECT a.id FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.id = ANY(%(assets)s)
                AND EXISTS (SELECT FROM stock_contamination c WHERE c.contract_id = a.contract_id
                    AND c.asset_id = a.id AND c.happened_at >= {_CAME_BACK})""",
            {"contract": scope.contract_id, "assets": list(asset_ids)},
        )
    )


def stated_of(scope: Scope, asset_ids: Collection[UUID], product_ids: Collection[UUID]) -> tuple[StatedRisk, ...]:
    """What is to be known before somebody works with these items, and counted pieces of these products in every store:
    a known risk of infection, what they were in contact with, how to be safe. Nothing where nothing of it was said."""
    if not asset_ids and not product_ids:
        return ()
    asked = {"contract": scope.contract_id, "assets": list(asset_ids), "products": list(product_ids)}
    return rows(_stated, _RISKS, asked)


def _stated(*row: Any) -> StatedRisk:
    values = list(row)
    values[5], values[6] = InfectionRisk(values[5]), tuple(values[6])
    return StatedRisk(*values)


def known_risks(scope: Scope, asset_ids: Collection[UUID], product_ids: Collection[UUID]) -> tuple[StatedRisk, ...]:
    """The known risks of infection alone."""
    return tuple(one for one in stated_of(scope, asset_ids, product_ids) if one.risk is InfectionRisk.YES)


def states_before_apart(scope: Scope, asset_ids: Collection[UUID]) -> dict[UUID, AssetState]:
    """How each of these items was before it was set apart; none for what was so from the first. One statement."""
    if not asset_ids:
        return {}
    found = rows(
        lambda asset_id, state: (asset_id, AssetState(state)),
        """SELECT DISTINCT ON (m.subject_id) m.subject_id, m.to_state FROM stock_assetmove m
           WHERE m.contract_id = %(contract)s AND m.subject_id = ANY(%(assets)s)
           AND m.to_state NOT IN ('QUARANTINED', 'SCRAPPED') ORDER BY m.subject_id, m.seq DESC""",
        {"contract": scope.contract_id, "assets": list(asset_ids)},
    )
    return dict(found)


@dataclass(frozen=True, slots=True)
class WhyApart:
    """Why an item (`asset_id`), or pieces of a product and lot in a store, were set apart last."""

    asset_id: UUID | None
    product_id: UUID | None
    place_id: UUID | None
    lot: str
    reason: str


_WHY = """
    (SELECT DISTINCT ON (m.subject_id) m.subject_id, NULL::uuid, NULL::uuid, '', m.reason FROM stock_assetmove m
    WHERE m.contract_id = %(contract)s AND m.subject_id = ANY(%(assets)s) AND m.to_state = 'QUARANTINED'
    AND m.from_state IS DISTINCT FROM 'QUARANTINED' ORDER BY m.subject_id, m.seq DESC)
    UNION ALL
    (SELECT DISTINCT ON (m.product_id, m.to_place_id, m.lot) NULL::uuid, m.product_id, m.to_place_id, m.lot, m.reason
    FROM stock_stockmove m WHERE m.contract_id = %(contract)s AND m.product_id = ANY(%(products)s)
    AND m.to_condition = 'QUARANTINED' AND m.from_condition IS DISTINCT FROM 'QUARANTINED'
    ORDER BY m.product_id, m.to_place_id, m.lot, m.happened_at DESC, m.id DESC)
"""


def why_apart(scope: Scope, asset_ids: Collection[UUID], product_ids: Collection[UUID]) -> tuple[WhyApart, ...]:
    """Why these items, and pieces of these products in each store, are set apart; one statement, none for none."""
    if not asset_ids and not product_ids:
        return ()
    asked = {"contract": scope.contract_id, "assets": list(asset_ids), "products": list(product_ids)}
    return rows(WhyApart, _WHY, asked)
