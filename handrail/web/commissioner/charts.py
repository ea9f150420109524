"""Bars beside the rows of a table: where each begins and how long it is, drawn against all rows of its chart.
Refuses what only an eye could read: label, amount and note of each row stand in words beside its bar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 1000
# What is there at all can be seen.
_NARROWEST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar between two amounts, in either order. `kind`: sum, less, more, low, high or range."""

    kind: str
    starts: Decimal
    ends: Decimal


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row: its label, its amounts as text, its bar, and perhaps an amount that is marked on it. `href`: where its
    amounts are explained."""

    label: str
    amounts: Sequence[str]
    pieces: Sequence[Piece]
    note: str = ""
    href: str = ""
    mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row with what is drawn, in units of the chart's width: kind, begin and length of each piece; the mark."""

    row: ChartRow
    pieces: tuple[tuple[str, int, int], ...]
    mark: int | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A table with a bar in each row. `nought`: where nothing is; None where the chart does not reach there."""

    caption: str
    columns: Sequence[str]
    rows: tuple[DrawnRow, ...]
    nought: int | None
    key: Sequence[tuple[str, str]] = ()


def chart_of(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[ChartRow],
    *,
    from_nought: bool = True,
    key: Sequence[tuple[str, str]] = (),
) -> Chart:
    """The chart, as wide as its amounts reach. Not `from_nought`: where differences would else be too small to see."""
    kept = tuple(rows)
    reached = [end for row in kept for piece in row.pieces for end in (piece.starts, piece.ends)]
    reached += [row.mark for row in kept if row.mark is not None]
    if from_nought:
        reached.append(Decimal(0))
    low, high = min(reached, default=Decimal(0)), max(reached, default=Decimal(0))
    scale = _Scale(low, high)
    drawn = tuple(
        DrawnRow(row, tuple(_drawn(piece, scale) for piece in row.pieces), scale.place(row.mark)) for row in kept
    )
    return Chart(caption, columns, drawn, scale.place(Decimal(0)) if low <= 0 <= high else None, key)


@dataclass(frozen=True, slots=True)
class _Scale:
    low: Decimal
    high: Decimal

    def at(self, amount: Decimal) -> int:
        """Where an amount stands; in the middle where there is only one."""
        wide = self.high - self.low
        return round(WIDTH * (amount - self.low) / wide) if wide else WIDTH // 2

    def place(self, amount: Decimal | None) -> int | None:
        """The same, for what may not be there."""
        return None if amount is None else self.at(amount)


def _drawn(piece: Piece, scale: _Scale) -> tuple[str, int, int]:
    begins, ends = sorted((scale.at(piece.starts), scale.at(piece.ends)))
    length = max(ends - begins, _NARROWEST if piece.starts != piece.ends else 1)
    return piece.kind, min(begins, WIDTH - length), length
