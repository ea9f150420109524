"""Turns what was scanned into items, locked, and counts of products, for the use cases of the store.
Refuses a code that is unreadable, unknown, no item, or scanned twice; every reason at once, each naming its code."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.states import Tracking
from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.scope import Scope
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan
from handrail.stock.queries import AssetRow, Scanned, ScannedKind, assets_for_update, places, what_are
from handrail.stock.queries.lots import as_recorded
from handrail.stock.states import AssetState

STORES = frozenset({"DEPOT", "SATELLITE"})
SATELLITES = frozenset({"SATELLITE"})
MOST_SCANS = 500
MOST_PIECES = 10_000


@dataclass(frozen=True, slots=True)
class FoundAsset:
    """A scanned item; `index` is its place among the scans, for the field of a refusal."""

    index: int
    code: str
    asset: AssetRow


@dataclass(frozen=True, slots=True)
class FoundCount:
    """So many of a counted product, as scanned; `quantity` None where it was not said."""

    index: int
    code: str
    product_id: UUID
    product_code: str
    product_name: str
    lot: str
    quantity: int | None

    @property
    def pieces(self) -> int:
        """How many: one where it was not said."""
        return 1 if self.quantity is None else self.quantity


type Found = FoundAsset | FoundCount


@dataclass(frozen=True, slots=True)
class FoundUnknown:
    """A code that names no item of the record; `product_id` None: nor a product."""

    code: str
    pieces: int
    product_id: UUID | None
    product_code: str
    serial: str


@dataclass(frozen=True, slots=True)
class FoundItems:
    """All that was scanned, in the order of the scans within each kind. `unknown`: only where it has happened already;
    anywhere else such a code is refused."""

    assets: tuple[FoundAsset, ...]
    counted: tuple[FoundCount, ...]
    unknown: tuple[FoundUnknown, ...] = ()

    @property
    def all(self) -> tuple[Found, ...]:
        """Items first, then counts."""
        return (*self.assets, *self.counted)

    def pieces(self, indexes: Collection[int] | None = None) -> Counter[UUID]:
        """How many pieces of each counted product were scanned: in all, or by the scans with these indexes."""
        pieces: Counter[UUID] = Counter()
        for one in self.counted:
            if indexes is None or one.index in indexes:
                pieces[one.product_id] += one.pieces
        return pieces


def field_of(index: int) -> str:
    """The field that a reason about one scan names."""
    return f"items.{index}"


def find_items(scope: Scope, scans: Sequence[ItemScan], *, store: UUID, kinds: Collection[str] = STORES) -> FoundItems:
    """What was scanned in a store of one of these kinds, items locked; two statements. Raises `Refused` with all that
    is wrong."""
    check_size(scans)
    *scanned, place = what_are(scope, [*(scan.code for scan in scans), str(store)])
    wrong_place = [] if place.place_kind in kinds else [Reason(StockReason.UNKNOWN_PLACE, "place_id")]
    return _found_or_refused(scope, scans, scanned, wrong_place)


def require_store(scope: Scope, place_id: UUID) -> None:
    """Raise `Refused` for a place that is no store of the contract, where nothing is scanned in it."""
    if place_id not in {place.id for place in places(scope, tuple(STORES))}:
        raise refuse(StockReason.UNKNOWN_PLACE, "place_id")


def find_anywhere(scope: Scope, scans: Sequence[ItemScan]) -> FoundItems:
    """The same where the caller checks the places itself."""
    check_size(scans)
    return _found_or_refused(scope, scans, what_are(scope, [scan.code for scan in scans]), [])


def _found_or_refused(
    scope: Scope, scans: Sequence[ItemScan], scanned: Sequence[Scanned], against: Sequence[Reason]
) -> FoundItems:
    reasons = [*against, *against_scans(scans, scanned)]
    if reasons:
        raise Refused(reasons)
    return found_items(scope, scans, scanned)


def against_scans(scans: Sequence[ItemScan], scanned: Sequence[Scanned]) -> list[Reason]:
    """All that is wrong with scans wherever they are meant for: counts, codes, and what is there twice."""
    return [*against_quantities(scans), *against_codes(scanned, scans), *against_doubles(scanned)]


def found_items(scope: Scope, scans: Sequence[ItemScan], scanned: Sequence[Scanned]) -> FoundItems:
    """The items among what was scanned, locked, and the counts. Codes that are neither are left out."""
    scans = as_recorded(scope, scans, scanned)
    ids = {one.id for one in scanned if one.kind is ScannedKind.ASSET and one.id}
    rows = {row.id: row for row in assets_for_update(scope, ids)} if ids else {}
    assets, counted = [], []
    for index, (scan, one) in enumerate(zip(scans, scanned, strict=True)):
        if one.kind is ScannedKind.ASSET and one.id in rows:
            assets.append(FoundAsset(index, scan.code, rows[one.id]))
        elif one.kind is ScannedKind.PRODUCT and one.id and one.tracking == Tracking.COUNTED:
            counted.append(
                FoundCount(
                    index, scan.code, one.id, one.product_code, one.product_name, scan.lot,
                    scan.quantity,
                )
            )  # fmt: skip
    return FoundItems(tuple(assets), tuple(counted))


def check_size(scans: Sequence[ItemScan]) -> None:
    """Raise `Refused` for no scan at all, or more than one call may hold."""
    if not scans:
        raise Refused([Reason(StockReason.NOTHING_SCANNED, "items")])
    if len(scans) > MOST_SCANS:
        raise Refused([Reason(StockReason.TOO_MANY, "items", (("most", MOST_SCANS),))])


def against_quantities(scans: Sequence[ItemScan]) -> Iterator[Reason]:
    """What is wrong with the counts."""
    for index, scan in enumerate(scans):
        if scan.quantity is not None and scan.quantity < 1:
            yield Reason(StockReason.QUANTITY_NOT_POSITIVE, field_of(index), (("code", scan.code),))
        elif scan.quantity is not None and scan.quantity > MOST_PIECES:
            yield Reason(StockReason.QUANTITY_HUGE, field_of(index), (("code", scan.code), ("most", MOST_PIECES)))


def against_codes(scanned: Sequence[Scanned], scans: Sequence[ItemScan]) -> Iterator[Reason]:
    """What is wrong with what the codes name."""
    for index, (one, scan) in enumerate(zip(scanned, scans, strict=True)):
        code = against_kind(one)
        if code is not None:
            yield Reason(code, field_of(index), (("code", one.code),))
        elif one.kind is ScannedKind.ASSET and scan.quantity not in (None, 1):
            yield Reason(StockReason.QUANTITY_ONE, field_of(index), (("number", one.label),))


def against_kind(one: Scanned) -> StockReason | None:
    """Why a code is no item or counted product; None where it is."""
    match one.kind:
        case ScannedKind.ASSET:
            return None
        case ScannedKind.PRODUCT:
            return None if one.tracking == Tracking.COUNTED else StockReason.NEEDS_ITEM_LABEL
        case ScannedKind.SEVERAL:
            return StockReason.SCAN_SEVERAL
        case ScannedKind.UNKNOWN:
            return StockReason.SCAN_UNKNOWN
        case ScannedKind.UNREADABLE:
            return StockReason.SCAN_UNREADABLE
        case _:
            return StockReason.SCAN_NO_ITEM


def against_doubles(scanned: Sequence[Scanned]) -> Iterator[Reason]:
    """The items that were scanned more than once; one that no record knows yet is told by its serial number."""
    seen: set[object] = set()
    for index, one in enumerate(scanned):
        thing: object = one.id if one.kind is ScannedKind.ASSET else None
        if one.kind is ScannedKind.PRODUCT and one.tracking == Tracking.SERIALISED and one.read.serial:
            thing = one.id, one.read.serial.upper()
        if thing is not None and thing in seen:
            named = one.label if one.kind is ScannedKind.ASSET else one.code
            yield Reason(StockReason.SCANNED_TWICE, field_of(index), (("number", named),))
        seen.add(thing)


def wrong_states(found: Sequence[FoundAsset], allowed: frozenset[AssetState]) -> list[Reason]:
    """A reason for each item that is in none of the states in which this work may be done."""
    return [
        Reason(
            StockReason.WRONG_STATE,
            field_of(one.index),
            (("number", one.asset.number), ("product", one.asset.product_name), ("state", one.asset.state.value)),
        )
        for one in found
        if one.asset.state not in allowed
    ]


def elsewhere(found: FoundItems, store: UUID) -> list[Reason]:
    """The record says that it lies somewhere else: a stock take settles that, not a move or an issue."""
    return [
        Reason(
            StockReason.NOT_IN_THIS_STORE,
            field_of(one.index),
            (("number", one.asset.number), ("place", one.asset.place_name)),
        )
        for one in found.assets
        if one.asset.place_id != store
    ]
