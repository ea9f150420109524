"""Owns: which recall a thing is under: one of its product, for its lot or for any.
Refuses: nothing. A thing without a lot in the record is under recalls of the whole product alone: nobody can tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenRecall:
    """A recall that is not lifted. `lot` empty: of any lot."""

    id: UUID
    product_id: UUID
    lot: str
    reference: str

    def covers(self, product_id: UUID, lot: str) -> bool:
        """Whether a thing of this product and lot is under it."""
        return product_id == self.product_id and self.lot in ("", lot)


@dataclass(frozen=True, slots=True)
class Recalls:
    """The open recalls of some products."""

    open: tuple[OpenRecall, ...] = ()

    def alert(self, product_id: UUID | None, lot: str = "") -> str:
        """The reference of the first recall that a thing is under; empty: none."""
        return next((one.reference for one in self.open if product_id and one.covers(product_id, lot)), "")
