"""Owns: which recall a thing is under: one of its product, for its lot or for any.
Refuses: nothing. A thing without a lot in the record is under recalls of the whole product alone, and in doubt under
those of a lot: whatever comes to a store in doubt is set apart until somebody has looked at it."""

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

    def doubt(self, product_id: UUID | None, lot: str = "") -> str:
        """As `alert`; and of a thing whose lot nobody knows, the first recall of any lot of its product."""
        of_any = (one.reference for one in self.open if product_id == one.product_id and not lot)
        return self.alert(product_id, lot) or next(of_any, "")
