"""What a visit's page says of who comes along and of agreed miles, and the links to the forms about them.
Refuses nothing."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.visits.queries.beside import BesideSeen, JointSeen
from handrail.visits.queries.visit import VisitSeen
from handrail.visits.states import DONE, OPEN, VisitState
from handrail.web.shared.shapes import Fact, Link
from handrail.wording.meetings import came_words, meeting_time
from handrail.wording.shown import day, phone, plural, short_day


def beside_facts(found: VisitSeen, beside: BesideSeen) -> Iterable[Fact]:
    """Who comes along, and miles: what stands and what was taken back."""
    if beside.joint:
        yield Fact("Comes along", beside.joint.name, ". ".join(_joint(found, beside.joint)))
    for one in beside.distances:
        note = f"{one.why}. {one.by} agreed it with {one.agreed_with} on {day(one.agreed_on)}"
        back = f"{note}. Taken back {short_day(one.ended_at)}: {one.end_reason}" if one.ended_at else note
        yield Fact("Miles outside the area", "None" if one.ended_at else plural(one.miles, "mile"), back)


def _joint(found: VisitSeen, joint: JointSeen) -> Iterable[str]:
    if found.state in DONE:
        yield came_words(came=joint.came, minutes=joint.minutes)
        if joint.mended_why:
            yield f"Put right: {joint.mended_why}"
        return
    if joint.suits:
        yield f"It suits them: {joint.suits}"
    if joint.phone:
        yield phone(joint.phone)
    if found.state is VisitState.CANCELLED:
        return
    yield f"Meets the crew {meeting_time(joint.meet_at, found.slot_from, found.slot_until)}"
    if found.slot_from:
        by_whom = "they are told by e-mail" if joint.is_user else "ring them"
        yield "Told of the time" if joint.told else f"Not told of this time yet: {by_whom}"


def beside_links(scope: Scope, found: VisitSeen, beside: BesideSeen) -> Iterable[Link]:
    """What this user may arrange, or put right; with what goes by post nobody goes."""
    visit_id, state = found.id, found.state
    to_come = state in OPEN and not found.by_post
    if to_come and scope.may(Permission.ASK_FOR_VISIT):
        desk = "Change who comes along" if beside.joint else "A prescriber comes along"
        text = desk if scope.may(Permission.PLAN_VISITS) else "Come along"
        yield Link(text, _to("comes_along", visit_id))
    if to_come and scope.may(Permission.RELEASE_ORDER):
        stands = any(one.ended_at is None for one in beside.distances)
        yield Link("Take agreed miles back" if stands else "Agree miles outside the area", _to("miles", visit_id))
    done = state in DONE and state is not VisitState.FAILED
    if done and not found.by_post and scope.may(Permission.PLAN_VISITS):
        yield Link("Put right who came along" if beside.joint else "Somebody came along", _to("mend_came", visit_id))


def _to(name: str, visit_id: UUID) -> str:
    return reverse(f"controller:{name}", args=[visit_id])
