"""Say that a prescriber comes along to a visit and meets the crew, that it is somebody else, or that nobody does.
Refuses a visit that is over, a meeting outside its time, and what a prescriber says for anybody but themselves."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._beside import by_of, named
from handrail.visits.actions import beside
from handrail.visits.queries.beside import arranged_locked
from handrail.visits.rules.beside import Companion, reasons_against_arranging


@dataclass(frozen=True, slots=True)
class JointWanted:
    """Who comes along (None: nobody any more). `told`: somebody who is no user was told of the time just now; users are
    told by themselves."""

    visit_id: UUID
    who: Companion | None
    told: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JointArranged:
    """The visit, and the name of who comes along; empty: nobody."""

    visit_id: UUID
    number: int
    name: str


@use_case(Event.JOINT_VISIT_ARRANGED, needs=Permission.ASK_FOR_VISIT)
def arrange_joint_visit(change: Change, *, request: JointWanted) -> JointArranged:
    """What stood before is ended, never changed, so that whoever was told of it is told of this."""
    visit = arranged_locked(change.scope, request.visit_id)
    who, known = named(change, request.who)
    only = None if change.scope.may(Permission.PLAN_VISITS) else change.scope.user_id
    if reasons := tuple(reasons_against_arranging(visit, who, only=only, known=known)):
        raise Refused(reasons)
    by = by_of(change, visit)
    old, joint_id = visit.joint, change.new_id()
    if old:
        beside.end_joint(old.id, by, reason=request.reason)
    if who:
        same = old is not None and (old.user_id, old.name) == (who.user_id, who.name)
        if same:
            # What they were told stands with what they are told next.
            beside.told_joint([(old.id, None, None, None)] if old else [])
        beside.add_joint(joint_id, who, by, told=old if same else None)
    if who and request.told and not who.user_id:
        beside.told_joint([(joint_id, visit.slot_from, visit.slot_until, who.meet_at)])
    change.touched("visit", visit.id, visit.person_id)
    return JointArranged(visit.id, visit.number, who.name if who else "")
