"""Record that the payer agreed to miles outside the area for a visit to come; and take that back before it is recorded.
Refuses a visit that is over, a second agreement while one stands, and either without a reason."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._beside import by_of
from handrail.visits.actions import beside
from handrail.visits.queries.beside import arranged_locked
from handrail.visits.rules.beside import MilesAgreed, reasons_against_distance, reasons_against_withdrawing


@dataclass(frozen=True, slots=True)
class MilesWithdrawn:
    """The agreement of a visit that is to stand no more, and why."""

    visit_id: UUID
    why: str


# The provider is paid by these miles, so that they were agreed is the payer's to say: whoever approves orders.
@use_case(Event.DISTANCE_AGREED, needs=Permission.RELEASE_ORDER)
def agree_distance(change: Change, *, request: MilesAgreed) -> UUID:
    """The visit is charged for them once it is done."""
    visit = arranged_locked(change.scope, request.visit_id)
    if reasons := tuple(reasons_against_distance(visit, request, change.at.today)):
        raise Refused(reasons)
    beside.add_distance(change.new_id(), by_of(change, visit), request)
    change.touched("visit", visit.id, visit.person_id)
    return visit.id


@use_case(Event.DISTANCE_WITHDRAWN, needs=Permission.RELEASE_ORDER)
def withdraw_distance(change: Change, *, request: MilesWithdrawn) -> UUID:
    """Nothing is charged for miles then."""
    visit = arranged_locked(change.scope, request.visit_id)
    if reasons := tuple(reasons_against_withdrawing(visit, request.why)):
        raise Refused(reasons)
    if visit.distance:
        beside.end_distance(visit.distance.id, by_of(change, visit), reason=request.why)
    change.touched("visit", visit.id, visit.person_id)
    return visit.id
