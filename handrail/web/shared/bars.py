"""Bars for where people would rather look than read: each with its number beside it, and the list behind that number.
Refuses colours alone: what a colour means stands in words beside the bar and under the heading."""

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.web.shared.shapes import Link

# A bar is drawn on so many units; the longest of its group fills them.
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class BarPart:
    """A piece of a bar. `kind`: late, risk, fine, done or left."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `shown` is the number in words where it is more than a number; `links` are numbers within it, each with
    its own list."""

    label: str
    count: int
    href: str
    note: str
    parts: tuple[BarPart, ...]
    shown: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar with the pieces that are drawn: kind, where it begins, how long it is."""

    bar: Bar
    id: str
    pieces: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars under one heading. `key` names the colours that occur."""

    title: str
    id: str
    bars: tuple[Drawn, ...]
    key: tuple[tuple[str, str], ...]


_KEY = {"late": "Late", "risk": "At risk", "fine": "In time"}


def bars_of(title: str, bars: Iterable[Bar], *, clocked: bool = False, whole: bool = False) -> Bars:
    """The bars, drawn against the longest of them, or (`whole`) each against itself. `clocked`: the colours are of the
    clock, and say so."""
    kept = tuple(bars)
    name = title.lower().replace(" ", "-")
    most = max((bar.count for bar in kept), default=0)
    drawn = tuple(
        Drawn(bar, f"{name}-{at}", tuple(_pieces(bar, bar.count if whole else most))) for at, bar in enumerate(kept)
    )
    kinds = {part.kind for bar in kept for part in bar.parts if part.count}
    key = tuple((kind, words) for kind, words in _KEY.items() if kind in kinds) if clocked else ()
    return Bars(title, name, drawn, key)


def _pieces(bar: Bar, most: int) -> Iterable[tuple[str, int, int]]:
    """Ends are rounded, not lengths, so that the pieces always meet; what is there at all can be seen."""
    done = 0
    for part in bar.parts:
        if part.count:
            begins, ends = (round(WIDTH * count / most) for count in (done, done + part.count))
            yield part.kind, begins, max(ends - begins, 4)
            done += part.count
