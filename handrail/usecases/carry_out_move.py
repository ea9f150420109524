"""Carry out a move that was told before its day, once that day is here: home, loans, and all that was still to come to
the old home. Run by a job. Refuses a move whose day is not here, that is done or was taken back, and of the dead."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core import outbox
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.queries import LifeEventRow
from handrail.people.rules.life_events import LifeEventWanted, reason_against_carrying_out
from handrail.usecases._life_course import Course, begun
from handrail.usecases._moving_home import home_at, move_now


@dataclass(frozen=True, slots=True)
class MoveToCarryOut:
    """The event whose day is here."""

    life_event_id: UUID


@dataclass(frozen=True, slots=True)
class MoveCarriedOut:
    """What followed on the day."""

    life_event_id: UUID
    stopped_lines: tuple[UUID, ...]
    to_book: tuple[UUID, ...]
    moved_loans: tuple[UUID, ...]


@use_case(Event.LIFE_EVENT_CARRIED_OUT, needs=Permission.RUN_JOBS)
def carry_out_move(change: Change, *, request: MoveToCarryOut) -> MoveCarriedOut:
    """The person lives at the new home from now on. Raises `Refused`: NOT_FOUND, NOT_YET, ALREADY_DIED, STALE."""
    course = begun(
        change, _wanted(queries.life_event(change.scope, request.life_event_id)), event_id=request.life_event_id
    )
    event = queries.life_event(change.scope, request.life_event_id, lock=True)
    reason = reason_against_carrying_out(
        event.on,
        done=bool(event.carried_out_at or event.withdrawn_at),
        died_on=course.file.person.died_on,
        today=change.at.today,
    )
    if reason:
        raise Refused([reason])
    course.details |= event.details
    rows = {str(row.id): row for row in course.file.addresses}
    # Its own record's home: two records that were joined meanwhile keep a home each.
    old = next(
        (row for row in rows.values() if row.person_id == event.person_id and row.is_home and not row.until_on), None
    )
    move_now(course, home_at(change, rows[event.details["new_home"]]), old, planned=True)
    _finish(course, event)
    return MoveCarriedOut(event.id, course.stopped.line_ids, course.to_book, course.moved_loans)


def _wanted(event: LifeEventRow) -> LifeEventWanted:
    things_move = event.details.get("told", {}).get("things_move", True)
    return LifeEventWanted(event.person_id, event.kind, event.on, event.told_by, things_move=things_move)


def _finish(course: Course, event: LifeEventRow) -> None:
    change, person_id = course.change, course.file.person.id
    course.details["lines"] = [*event.details["lines"], *map(str, course.stopped.line_ids)]
    actions.carry_out_life_event(event.id, at=change.at.happened_at, details=course.details)
    actions.add_follow_ups(change.scope, course.follow_ups)
    change.touched("life_event", event.id, person_id)
    for visit_id in {*course.to_book, *course.stopped.visit_ids}:
        change.touched("visit", visit_id, person_id)
    if course.to_book or course.stopped.visit_ids:
        # What was written about a visit that comes no more, or elsewhere, does not fit.
        outbox.withdraw_for(course.file.record_ids, but_about=course.as_told())
