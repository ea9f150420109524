"""Put right what was recorded of who came along to a visit: who it was, whether they came, and for how long.
Refuses a visit that is not recorded, what is on the record already, and either without a reason."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._beside import by_of, named
from handrail.usecases._joint_money import joint_charged_anew
from handrail.usecases._posting import post
from handrail.visits.actions import beside
from handrail.visits.queries.beside import arranged_locked
from handrail.visits.rules.beside import Companion, JointTime, reasons_against_mending


@dataclass(frozen=True, slots=True)
class JointMend:
    """How it was, and why that is said only now. `who`: somebody who came and was not to, or in the place of who was
    (None: it is about who was to come)."""

    visit_id: UUID
    said: JointTime
    why: str
    who: Companion | None = None


@use_case(Event.JOINT_VISIT_MENDED, needs=Permission.PLAN_VISITS)
def mend_joint_visit(change: Change, *, request: JointMend) -> UUID:
    """The old record stays and is named by the new one; so does what was charged for it."""
    visit = arranged_locked(change.scope, request.visit_id)
    who, known = named(change, request.who)
    if reasons := tuple(reasons_against_mending(visit, request.said, request.why, who=who, known=known)):
        raise Refused(reasons)
    by, old = by_of(change, visit), visit.joint
    if old:
        beside.end_joint(old.id, by, reason=request.why)
        who = who or Companion(old.user_id, old.name, old.phone, old.meet_at, old.suits)
    if who:
        beside.mend_joint(change.new_id(), who, request.said, by, old_id=old.id if old else None)
    post(change, joint_charged_anew(change, visit, request.said.minutes, request.why))
    change.touched("visit", visit.id, visit.person_id)
    return visit.id
