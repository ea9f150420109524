"""Reads the codes of a satellite issue. What the person has taken already is booked in as found where its code names a
product whose items have numbers; any other code that no record knows is kept for its owner, as at a door.
Refuses what nobody has taken yet and no record knows, an item scanned twice, and a count that cannot be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from handrail.catalogue.states import Tracking
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change
from handrail.identity.scope import Scope
from handrail.stock import actions as stock_actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan, NewAsset
from handrail.stock.queries import Scanned, ScannedKind, product_rows, what_are
from handrail.stock.states import AssetState
from handrail.usecases._counter import SatelliteIssue
from handrail.usecases._scans import (
    SATELLITES,
    FoundItems,
    FoundUnknown,
    against_doubles,
    against_quantities,
    check_size,
    field_of,
    find_items,
    found_items,
)
from handrail.visits.codes import DoorFinding
from handrail.visits.rules.door_facts import UNKNOWN_DUE


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item that the record learns of only now."""

    asset_id: UUID
    code: str
    product_id: UUID
    product_code: str
    serial: str


def items_at_counter(scope: Scope, request: SatelliteIssue) -> FoundItems:
    """What was scanned, items locked; two statements. Raises `Refused` with all that is wrong."""
    if not request.taken:
        return find_items(scope, request.items, store=request.place_id, kinds=SATELLITES)
    check_size(request.items)
    *read, place = what_are(scope, [*(scan.code for scan in request.items), str(request.place_id)])
    scanned = [_meant(one, request.place_id) for one in read]
    reasons = [
        *([] if place.place_kind in SATELLITES else [Reason(StockReason.UNKNOWN_PLACE, "place_id")]),
        *against_quantities(request.items),
        *_against_many(scanned, request.items),
        *against_doubles(scanned),
    ]
    if reasons:
        raise Refused(reasons)
    unknown = tuple(_unknown(one, scan) for one, scan in zip(scanned, request.items, strict=True) if not _is_known(one))
    return replace(found_items(scope, request.items, scanned), unknown=unknown)


def _meant(one: Scanned, store: UUID) -> Scanned:
    """Of several things with one code, the one that the record has in this store."""
    here = [hit for hit in one.others if hit.place_id == store]
    return here[0] if len(here) == 1 else one


def _is_known(one: Scanned) -> bool:
    """Whether it is an item of the record, or a product that is counted."""
    return one.kind is ScannedKind.ASSET or (one.kind is ScannedKind.PRODUCT and one.tracking == Tracking.COUNTED)


def _unknown(one: Scanned, scan: ItemScan) -> FoundUnknown:
    """As it was read: a serial number beside its product's, or no product at all."""
    of_product = one.kind is ScannedKind.PRODUCT
    return FoundUnknown(
        scan.code, scan.quantity or 1, one.product_id if of_product else None, one.product_code if of_product else "",
        (one.read.serial or "").upper()[:40],
    )  # fmt: skip


def _against_many(scanned: Sequence[Scanned], scans: Sequence[ItemScan]) -> Iterator[Reason]:
    """One code of an item with a number stands for one item: each of several has a line of its own."""
    for index, (one, scan) in enumerate(zip(scanned, scans, strict=True)):
        numbered = one.kind in (ScannedKind.ASSET, ScannedKind.PRODUCT) and one.tracking == Tracking.SERIALISED
        if numbered and scan.quantity not in (None, 1):
            yield Reason(StockReason.QUANTITY_ONE, field_of(index), (("number", one.label),))


def arrivals(change: Change, found: FoundItems) -> tuple[Arrival, ...]:
    """The items that are booked in as found: those of which the product is known."""
    return tuple(
        Arrival(change.new_id(), one.code, one.product_id, one.product_code, one.serial)
        for one in found.unknown
        if one.product_id
    )


def book_in(
    change: Change, new: Sequence[Arrival], *, home: UUID, lent: Mapping[UUID, bool], notes: Mapping[UUID, UUID]
) -> None:
    """Enter them where they stand, under the next numbers. Nobody knows when one was tested, so it is overdue."""
    if not new:
        return
    products = product_rows(change.scope, {one.product_id for one in new})
    numbers = stock_actions.new_asset_numbers(len(new))
    rows = []
    for one, number in zip(new, numbers, strict=True):
        product = products[one.product_id]
        rows.append(
            NewAsset(
                one.asset_id, one.product_id, number, home,
                (AssetState.ON_LOAN,) if lent[one.asset_id] else (AssetState.ON_LOAN, AssetState.GIFTED),
                serial=one.serial, issues=1,
                electrical_test_due_on=UNKNOWN_DUE if product.electrical_test_months else None,
                examination_due_on=UNKNOWN_DUE if product.examination_months else None,
                discrepancy_id=notes[one.asset_id], reason=DoorFinding.HANDED_OVER_UNKNOWN.value,
            )
        )  # fmt: skip
    stock_actions.add_assets(rows)
