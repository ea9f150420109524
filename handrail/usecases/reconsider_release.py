"""Take a refusal back to the queue: it was a slip, or new facts came.
Refuses without a reason, releases that were not refused, another team's order to all but authorisers and the desk, and
anything more for somebody who has died. What was stopped on a van is unloaded first, not to be brought twice."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries.lines import kept_for
from handrail.orders.queries.orders import ordered_by
from handrail.orders.rules.answering import AnswerReleaseReason, reasons_against_note
from handrail.orders.rules.facts import OrderReason
from handrail.orders.states import LineState, ReleaseState
from handrail.people.queries import hold_still
from handrail.people.queries.deaths import deaths_of
from handrail.usecases._answerable import reasons_against_all
from handrail.usecases._releasing import load_scene, touch
from handrail.usecases._special_orders import follow_specials, require_ordered_once


@dataclass(frozen=True, slots=True)
class ReleaseAgain:
    """Which refusals are looked at again, and why."""

    release_ids: tuple[UUID, ...]
    note: str


@use_case(Event.RELEASE_RECONSIDERED, needs=Permission.SEE_ORDERS)
def reconsider_release(change: Change, *, request: ReleaseAgain) -> None:
    """The releases are pending again, and their lines wait. Raises `Refused`: NOT_ALLOWED, OF_ANOTHER_TEAM,
    PERSON_DIED, NOT_REFUSED, STILL_ON_VAN, the note."""
    scope = change.scope
    if not scope.may(Permission.RELEASE_ORDER) and not scope.may(Permission.CHANGE_ORDER):
        raise refuse(CallReason.NOT_ALLOWED, permission=Permission.RELEASE_ORDER.value)
    scene = load_scene(change, request.release_ids)
    hold_still(scope, [row.person_id for row in scene.asked])
    reasons = list(reasons_against_note(request.note, AnswerReleaseReason.RECONSIDER_NOTE_MISSING))
    reasons += [
        Reason(AnswerReleaseReason.NOT_REFUSED, None, (("state", row.state.value),))
        for row in scene.asked
        if row.state is not ReleaseState.REFUSED
    ]
    if not scope.may(Permission.RELEASE_ORDER):
        reasons += reasons_against_all(change, ordered_by(scope, {row.order_id for row in scene.asked}))
    reasons += [
        Reason(OrderReason.PERSON_DIED, None, (("on", died_on.isoformat()),))
        for died_on in deaths_of(scope, [row.person_id for row in scene.asked]).values()
    ]
    lines = {line for row in scene.asked for line in row.line_ids}
    stopped = {line for line in lines if scene.states.get(line) is LineState.REFUSED}
    if kept_for(scope, stopped):
        reasons.append(Reason(AnswerReleaseReason.STILL_ON_VAN))
    if reasons:
        raise Refused(tuple(dict.fromkeys(reasons)))
    require_ordered_once(change, ((line, scene.lines[line].product_code) for line in stopped))
    _ask_again(request, [row.id for row in scene.asked if not row.line_ids & stopped])
    # A review afterwards that said no has stopped its lines too: looked at again, they wait like any other.
    _ask_again(request, [row.id for row in scene.asked if row.line_ids & stopped], afterwards=False)
    actions.move_lines(stopped, expected={LineState.REFUSED}, path=[LineState.AWAITING_AUTHORITY], reason=request.note)
    follow_specials(change, ((line.product_code, line.product_id) for line in scene.lines.values()))
    touch(change, scene.asked)


def _ask_again(request: ReleaseAgain, release_ids: Collection[UUID], **columns: bool) -> None:
    actions.move_releases(
        release_ids,
        expected={ReleaseState.REFUSED},
        path=[ReleaseState.PENDING],
        reason=request.note,
        answered_by_id=None,
        answered_at=None,
        **columns,
    )
