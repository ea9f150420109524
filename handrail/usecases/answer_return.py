"""Answer what an authoriser asked: the releases wait again, and so do their lines.
Refuses an empty reply, a release that was not returned, and another team's order."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries.orders import ordered_by
from handrail.orders.rules.answering import AnswerReleaseReason, reasons_against_note
from handrail.orders.states import LineState, ReleaseState
from handrail.usecases._answerable import reasons_against_all
from handrail.usecases._releasing import load_scene, touch


@dataclass(frozen=True, slots=True)
class ReturnReply:
    """What the prescriber adds to releases that were returned for information."""

    release_ids: tuple[UUID, ...]
    note: str


@use_case(Event.RELEASE_ANSWERED, needs=Permission.CHANGE_ORDER)
def answer_return(change: Change, *, request: ReturnReply) -> None:
    """Send the releases back to the queue with the reply. Raises `Refused`: OF_ANOTHER_TEAM, NOT_RETURNED,
    REPLY_MISSING."""
    scene = load_scene(change, request.release_ids)
    reasons: list[Reason] = list(reasons_against_note(request.note, AnswerReleaseReason.REPLY_MISSING))
    reasons += [
        Reason(AnswerReleaseReason.NOT_RETURNED, None, (("state", row.state.value),))
        for row in scene.asked
        if row.state is not ReleaseState.RETURNED
    ]
    reasons += reasons_against_all(change, ordered_by(change.scope, {row.order_id for row in scene.asked}))
    if reasons:
        raise Refused(tuple(dict.fromkeys(reasons)))
    actions.move_releases(
        request.release_ids,
        expected={ReleaseState.RETURNED},
        path=[ReleaseState.PENDING],
        reason=request.note,
        answered_by_id=None,
        answered_at=None,
    )
    still_returned = {
        line
        for row in scene.all
        if row.state is ReleaseState.RETURNED and row.id not in request.release_ids
        for line in row.line_ids
    }
    waiting = {line for row in scene.asked for line in row.line_ids} - still_returned
    actions.move_lines(
        [line for line in waiting if scene.states.get(line) is LineState.RETURNED_FOR_INFORMATION],
        expected={LineState.RETURNED_FOR_INFORMATION},
        path=[LineState.SUBMITTED, LineState.AWAITING_AUTHORITY],
        reason=request.note,
    )
    touch(change, scene.asked)
