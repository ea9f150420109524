"""Take items out of quarantine: an alert was lifted or a doubt cleared. They are tested, or cleaned and tested, again.
Refuses to put anything straight back on the shelf, a way around the clean of what came back dirty, and to clear what
nobody has found the story of yet, or what is still recalled."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import ClearedFor, StockReason
from handrail.stock.plans import AssetStep, ItemScan, StockDone
from handrail.stock.queries import cells
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.queries.stated import states_before_apart
from handrail.stock.rules.doubt import reasons_against_uncleaned
from handrail.stock.states import AssetState
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import FoundItems, field_of, find_items, wrong_states
from handrail.usecases._set_apart import against_clearing
from handrail.usecases._store import counted_path, done, touch

NEXT: dict[ClearedFor, AssetState] = {
    ClearedFor.TEST: AssetState.DECONTAMINATED,
    ClearedFor.CLEAN: AssetState.RETURNED_DIRTY,
    ClearedFor.REPAIR: AssetState.IN_REPAIR,
}
# An alert is lifted from items with people too: they only lose its mark.
LIFTED_FROM = frozenset({AssetState.QUARANTINED, AssetState.ON_LOAN})


@dataclass(frozen=True, slots=True)
class Cleared:
    """What is cleared, for what, and why; the mark of an alert goes with it."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    cleared_for: ClearedFor
    reason: str


@use_case(Event.QUARANTINE_LIFTED, needs=Permission.KEEP_STOCK)
def lift_quarantine(change: Change, *, request: Cleared) -> StockDone:
    """Every item QUARANTINED → DECONTAMINATED, RETURNED_DIRTY or IN_REPAIR, without its alert."""
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    found = in_their_lots(
        change.scope,
        find_items(change.scope, request.items, store=request.place_id),
        request.place_id,
        AssetState.QUARANTINED,
    )
    reasons = wrong_states(found.assets, LIFTED_FROM)
    moving = [one.asset for one in found.assets if one.asset.state is AssetState.QUARANTINED]
    reasons = reasons or [
        *against_clearing(change, moving),
        *_recalled(change, found),
        *_uncleaned(change, request, found),
    ]
    if reasons:
        raise Refused(reasons)
    after = NEXT[request.cleared_for]
    staying = [one.asset for one in found.assets if one.asset.state is not AssetState.QUARANTINED]
    clean = {"alert_reference": ""}
    actions.step_assets(
        [AssetStep(row.id, (row.state,), (after,), request.place_id, None, request.reason, clean) for row in moving]
    )
    actions.set_asset_columns([(row.id, clean) for row in staying])
    through = (AssetState.QUARANTINED, after)
    actions.move_counted(counted_path(change, found.counted, request.place_id, through, request.reason))
    touch(change, found)
    return done(found, after, {row.id: row.state for row in staying})


def _uncleaned(change: Change, request: Cleared, found: FoundItems) -> Iterator[Reason]:
    """What came back and was not cleaned since, and is cleared for something else."""
    apart = [one.asset for one in found.assets if one.asset.state is AssetState.QUARANTINED]
    before = states_before_apart(change.scope, [row.id for row in apart])
    kinds = {one.product_id for one in found.counted}
    lying = cells(change.scope, place_ids=[request.place_id], product_ids=kinds) if kinds else ()
    lots = {(one.product_id, one.lot) for one in found.counted}
    pieces: Counter[str] = Counter()
    for cell in lying:
        if cell.condition is AssetState.QUARANTINED and (cell.product_id, cell.lot) in lots:
            pieces[cell.product_name] += cell.used
    return reasons_against_uncleaned({row.number: before.get(row.id) for row in apart}, pieces, request.cleared_for)


def _recalled(change: Change, found: FoundItems) -> list[Reason]:
    """What a recall still names: counted pieces, and items that a person has, which keep their mark."""
    lent = [one for one in found.assets if one.asset.state is not AssetState.QUARANTINED]
    named = [(one.index, one.product_name, one.product_id, one.lot) for one in found.counted]
    named += [(one.index, one.asset.number, one.asset.product_id, one.asset.lot) for one in lent]
    recalls = open_recalls(change.scope, {product_id for _, _, product_id, _ in named})
    return [
        Reason(StockReason.STILL_UNDER_ALERT, field_of(index), (("number", name), ("alert", alert)))
        for index, name, product_id, lot in named
        if (alert := recalls.alert(product_id, lot))
    ]
