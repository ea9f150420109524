"""Refuse releases with a reason: the lines end, what was kept for them goes back, their visit loses them.
Refuses a no without a reason from the contract's list and words of its own, and whoever may not answer."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.rules.answering import AnswerReleaseReason, reasons_against_note, refused_paths, withdrawn_with
from handrail.orders.states import ReleaseState
from handrail.partners.queries import code_lists
from handrail.usecases._charges import follow_ended
from handrail.usecases._releasing import load_scene, require_answerer, tell_prescribers, touch
from handrail.usecases._shelf import back_to_shelf
from handrail.visits import actions as visit_actions
from handrail.visits.queries.held import hold_visits


@dataclass(frozen=True, slots=True)
class ReleaseNo:
    """A no to one or more releases: a code of list refuse_order, and the authoriser's own words."""

    release_ids: tuple[UUID, ...]
    code: str
    note: str


@use_case(Event.RELEASE_REFUSED, needs=Permission.SEE_ORDERS)
def refuse_release(change: Change, *, request: ReleaseNo) -> tuple[UUID, ...]:
    """Refuse the releases and give the lines that ended. What was handed over stays so: its review is recorded.

    Raises `Refused` with the reasons of `orders.rules`, NOT_FOUND, NOT_ALLOWED, STALE."""
    hold_visits(change.scope, releases=request.release_ids)
    scene = load_scene(change, request.release_ids)
    require_answerer(change, scene)
    if missing := reasons_against_note(request.note, AnswerReleaseReason.REFUSE_NOTE_MISSING):
        raise Refused(missing)
    known = code_lists(change.scope.contract_id, ["refuse_order"], change.at.today)["refuse_order"]
    labels = {choice.code: choice.label for choice in known}
    if request.code not in labels:
        raise refuse(AnswerReleaseReason.UNKNOWN_CODE, "code", chosen=request.code)
    reason = f"{request.code}: {request.note}"
    stopped = refused_paths({line for row in scene.asked for line in row.line_ids}, scene.states)
    actions.move_releases(
        request.release_ids,
        expected={ReleaseState.PENDING},
        path=[ReleaseState.REFUSED],
        reason=reason,
        answered_by_id=change.scope.user_id,
        answered_at=change.at.happened_at,
        note=request.note,
    )
    actions.move_releases(
        withdrawn_with(request.release_ids, stopped, scene.waiting, scene.states),
        expected={ReleaseState.PENDING, ReleaseState.RETURNED},
        path=[ReleaseState.WITHDRAWN],
        reason=reason,
    )
    actions.step_lines({line: (scene.states[line], path) for line, path in stopped.items()}, reason=reason)
    lines = [scene.lines[line] for line in stopped]
    back_to_shelf(change, lines, how="REFUSED", reason=reason)
    if lines:
        for visit_id, person_id in visit_actions.cancel_tasks(line_ids=list(stopped), reason=request.code).items():
            change.touched("visit", visit_id, person_id)
    follow_ended(change, lines)
    touch(change, scene.asked)
    tell_prescribers(change, scene, "REFUSED", f"{labels[request.code]}: {request.note}")
    return tuple(stopped)
