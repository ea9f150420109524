"""Reads stock, always by scope.
Refuses to write, and to show homes that the scope does not reach."""

from handrail.stock.queries.assets import (
    AssetRow,
    CellRow,
    PlaceRow,
    ProductRow,
    asset_by_number,
    assets,
    assets_for_update,
    cells,
    places,
    product_rows,
)
from handrail.stock.queries.levels import (
    KeptLevel,
    ReadyCount,
    ReadyUntil,
    StateCount,
    kept_levels,
    low_levels,
    ready_counts,
    ready_until,
    stock_by_state,
)
from handrail.stock.queries.scans import Scanned, ScannedKind, what_are, what_is

__all__ = [
    "AssetRow",
    "CellRow",
    "KeptLevel",
    "PlaceRow",
    "ProductRow",
    "ReadyCount",
    "ReadyUntil",
    "Scanned",
    "ScannedKind",
    "StateCount",
    "asset_by_number",
    "assets",
    "assets_for_update",
    "cells",
    "kept_levels",
    "low_levels",
    "places",
    "product_rows",
    "ready_counts",
    "ready_until",
    "stock_by_state",
    "what_are",
    "what_is",
]
