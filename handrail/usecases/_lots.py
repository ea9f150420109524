"""What counted pieces were meant where a store works on them: the lot as the record has it, and whether so many lie
there. Refuses a code that fits several lots, and more than there are, each at its scan with what there is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.scope import Scope
from handrail.stock.codes import StockReason
from handrail.stock.queries import cells
from handrail.stock.rules.lots import lot_meant, lots_in_words
from handrail.stock.states import AssetState
from handrail.usecases._scans import FoundCount, FoundItems, field_of


def in_their_lots(scope: Scope, found: FoundItems, place_id: UUID, condition: AssetState) -> FoundItems:
    """The same, each count with the lot that lies there in this condition. One statement, none where nothing is
    counted."""
    if not found.counted:
        return found
    lying: dict[UUID, dict[str, int]] = {one.product_id: {} for one in found.counted}
    for cell in cells(scope, place_ids=[place_id], product_ids=lying):
        if cell.condition is condition:
            lying[cell.product_id][cell.lot] = cell.quantity
    meant = {one.index: lot_meant(one.lot, lying[one.product_id]) for one in found.counted}
    reasons = list(_against(found.counted, meant, lying, condition))
    if reasons:
        raise Refused(reasons)
    return replace(found, counted=tuple(replace(one, lot=meant[one.index] or "") for one in found.counted))


def _against(
    counts: tuple[FoundCount, ...],
    meant: Mapping[int, str | None],
    lying: Mapping[UUID, Mapping[str, int]],
    condition: AssetState,
) -> Iterator[Reason]:
    wanted: Counter[tuple[UUID, str]] = Counter()
    for one in counts:
        lot, there = meant[one.index], lying[one.product_id]
        said = (("product", one.product_name), ("state", condition.value), ("there", lots_in_words(there)))
        if lot is None:
            example = f"{one.product_code} lot {next(iter(sorted(there)))} x {one.pieces}"
            yield Reason(StockReason.LOT_NOT_SAID, field_of(one.index), (*said, ("example", example)))
            continue
        wanted[one.product_id, lot] += one.pieces
        if wanted[one.product_id, lot] > there.get(lot, 0):
            yield Reason(StockReason.COUNT_NOT_HERE, field_of(one.index), (*said, ("wanted", one.pieces), ("lot", lot)))
