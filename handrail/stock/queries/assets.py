"""Reads items, alone or many at once, with the columns of their product that decide what may be done with them.
Refuses items of another contract: they are as if they were not there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.states import AssetState


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One item and its product. `bin`: its own shelf, or that of its product in the same store. Months are None where
    the product needs no such check; money in pence."""

    id: UUID
    number: str
    serial: str
    lot: str
    product_id: UUID
    product_code: str
    product_name: str
    category: str
    decontamination_method: str
    decontamination_minutes: int
    electrical_test_months: int | None
    examination_months: int | None
    service_months: int | None
    state: AssetState
    state_at: datetime
    place_id: UUID
    place_kind: str
    place_name: str
    bin: str
    issues: int
    bought_on: date | None
    condition_grade: str
    electrical_test_due_on: date | None
    examination_due_on: date | None
    service_due_on: date | None
    alert_reference: str
    held_for_line_id: UUID | None
    discrepancy_id: UUID | None


# A home that the user's partner does not reach is not shown, but its item is.
ASSET_COLUMNS = """
    SELECT a.id, a.number, a.serial, a.lot, p.id, p.code, p.name, p.category, p.decontamination_method,
           p.decontamination_minutes, p.electrical_test_months, p.examination_months, p.service_months, a.state,
           a.state_at, a.place_id, coalesce(l.kind, 'HOME'), coalesce(l.name, ''),
           coalesce(nullif(a.bin, ''), (SELECT b.label FROM stock_bin b WHERE b.contract_id = a.contract_id
               AND b.place_id = a.place_id AND b.product_id = a.product_id), ''), a.issues, a.bought_on,
           a.condition_grade, a.electrical_test_due_on, a.examination_due_on, a.service_due_on, a.alert_reference,
           a.held_for_line_id, a.discrepancy_id
"""
ASSET_SOURCE = """
    FROM stock_asset a
    JOIN catalogue_product p ON p.id = a.product_id
    LEFT JOIN stock_place l ON l.id = a.place_id
    WHERE a.contract_id = %(contract)s
"""
_ASSETS = ASSET_COLUMNS + ASSET_SOURCE


def asset_row(*row: Any) -> AssetRow:
    """One row of the statement above."""
    values = dict(zip(AssetRow.__slots__, row, strict=True))
    values["state"] = AssetState(values["state"])
    return AssetRow(**values)


def assets_for_update(scope: Scope, ids: Collection[UUID]) -> tuple[AssetRow, ...]:
    """These items, locked in the order of their keys until the change ends. Fewer rows than ids: some are unknown."""
    return rows(
        asset_row,
        f"{_ASSETS} AND a.id = ANY(%(ids)s) ORDER BY a.id FOR NO KEY UPDATE OF a",
        {"contract": scope.contract_id, "ids": list(ids)},
    )


def assets(scope: Scope, ids: Collection[UUID]) -> tuple[AssetRow, ...]:
    """These items, by number."""
    return rows(
        asset_row,
        f"{_ASSETS} AND a.id = ANY(%(ids)s) ORDER BY a.number",
        {"contract": scope.contract_id, "ids": list(ids)},
    )


def asset_by_number(scope: Scope, number: str) -> AssetRow | None:
    """The item with this number, or None."""
    found = rows(
        asset_row, f"{_ASSETS} AND a.number = %(number)s", {"contract": scope.contract_id, "number": number.upper()}
    )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class CellRow:
    """How many of a counted product and lot lie at a place in one condition; `used` of them went out before."""

    product_id: UUID
    product_code: str
    product_name: str
    lot: str
    place_id: UUID
    place_name: str
    condition: AssetState
    quantity: int
    used: int


def cell_row(*row: Any) -> CellRow:
    """One row of the statement below."""
    values = dict(zip(CellRow.__slots__, row, strict=True))
    values["condition"] = AssetState(values["condition"])
    return CellRow(**values)


def cells(scope: Scope, *, place_ids: Collection[UUID], product_ids: Collection[UUID] = ()) -> tuple[CellRow, ...]:
    """The counted stock at these places, of these products or of all, without empty cells."""
    return rows(
        cell_row,
        """SELECT c.product_id, p.code, p.name, c.lot, c.place_id, coalesce(l.name, ''), c.condition, c.quantity,
               c.used
           FROM stock_stockcell c JOIN catalogue_product p ON p.id = c.product_id
           LEFT JOIN stock_place l ON l.id = c.place_id
           WHERE c.contract_id = %(contract)s AND c.place_id = ANY(%(places)s) AND c.quantity > 0
           AND (%(any)s OR c.product_id = ANY(%(products)s))
           ORDER BY p.name, c.lot, c.place_id, c.condition""",
        {
            "contract": scope.contract_id,
            "places": list(place_ids),
            "products": list(product_ids),
            "any": not product_ids,
        },
    )


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A store, van, repairer, supplier or "gone". A store's id is its depot's; `depot_id` is where it belongs."""

    id: UUID
    kind: str
    name: str
    depot_id: UUID | None


def places(scope: Scope, kinds: Collection[str] = ("DEPOT", "SATELLITE")) -> tuple[PlaceRow, ...]:
    """The places of these kinds, depots first, by name."""
    return rows(
        PlaceRow,
        """SELECT id, kind, name, depot_id FROM stock_place
           WHERE contract_id = %(contract)s AND kind = ANY(%(kinds)s) AND kind <> 'HOME' ORDER BY kind, name, id""",
        {"contract": scope.contract_id, "kinds": list(kinds)},
    )


@dataclass(frozen=True, slots=True)
class ProductRow:
    """What the store must know of a product. Months are None where it needs no such check; money in pence."""

    id: UUID
    code: str
    name: str
    category: str
    tracking: str
    supply_route: str
    price_pence: int
    decontamination_method: str
    decontamination_minutes: int
    electrical_test_months: int | None
    examination_months: int | None
    service_months: int | None


def product_rows(scope: Scope, ids: Collection[UUID]) -> dict[UUID, ProductRow]:
    """These products, by id; one statement."""
    found = rows(
        ProductRow,
        """SELECT id, code, name, category, tracking, supply_route, price_pence, decontamination_method,
               decontamination_minutes, electrical_test_months, examination_months, service_months
           FROM catalogue_product WHERE contract_id = %(contract)s AND id = ANY(%(ids)s)""",
        {"contract": scope.contract_id, "ids": list(ids)},
    )
    return {row.id: row for row in found}
