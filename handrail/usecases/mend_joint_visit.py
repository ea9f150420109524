"""Put right what was recorded of who came along to a visit: whether they came, and for how long they worked together.
Refuses a visit that is not recorded, what is on the record already, and either without a reason."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._beside import by_of
from handrail.usecases._joint_money import joint_charged_anew
from handrail.usecases._posting import post
from handrail.visits.actions import beside
from handrail.visits.queries.beside import arranged_locked
from handrail.visits.rules.beside import JointTime, reasons_against_mending


@dataclass(frozen=True, slots=True)
class JointMend:
    """How it was, and why that is said only now."""

    visit_id: UUID
    said: JointTime
    why: str


@use_case(Event.JOINT_VISIT_MENDED, needs=Permission.PLAN_VISITS)
def mend_joint_visit(change: Change, *, request: JointMend) -> UUID:
    """The old record stays and is named by the new one; so does what was charged for it."""
    visit = arranged_locked(change.scope, request.visit_id)
    if reasons := tuple(reasons_against_mending(visit, request.said, request.why)):
        raise Refused(reasons)
    if visit.joint:
        by = by_of(change, visit)
        beside.end_joint(visit.joint.id, by, reason=request.why)
        beside.mend_joint(change.new_id(), visit.joint, request.said, by)
    post(change, joint_charged_anew(change, visit, request.said.minutes, request.why))
    change.touched("visit", visit.id, visit.person_id)
    return visit.id
