"""The only code that writes stock: assets, counted stock, care, discrepancies, stock takes, places, recalls.
Refuses (STALE) an asset that is no longer in the state the caller saw; the triggers refuse what breaks a promise."""

from handrail.stock.actions.assets import (
    add_assets,
    move_assets,
    new_asset_numbers,
    set_asset_columns,
    step_assets,
)
from handrail.stock.actions.care import (
    add_contaminations,
    add_decontaminations,
    add_examinations,
    add_inspections,
    add_repairs,
)
from handrail.stock.actions.counted import move_counted
from handrail.stock.actions.found import (
    add_counts,
    close_take,
    open_stock_take,
    raise_discrepancies,
    restate_counts,
    settle_discrepancies,
)
from handrail.stock.actions.places import (
    make_home_places,
    make_places,
    rename_place,
    set_bins,
    set_stock_levels,
)
from handrail.stock.actions.recalls import (
    NewRecall,
    begin_recall,
    lift_recall,
    say_cause,
)
from handrail.stock.plans import KEEP

__all__ = [
    "KEEP",
    "NewRecall",
    "add_assets",
    "add_contaminations",
    "add_counts",
    "add_decontaminations",
    "add_examinations",
    "add_inspections",
    "add_repairs",
    "begin_recall",
    "close_take",
    "lift_recall",
    "make_home_places",
    "make_places",
    "move_assets",
    "move_counted",
    "new_asset_numbers",
    "open_stock_take",
    "raise_discrepancies",
    "rename_place",
    "restate_counts",
    "say_cause",
    "set_asset_columns",
    "set_bins",
    "set_stock_levels",
    "settle_discrepancies",
    "step_assets",
]
