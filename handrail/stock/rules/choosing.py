"""Owns: which stock is chosen for which line: recycled before new, oldest first, never twice, never unfit.
Refuses: nothing; a line that cannot be filled whole comes back as short."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.catalogue.states import Tracking
from handrail.core.moment import LONDON
from handrail.stock.rules.fitness import AssetFacts, reasons_against_issue
from handrail.stock.states import ISSUABLE, AssetState


@dataclass(frozen=True, slots=True)
class LineToSupply:
    """A released line that needs stock. `due_at` None: no promise; it comes after those that have one."""

    line_id: UUID
    product_code: str
    quantity: int
    tracking: Tracking
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class CellFacts:
    """Counted stock of one product and lot at one place in one condition. `under_alert`: the product or lot is."""

    place_id: UUID
    product_code: str
    lot: str
    condition: AssetState
    quantity: int
    recycled: bool
    since_on: date | None = None
    under_alert: bool = False
    near: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """Stock kept for a line: an asset, or so many from a cell (`asset_id` None)."""

    line_id: UUID
    place_id: UUID
    quantity: int
    recycled: bool
    asset_id: UUID | None = None
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Short:
    """A line that cannot be filled whole, and how many there are for it."""

    line_id: UUID
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class StockPlan:
    """What is kept for which line, and which lines go on back-order."""

    chosen: tuple[Chosen, ...]
    short: tuple[Short, ...]


def choose_stock(
    lines: Iterable[LineToSupply], assets: Iterable[AssetFacts], cells: Iterable[CellFacts], on: date
) -> StockPlan:
    """The stock for these lines, the soonest due first. Nothing is chosen whose test is overdue before the day on which
    it goes out: loading it would be refused then. A counted line is filled whole or not at all, from several
    cells if need be; what one line takes is gone for the next."""
    free_assets = sorted((asset for asset in assets if _choosable(asset, on)), key=_asset_order)
    free_cells = sorted(
        (cell for cell in cells if cell.condition in ISSUABLE and not cell.under_alert), key=_cell_order
    )
    left = {index: cell.quantity for index, cell in enumerate(free_cells)}
    taken: set[UUID] = set()
    chosen: list[Chosen] = []
    short: list[Short] = []
    for line in sorted(lines, key=_line_order):
        if line.tracking is Tracking.SERIALISED:
            found = _assets_for(line, free_assets, taken, goes_out_on(line.due_at, on))
        else:
            found = _counts_for(line, free_cells, left)
        count = sum(piece.quantity for _source, piece in found)
        if count < line.quantity:
            short.append(Short(line.line_id, line.quantity, count))
            continue
        chosen += [piece for _source, piece in found]
        for source, piece in found:
            if isinstance(source, int):
                left[source] -= piece.quantity
            else:
                taken.add(source)
    return StockPlan(tuple(chosen), tuple(short))


def goes_out_on(due_at: datetime | None, today: date) -> date:
    """The day on which something is to be with the person; today where that is past or not known."""
    return max(today, due_at.astimezone(LONDON).date()) if due_at else today


def _choosable(asset: AssetFacts, on: date) -> bool:
    return asset.state in ISSUABLE and not reasons_against_issue(asset, on)


def _line_order(line: LineToSupply) -> tuple[bool, float, str]:
    return (line.due_at is None, line.due_at.timestamp() if line.due_at else 0.0, str(line.line_id))


def _asset_order(asset: AssetFacts) -> tuple[bool, int, date, str]:
    return (not asset.recycled, asset.near, asset.bought_on or date.min, asset.number)


def _cell_order(cell: CellFacts) -> tuple[bool, int, date, str, str]:
    return (not cell.recycled, cell.near, cell.since_on or date.min, cell.lot, str(cell.place_id))


def _assets_for(
    line: LineToSupply, free: Sequence[AssetFacts], taken: set[UUID], day: date
) -> list[tuple[UUID | int, Chosen]]:
    own = (asset for asset in free if asset.product_code == line.product_code and asset.asset_id not in taken)
    fits = [asset for asset in own if _choosable(asset, day)]
    return [
        (asset.asset_id, Chosen(line.line_id, asset.place_id, 1, asset.recycled, asset_id=asset.asset_id))
        for asset in fits[: line.quantity]
    ]


def _counts_for(
    line: LineToSupply, free: Sequence[CellFacts], left: Mapping[int, int]
) -> list[tuple[UUID | int, Chosen]]:
    wanted = line.quantity
    found: list[tuple[UUID | int, Chosen]] = []
    for index, cell in enumerate(free):
        piece = min(wanted, left[index]) if cell.product_code == line.product_code else 0
        if piece > 0:
            found.append((index, Chosen(line.line_id, cell.place_id, piece, cell.recycled, lot=cell.lot)))
            wanted -= piece
    return found
