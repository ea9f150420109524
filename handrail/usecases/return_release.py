"""Return releases for information: the prescriber sees what is asked, and the lines wait for the reply.
Refuses a return that does not say what is missing, and whoever may not answer."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.rules.answering import AnswerReleaseReason, reasons_against_note
from handrail.orders.states import LineState, ReleaseState
from handrail.usecases._releasing import load_scene, require_answerer, tell_prescribers, touch


@dataclass(frozen=True, slots=True)
class ReleaseQuestion:
    """What the authoriser wants to know before deciding."""

    release_ids: tuple[UUID, ...]
    note: str


@use_case(Event.RELEASE_RETURNED, needs=Permission.SEE_ORDERS)
def return_release(change: Change, *, request: ReleaseQuestion) -> None:
    """Return the releases. Lines that went out before their review stay where they are. Raises `Refused`."""
    scene = load_scene(change, request.release_ids)
    require_answerer(change, scene)
    if missing := reasons_against_note(request.note, AnswerReleaseReason.RETURN_NOTE_MISSING):
        raise Refused(missing)
    actions.move_releases(
        request.release_ids,
        expected={ReleaseState.PENDING},
        path=[ReleaseState.RETURNED],
        reason=request.note,
        answered_by_id=change.scope.user_id,
        answered_at=change.at.happened_at,
        note=request.note,
    )
    held = {line for row in scene.asked if not row.afterwards for line in row.line_ids}
    actions.move_lines(
        [line for line in held if scene.states.get(line) is LineState.AWAITING_AUTHORITY],
        expected={LineState.AWAITING_AUTHORITY},
        path=[LineState.RETURNED_FOR_INFORMATION],
        reason=request.note,
    )
    touch(change, scene.asked)
    tell_prescribers(change, scene, "RETURNED", request.note)
