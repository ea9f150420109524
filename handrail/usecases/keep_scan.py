"""Keep a code that was scanned at a door until the visit is recorded, or take it off again: for all phones of the crew.
Refuses a visit that is not the user's to record, and more codes than a door has. Judges no code."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock.codes import StockReason
from handrail.visits import actions as visit_actions
from handrail.visits.queries.door import visits_locked
from handrail.visits.queries.driver import door_scans
from handrail.visits.states import DONE

MOST_SCANS = 60


@dataclass(frozen=True, slots=True)
class DoorScanned:
    """A code at a door. `off`: it is taken off the list."""

    visit_id: UUID
    code: str
    off: bool = False


@use_case(Event.DOOR_SCANNED, needs=Permission.RECORD_VISITS)
def keep_scan(change: Change, *, request: DoorScanned) -> None:
    """Keep or drop a code. Raises `Refused`. A visit that was recorded meanwhile keeps nothing."""
    (visit,) = visits_locked(change.scope, [request.visit_id], at=change.at.happened_at)
    change.touched("visit", visit.id, visit.person_id)
    if request.off:
        visit_actions.drop_scan(visit.id, request.code)
        return
    if visit.state in DONE:
        return
    kept = door_scans(change.scope, visit.id)
    if len(kept) >= MOST_SCANS and request.code not in kept:
        raise refuse(StockReason.TOO_MANY, "code", most=MOST_SCANS)
    visit_actions.keep_scan(
        scan_id=change.new_id(),
        contract_id=change.scope.contract_id,
        visit_id=visit.id,
        person_id=visit.person_id,
        code=request.code,
        by_id=change.scope.user_id,
        at=change.at.recorded_at,
    )
