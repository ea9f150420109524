"""Reads what is about already, for changes of the catalogue and for files that bring records in.
Refuses nothing; every statement is bounded by row security to the scope's contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.states import AssetState


def products_about(product_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the products of which an item or a count is kept anywhere."""
    return frozenset(
        rows(
            lambda found: found,
            """SELECT p FROM unnest(%(ids)s::uuid[]) AS p
               WHERE EXISTS (SELECT 1 FROM stock_asset a WHERE a.product_id = p)
               OR EXISTS (SELECT 1 FROM stock_stockmove m WHERE m.product_id = p)""",
            {"ids": list(product_ids)},
        )
    )


@dataclass(frozen=True, slots=True)
class KnownAsset:
    """An asset as far as a file needs to know it."""

    id: UUID
    number: str
    product_id: UUID
    serial: str
    state: AssetState
    place: str
    lot: str = ""
    made_on: date | None = None
    bought_on: date | None = None
    price_paid_pence: int | None = None


# The place by its key for each asset: a file's own transaction fills tables of which the planner knows nothing yet.
_KNOWN = """SELECT a.id, a.number, a.product_id, a.serial, a.state,
                (SELECT p.name FROM stock_place p WHERE p.id = a.place_id),
                a.lot, a.made_on, a.bought_on, a.price_paid_pence
            FROM stock_asset a WHERE a.contract_id = %(contract)s"""


def known_assets(scope: Scope, numbers: Sequence[str]) -> dict[str, KnownAsset]:
    """The assets that have one of these numbers."""
    found = rows(
        _known, f"{_KNOWN} AND a.number = ANY (%(numbers)s)", {"contract": scope.contract_id, "numbers": list(numbers)}
    )
    return {row.number: row for row in found}


def known_serials(scope: Scope, serials: Sequence[str]) -> dict[tuple[UUID, str], KnownAsset]:
    """The assets that have one of these makers' serial numbers, by product and serial."""
    found = rows(
        _known,
        f"{_KNOWN} AND a.serial = ANY (%(serials)s) AND a.serial <> ''",
        {"contract": scope.contract_id, "serials": list(serials)},
    )
    return {(row.product_id, row.serial): row for row in found}


def _known(
    asset_id: UUID, number: str, product_id: UUID, serial: str, state: str, place: str, *bought: Any
) -> KnownAsset:
    return KnownAsset(asset_id, number, product_id, serial, AssetState(state), place, *bought)


def equipment_at(place_id: UUID) -> int:
    """How many items and counted pieces lie at a place."""
    (count,) = rows(
        int,
        """SELECT (SELECT count(*) FROM stock_asset a WHERE a.place_id = %(place)s
                   AND a.state NOT IN ('SCRAPPED', 'LOST', 'SOLD', 'GIFTED', 'TRANSFERRED'))
                + (SELECT coalesce(sum(c.quantity), 0) FROM stock_stockcell c WHERE c.place_id = %(place)s)""",
        {"place": place_id},
    )
    return count
