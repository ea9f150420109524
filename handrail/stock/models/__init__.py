"""The tables of stock: places, assets and their moves, counted stock and its moves, care of equipment, what was
found, recalls.
Refuses nothing here; each file says what its tables refuse."""

from handrail.stock.models.assets import Asset, AssetMove
from handrail.stock.models.care import Contamination, Decontamination, Examination, Inspection, Repair
from handrail.stock.models.counted import StockCell, StockMove
from handrail.stock.models.found import CountLine, Discrepancy, StockTake
from handrail.stock.models.places import Bin, Place, StockLevel
from handrail.stock.models.recalls import Recall, RecallCauseSaid

__all__ = [
    "Asset",
    "AssetMove",
    "Bin",
    "Contamination",
    "CountLine",
    "Decontamination",
    "Discrepancy",
    "Examination",
    "Inspection",
    "Place",
    "Recall",
    "RecallCauseSaid",
    "Repair",
    "StockCell",
    "StockLevel",
    "StockMove",
    "StockTake",
]
