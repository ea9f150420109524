"""The scan as it is sent in the bodies of many operations.
Refuses nothing; the use cases name each code that is no item."""

from collections.abc import Iterable

from pydantic import Field

from handrail.api.rest.fields import Count, Lot, Scan, Sent
from handrail.stock.plans import ItemScan


class ItemScanned(Sent):
    """One thing as scanned or typed: an item's label, or a counted product's code with how many."""

    code: Scan = Field(examples=["HR000123"])
    quantity: Count | None = Field(None, description="Left out: one item, or as many as the list asks for.")
    lot: Lot = Field("", description="Where the code does not say it.")

    def scan(self) -> ItemScan:
        """The scan as the use cases take it."""
        return ItemScan(self.code, self.quantity, self.lot)


def scans(items: Iterable[ItemScanned]) -> tuple[ItemScan, ...]:
    """All scans of a body."""
    return tuple(item.scan() for item in items)
