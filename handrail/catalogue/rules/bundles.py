"""Owns: opening a bundle into a starting basket, with what is still to be chosen.
Refuses: nothing; a line that cannot be ordered is left in and says so by having no choices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.catalogue.reference.rows import BundleRow
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.states import BundleLineKind


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One line of a starting basket. `chosen` None: a size is to be chosen among `choices`, or there is nothing to
    order (no choices). `in_basket`: there from the start; otherwise offered."""

    bundle_code: str
    line: int
    choices: tuple[ProductFacts, ...]
    chosen: ProductFacts | None
    quantity: int
    in_basket: bool
    speed: str
    note: str


def orderable_on(product: ProductFacts, day: date) -> bool:
    """Whether a product is in the catalogue that day and under no alert."""
    begun = product.from_on is None or product.from_on <= day
    ended = product.until_on is not None and product.until_on <= day
    return begun and not ended and not product.under_alert


def expand_bundle(
    rows: Iterable[BundleRow], bundle_code: str, products: Sequence[ProductFacts], today: date
) -> tuple[BundleLine, ...]:
    """The lines of a bundle in their order; empty for an unknown code. Authority, questions and fit rules apply to
    each line as if picked singly, so nothing of that is decided here."""
    lines = sorted((row for row in rows if row.bundle_code == bundle_code), key=lambda row: row.line)
    return tuple(_line(row, products, today) for row in lines)


def _line(row: BundleRow, products: Sequence[ProductFacts], today: date) -> BundleLine:
    by_size = row.line_kind is BundleLineKind.SIZE_GROUP
    choices = tuple(
        product
        for product in products
        if row.line_code == (product.size_group if by_size else product.code) and orderable_on(product, today)
    )
    return BundleLine(
        bundle_code=row.bundle_code,
        line=row.line,
        choices=choices,
        chosen=choices[0] if len(choices) == 1 else None,
        quantity=row.quantity,
        in_basket=not row.optional,
        speed=row.default_speed,
        note=row.note,
    )
