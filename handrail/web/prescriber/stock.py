"""What is ready, and where: at the depot that serves an address, and at other stores.
Refuses to promise by it: stock is kept when the depot allocates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from handrail.partners.queries import DepotRow
from handrail.wording.family import Tag
from handrail.wording.shown import plural

RECALLED = Tag("Recalled: none goes out", "red")


class Ready(NamedTuple):
    """So many pieces ready, of items and of counted products alike."""

    recycled: int = 0
    new: int = 0


class Pile(NamedTuple):
    """Pieces of a product (by code) in a store. `until`: the last day on which they can go out; None: any day."""

    code: str
    place_id: UUID
    until: date | None
    ready: Ready


@dataclass(frozen=True, slots=True)
class Stock:
    """What is ready of each product (by code), at each store. `near`: the depot that serves the address; None: all
    stores count alike. `recalled`: products of which none may go out."""

    by_store: Mapping[str, Mapping[UUID, Ready]] = field(default_factory=dict)
    near: DepotRow | None = None
    piles: tuple[Pile, ...] = ()
    recalled: frozenset[str] = frozenset()

    def on(self, day: date | None) -> "Stock":
        """What of it can still go out on a day: the test of some runs out before. None: as it stands."""
        if day is None or all(pile.until is None or pile.until >= day for pile in self.piles):
            return self
        return replace(stock_from(self.piles, self.near, day), recalled=self.recalled)

    def of(self, code: str) -> Ready:
        """What is ready of a product in all stores."""
        return together(self.by_store.get(code, {}).values())

    def tag(self, code: str) -> Tag:
        """What is ready at the depot that serves the address, in words; in all stores where there is no address. Of
        what is recalled, that."""
        if code in self.recalled:
            return RECALLED
        if self.near is None or not sum(self.of(code)):
            return stock_tag(*self.of(code))
        return stock_tag(*self.by_store[code].get(self.near.id, Ready()), at=self.near.name)

    def note(self, code: str) -> str:
        """How many lie elsewhere, and what that means for the person; empty where none do."""
        if self.near is None:
            return ""
        others = {place: ready for place, ready in self.by_store.get(code, {}).items() if place != self.near.id}
        count = sum(together(others.values()))
        stores = "another store" if len(others) == 1 else plural(len(others), "other store")
        return f"{count} at {stores}: may take a day longer" if count else ""


def stock_from(piles: Iterable[Pile], near: DepotRow | None, day: date) -> Stock:
    """What can go out on a day, from all that is ready now."""
    kept = tuple(piles)
    found: dict[str, dict[UUID, Ready]] = {}
    for pile in kept:
        if pile.until is None or pile.until >= day:
            places = found.setdefault(pile.code, {})
            places[pile.place_id] = together((places.get(pile.place_id, Ready()), pile.ready))
    return Stock(found, near, kept)


def together(counts: Iterable[Ready]) -> Ready:
    """The sum of several stores."""
    found = list(counts)
    return Ready(*(sum(count[at] for count in found) for at in range(2)))


def stock_tag(recycled: int, new: int, *, at: str = "") -> Tag:
    """What is ready, in words; `at` one store, or in all."""
    if not recycled + new:
        return Tag(f"None at {at} now" if at else "None in stock now", "orange")
    kinds = [f"{recycled} recycled" if recycled else "", f"{new} new" if new else ""]
    return Tag(f"In stock: {', '.join(kind for kind in kinds if kind)}{f' at {at}' if at else ''}", "green")
