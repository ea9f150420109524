"""Record a repair in the workshop: the fault, what was done, minutes and parts. Afterwards the item is tested again.
The minutes are charged to who paid for the loan that it came back from.
Refuses what is not in repair or waiting for its test, and what is recorded already; never straight to the shelf."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, ItemScan, NewRepair, StockDone
from handrail.stock.queries.passport import repaired_so
from handrail.stock.states import AssetState
from handrail.usecases._checked import charge_labour
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import FoundAsset, field_of, find_items, wrong_states
from handrail.usecases._store import cared_for, check_codes, counted_path, done, touch

# A small fault found at the test is mended on the spot: both steps are kept.
MENDABLE = frozenset({AssetState.IN_REPAIR, AssetState.DECONTAMINATED, AssetState.PASSED, AssetState.READY})
LONGEST_MINUTES = 60 * 40


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was mended (code lists repair_fault and repair_action), how many minutes each took, and the parts in
    pence."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    fault: str
    actions: tuple[str, ...]
    minutes: int
    parts_pence: int = 0
    note: str = ""


@use_case(Event.REPAIRED, needs=Permission.CARE_FOR_EQUIPMENT)
def repair(change: Change, *, request: Repaired) -> StockDone:
    """Every item IN_REPAIR → DECONTAMINATED (by way of IN_REPAIR where it was not there yet), with its record."""
    if not 0 <= request.minutes <= LONGEST_MINUTES:
        raise refuse(StockReason.MINUTES_MISSING, "minutes", most=LONGEST_MINUTES)
    if not request.actions:
        raise refuse(StockReason.REASON_MISSING, "actions")
    found = in_their_lots(
        change.scope,
        find_items(change.scope, request.items, store=request.place_id),
        request.place_id,
        AssetState.IN_REPAIR,
    )
    check_codes(change, {"repair_fault": [request.fault], "repair_action": request.actions}, field="fault")
    reasons = [*wrong_states(found.assets, MENDABLE), *_recorded_already(change, request, found.assets)]
    if reasons:
        raise Refused(reasons)
    actions.step_assets(
        [
            AssetStep(one.asset.id, (one.asset.state,), _path(one.asset.state), request.place_id, reason=request.fault)
            for one in found.assets
        ]
    )
    through = (AssetState.IN_REPAIR, AssetState.DECONTAMINATED)
    actions.move_counted(counted_path(change, found.counted, request.place_id, through, request.fault))
    actions.add_repairs(
        NewRepair(of, request.fault, request.actions, request.minutes, request.parts_pence, request.note)
        for of in cared_for(change, found, request.place_id)
    )
    charge_labour(change, [one.asset.id for one in found.assets], found.pieces(), request.minutes)
    touch(change, found)
    return done(found, AssetState.DECONTAMINATED)


def _recorded_already(change: Change, request: Repaired, assets: Sequence[FoundAsset]) -> Iterator[Reason]:
    """A page that was sent before, or a second one, says what another said: it would be charged twice."""
    waiting = {one.asset.id: one for one in assets if one.asset.state is not AssetState.IN_REPAIR}
    same = repaired_so(change.scope, waiting, request.fault, request.actions, request.minutes) if waiting else ()
    for one in (waiting[asset_id] for asset_id in same):
        yield Reason(StockReason.REPAIRED_ALREADY, field_of(one.index), (("number", one.asset.number),))


def _path(state: AssetState) -> tuple[AssetState, ...]:
    if state is AssetState.IN_REPAIR:
        return (AssetState.DECONTAMINATED,)
    return (AssetState.IN_REPAIR, AssetState.DECONTAMINATED)
