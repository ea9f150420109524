"""What every next step after a visit shares: the visit that owes it, a visit for what is left, and its end.
Refuses a visit whose next step was taken already."""

from collections.abc import Collection, Sequence
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change
from handrail.people.queries.deaths import deaths_of
from handrail.usecases._following import come_along_again, open_wishes
from handrail.visits import actions
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.queries.leftovers import FailedVisit, Leftover, failed_visit_locked, leftovers
from handrail.visits.rules.booking import BookingReason
from handrail.visits.rules.requests import Asked, Wish, people_for


def owed(change: Change, visit_id: UUID) -> FailedVisit:
    """The visit, locked. Raises `Refused`: NOT_FOUND, STEP_TAKEN_ALREADY."""
    visit = failed_visit_locked(change.scope, visit_id)
    if visit.next_step_done_at is not None:
        raise refuse(BookingReason.STEP_TAKEN_ALREADY, "visit_id", number=visit.number)
    return visit


def left_of(change: Change, visit: FailedVisit) -> tuple[Leftover, ...]:
    """What is still to be done. For somebody who has died that is what was asked back since, and nothing else."""
    died = bool(deaths_of(change.scope, [visit.person_id]))
    left = leftovers(change.scope, visit.id)
    return tuple(one for one in left if not died or one.kind == TaskKind.COLLECT or one.person_id != visit.person_id)


def visit_again(
    change: Change, visit: FailedVisit, left: Sequence[Leftover], *, by: AskedBy, note: str
) -> tuple[UUID, ...]:
    """What was left gets a visit of its own, under the same promise."""
    asked = Asked(by, change.scope.user_id, change.at.happened_at, note, visit.id)
    again = open_wishes(change, [_wish(task) for task in left], asked)
    come_along_again(change, visit.id, again)
    return again


def end_step(change: Change, visit: FailedVisit, note: str) -> None:
    """The step is taken, with the word on it."""
    end_steps(change, [visit.id], note.strip())
    change.touched("visit", visit.id, visit.person_id)


def end_steps(change: Change, visit_ids: Collection[UUID], note: str = "") -> None:
    """The next steps after these visits are taken; `note` says by what."""
    actions.note_visits(
        visit_ids, next_step_done_at=change.at.happened_at, next_step_by_id=change.scope.user_id, next_step_note=note
    )


def _wish(task: Leftover) -> Wish:
    return Wish(
        kind=TaskKind(task.kind),
        person_id=task.person_id,
        address_id=task.address_id,
        depot_id=task.depot_id,
        product_id=task.product_id,
        due_at=task.due_at,
        speed_code=task.speed_code,
        quantity=task.quantity_left,
        line_id=task.line_id,
        loan_id=task.loan_id,
        asset_id=task.asset_id,
        crew=people_for(TaskKind(task.kind), task.crew),
        fitting_minutes=task.fitting_minutes,
        note=task.note,
        measuring_id=task.measuring_id,
    )
