"""Owns: which recall a thing is under: one of its product, for its lot or for any.
Refuses: nothing. A thing without a lot in the record is under recalls of the whole product alone, and in doubt under
those of a lot: whatever comes to a store in doubt is set apart until somebody has looked at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from handrail.stock.states import AssetState


def is_of_lot(recalled: str, lot: str) -> bool:
    """Whether a recall of one lot, or of any (empty), names things of a lot."""
    return recalled.lower() in ("", lot.lower())


@dataclass(frozen=True, slots=True)
class OpenRecall:
    """A recall that is not lifted. `lot` empty: of any lot. Lots are the same in whatever capitals."""

    id: UUID
    product_id: UUID
    lot: str
    reference: str

    def covers(self, product_id: UUID, lot: str) -> bool:
        """Whether a thing of this product and lot is under it."""
        return product_id == self.product_id and is_of_lot(self.lot, lot)


@dataclass(frozen=True, slots=True)
class Recalls:
    """The open recalls of some products."""

    open: tuple[OpenRecall, ...] = ()

    def alert(self, product_id: UUID | None, lot: str = "") -> str:
        """The reference of the first recall that a thing is under; empty: none."""
        return next((one.reference for one in self.open if product_id and one.covers(product_id, lot)), "")

    def doubt(self, product_id: UUID | None, lot: str = "") -> str:
        """As `alert`; and of a thing whose lot nobody knows, the first recall of any lot of its product."""
        of_any = (one.reference for one in self.open if product_id == one.product_id and not lot)
        return self.alert(product_id, lot) or next(of_any, "")


@dataclass(frozen=True, slots=True)
class RecalledAt:
    """How many of what was recalled are at a place in a state. `place` empty: in homes. `without_lot`: pieces of the
    product of which the record has no lot, so that they may be of it."""

    place_kind: str
    place: str
    state: AssetState
    pieces: int
    without_lot: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """How much of it a recall sets apart, and how much it can only list: on vans and with people."""

    in_stores: int
    on_vans: int
    in_homes: int


def touched_by_recall(there: Iterable[RecalledAt]) -> Touched:
    """What a recall would do to what lies there. What is set apart already stays as it is."""
    pieces = {"VAN": 0, "HOME": 0, "": 0}
    for one in there:
        kind = one.place_kind if one.place_kind in pieces else ""
        pieces[kind] += 0 if one.state is AssetState.QUARANTINED else one.pieces
    return Touched(pieces[""], pieces["VAN"], pieces["HOME"])
