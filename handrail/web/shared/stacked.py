"""Bars in pieces, one for each column of a table: what a cross of two things looks like.
Refuses colours alone: each piece has a letter and a pattern that stand in the key, its number is in the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# Colours and patterns of handrail/road.css: together they tell as many pieces apart.
COLOURS, PATTERNS = 4, ("", "stripes", "dots", "grid")
MOST_PIECES = COLOURS * len(PATTERNS)
LETTERS = "ABCDEFGHIJKLMNOP"
# Below so many per cent of the whole width a letter has no room, on a phone too.
ROOM = Decimal(6)
_TENTH, _WHOLE = Decimal("0.1"), Decimal(100)


@dataclass(frozen=True, slots=True)
class Kind:
    """How the pieces of one column look, and what they are called."""

    letter: str
    colour: int
    pattern: str
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar: from where, how long, both in per cent of the width. `letter` only where it has room."""

    kind: Kind
    begins: Decimal
    length: Decimal

    @property
    def letter(self) -> str:
        """What is written on it."""
        return self.kind.letter if self.length >= ROOM else ""

    @property
    def middle(self) -> Decimal:
        """Where its letter stands."""
        return self.begins + self.length / 2


@dataclass(frozen=True, slots=True)
class StackedBar:
    """One row: what it is, where it leads, all of it in words, its pieces."""

    label: str
    href: str
    shown: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """The bars under one heading. `nought`: where nothing stands, in per cent; what is below it lies to its left.
    `note` says where the numbers are."""

    title: str
    key: tuple[Kind, ...]
    bars: tuple[StackedBar, ...]
    nought: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """A row as it is drawn: an amount for each of the names, in their order."""

    label: str
    href: str
    shown: str
    amounts: Sequence[int]


def stacked_of(title: str, names: Sequence[str], rows: Sequence[Amounts], *, note: str = "") -> Stacked | None:
    """All rows on one scale; none where every amount is nothing. More than MOST_PIECES names cannot be told apart."""
    if len(names) > MOST_PIECES:
        raise ValueError(f"{len(names)} pieces look alike")
    kinds = tuple(Kind(LETTERS[at], at % COLOURS, PATTERNS[at // COLOURS], words) for at, words in enumerate(names))
    most = max((_above(row.amounts) for row in rows), default=0)
    least = min((_below(row.amounts) for row in rows), default=0)
    if most == least:
        return None
    nought = _part(-least, most - least)
    bars = tuple(
        StackedBar(row.label, row.href, row.shown, tuple(_pieces(kinds, row.amounts, least, most))) for row in rows
    )
    return Stacked(title, kinds, bars, nought, note)


def _above(amounts: Sequence[int]) -> int:
    return sum(amount for amount in amounts if amount > 0)


def _below(amounts: Sequence[int]) -> int:
    return sum(amount for amount in amounts if amount < 0)


def _pieces(kinds: Sequence[Kind], amounts: Sequence[int], least: int, most: int) -> list[Piece]:
    """What is above nought goes on to the right, what is below it to the left. Ends are rounded, not lengths, so that
    the pieces always meet."""
    found, above, below = [], -least, -least
    for kind, amount in zip(kinds, amounts, strict=True):
        if not amount:
            continue
        if amount > 0:
            begins, ends = above, above + amount
            above = ends
        else:
            begins, ends = below + amount, below
            below = begins
        start, end = (_part(at, most - least) for at in (begins, ends))
        length = max(end - start, _TENTH)
        found.append(Piece(kind, min(start, _WHOLE - length), length))
    return found


def _part(of: int, whole: int) -> Decimal:
    return (Decimal(100 * of) / whole).quantize(_TENTH)
