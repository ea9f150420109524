"""Set how many of each product a store keeps, and at how many it is filled up.
Refuses an unknown store or product, and a level that makes no sense."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.queries import Scanned, ScannedKind, what_are
from handrail.usecases._scans import MOST_PIECES, STORES


@dataclass(frozen=True, slots=True)
class Level:
    """Of this product (its code) the store keeps `keep`; with `refill_at` or fewer left it is filled up. `keep` 0: the
    store does not keep it any more."""

    code: str
    keep: int
    refill_at: int


@dataclass(frozen=True, slots=True)
class LevelsWanted:
    """The levels of one store. Products that are not named keep the level that they have."""

    place_id: UUID
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class LevelsKept:
    """The products whose level was set."""

    product_ids: tuple[UUID, ...]


@use_case(Event.STOCK_LEVELS_KEPT, needs=Permission.KEEP_STOCK)
def keep_levels(change: Change, *, request: LevelsWanted) -> LevelsKept:
    """Write the levels. Raises `Refused` with every reason, each at its line."""
    *products, place = what_are(change.scope, [*(level.code for level in request.levels), str(request.place_id)])
    reasons = tuple(_against(request, products, place))
    if reasons:
        raise Refused(reasons)
    ids = [one.product_id for one in products if one.product_id]
    actions.set_stock_levels(
        [
            (change.new_id(), request.place_id, product_id, level.keep, level.refill_at)
            for product_id, level in zip(ids, request.levels, strict=True)
        ]
    )
    for product_id in ids:
        change.touched("product", product_id)
    return LevelsKept(tuple(ids))


def _against(request: LevelsWanted, products: list[Scanned], place: Scanned) -> Iterator[Reason]:
    if place.place_kind not in STORES:
        yield Reason(StockReason.UNKNOWN_PLACE, "place_id")
    if not request.levels:
        yield Reason(StockReason.NOTHING_SCANNED, "levels")
    seen: set[UUID] = set()
    for index, (level, one) in enumerate(zip(request.levels, products, strict=True)):
        field, code = f"levels.{index}", ("code", level.code)
        if one.kind is not ScannedKind.PRODUCT or one.product_id is None:
            yield Reason(StockReason.NOT_A_PRODUCT, field, (code,))
        elif one.product_id in seen:
            yield Reason(StockReason.SCANNED_TWICE, field, (("number", level.code),))
        else:
            seen.add(one.product_id)
        if not (0 <= level.refill_at < level.keep or level.keep == level.refill_at == 0):
            yield Reason(StockReason.LEVEL_NOT_ABOVE_REFILL, field, (code,))
        elif level.keep > MOST_PIECES:
            yield Reason(StockReason.QUANTITY_HUGE, field, (code, ("most", MOST_PIECES)))
