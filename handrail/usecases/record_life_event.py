"""Record a death, a stay in hospital, a move or a new date of going home, once: what depends on it stops or moves.
Refuses what cannot be; sends no van by itself: a collection is proposed, at the family's pace."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never
from uuid import UUID

from handrail.core import outbox
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import actions, queries
from handrail.people.plans import NewLifeEvent
from handrail.people.rules.life_events import LifeEventWanted, is_from, is_to_come, reasons_against_recording
from handrail.people.states import FollowUpKind, FollowUpOutcome, LifeEventKind
from handrail.usecases._going_home import REASON, StaysBooked, follow_discharge
from handrail.usecases._life_course import Course, begun
from handrail.usecases._moving_home import add_new_home, move_now, plan_move
from handrail.visits.queries.life import VisitNow
from handrail.visits.states import VisitState
from handrail.vouchers.queries.held import hold_usable

# Codes of list cancel_order.
DIED, ADMITTED = "died", "admitted"
# What nobody is to be rung up about after a death.
_OF_THE_LIVING = {FollowUpKind.CHECK_STILL_NEEDED, FollowUpKind.BOOK_AGAIN, FollowUpKind.PUT_BACK_BY_HAND}


@dataclass(frozen=True, slots=True)
class LifeEventRecorded:
    """What the event did. `crew_at_door`: visits whose crew is there now, who must be called; `on_van`: lines whose
    item the driver brings back; `to_book`: visits to book again; `moved_loans`: what went along to the new address,
    `moved_pieces`: how many things that are; `takes_effect_on`: the day of a move that was told before it, when the
    rest follows; `staying`: visits that keep their day although the day of going home is another."""

    life_event_id: UUID
    stopped_lines: tuple[UUID, ...]
    on_van: tuple[UUID, ...]
    stopped_visits: tuple[UUID, ...]
    to_book: tuple[UUID, ...]
    crew_at_door: tuple[UUID, ...]
    moved_loans: tuple[UUID, ...]
    messages_stopped: int
    follow_ups: tuple[FollowUpKind, ...]
    takes_effect_on: date | None = None
    vouchers_stopped: int = 0
    moved_pieces: int = 0
    staying: tuple[StaysBooked, ...] = ()


@use_case(Event.LIFE_EVENT_RECORDED, needs=Permission.RECORD_LIFE_EVENT)
def record_life_event(change: Change, *, request: LifeEventWanted) -> LifeEventRecorded:
    """Write down the event and carry it out. Raises `Refused` with the reasons of `people.rules`, NOT_FOUND, STALE."""
    course = begun(change, request, event_id=change.new_id())
    _check(course)
    match request.kind:
        case LifeEventKind.DEATH:
            _death(course)
        case LifeEventKind.ADMISSION:
            _admission(course)
        case LifeEventKind.MOVE:
            _move(course)
        case LifeEventKind.DISCHARGE_DATE:
            _discharge(course)
        case _:
            assert_never(request.kind)
    return _finish(course)


def _check(course: Course) -> None:
    person, moves = course.file.person, course.file.move
    reasons = reasons_against_recording(
        course.wanted,
        born_on=person.details.birth_on,
        died_on=person.died_on,
        today=course.change.at.today,
        moves_on=moves.on if moves else None,
    )
    if reasons:
        raise Refused(reasons)


def _death(course: Course) -> None:
    """Nothing comes any more. What is to be fetched is agreed with the family anew: nobody rings a bell unannounced."""
    course.details["died_on"] = None
    actions.set_died_on(course.file.person.id, course.wanted.on)
    course.vouchers = hold_usable(course.change.scope, course.file.record_ids)
    course.stop_lines(course.lines, reason=DIED, vouchers=course.vouchers)
    course.stop_work(DIED)
    _ask_no_more(course)
    if course.loans:
        course.ask(FollowUpKind.PROPOSE_COLLECTION, days=course.terms.pause_after_death_days)


def _ask_no_more(course: Course) -> None:
    """What was to be asked of the person is asked of nobody now; taking the death back asks it again."""
    open_now = queries.follow_ups(course.change.scope, person_ids=list(course.file.record_ids))
    ended = [one.id for one in open_now if one.kind in _OF_THE_LIVING]
    if ended:
        at = course.change.at.happened_at
        actions.settle_follow_ups(course.change.scope, at=at, outcome=FollowUpOutcome.NOT_NEEDED, ids=ended)
    course.details["follow_ups"] = [str(one) for one in ended]


def _admission(course: Course) -> None:
    """The home stands empty: visits wait for another day, orders wait too unless they are to stop."""
    if course.wanted.stop_orders:
        course.stop_lines(course.lines, reason=ADMITTED)
    back_on = course.wanted.home_again_on
    course.unbook([visit for visit in course.left() if not _after(back_on, visit)], reason=ADMITTED)
    days = (back_on - course.change.at.today).days if back_on else course.terms.ask_after_admission_days
    if course.loans or course.lines:
        course.ask(FollowUpKind.CHECK_STILL_NEEDED, days=max(0, days))


def _after(back_on: date | None, visit: VisitNow) -> bool:
    """Whether a visit is booked for a day on which they are at home again. On the day itself nobody knows the hour."""
    day = timedelta(days=1)
    return (
        back_on is not None
        and visit.slot_from is not None
        and is_from(back_on + day, slot_from=visit.slot_from, due_at=None)
    )


def _move(course: Course) -> None:
    """Carry the move out, or, where it was told before its day, only what that day does not have to wait for."""
    if course.wanted.new_home is None:
        raise AssertionError("a move without an address was refused")
    new = add_new_home(course, course.wanted.new_home)
    if is_to_come(course.wanted, course.change.at.today):
        plan_move(course, new)
    else:
        move_now(course, new, course.file.home)


def _discharge(course: Course) -> None:
    """What is for going home is promised by the new date; visits that no longer suit are booked again, and what another
    visit was to bring with it by one of its own."""
    was, own, course.staying = follow_discharge(course.change, course.lines, course.visits, on=course.wanted.on)
    course.details |= was
    course.unbook(
        [visit for visit in course.visits if str(visit.id) in course.details["visits"]],  # type: ignore[operator]  # a dict by id
        reason=REASON,
    )
    course.to_book += own
    if course.to_book:
        course.ask(FollowUpKind.BOOK_AGAIN, days=0)


def _finish(course: Course) -> LifeEventRecorded:
    change, wanted, person_id = course.change, course.wanted, course.file.person.id
    course.details["lines"] = [str(line) for line in course.stopped.line_ids]
    to_come = is_to_come(wanted, change.at.today)
    course.details["told"] = {"things_move": wanted.things_move, "home_again_on": str(wanted.home_again_on or "")}
    told_by = wanted.told_by.strip()[:120]
    row = NewLifeEvent(course.event_id, person_id, wanted.kind, wanted.on, told_by, course.details, to_come)
    actions.add_life_event(change.scope, row, happened_at=change.at.happened_at, recorded_at=change.at.recorded_at)
    actions.add_follow_ups(change.scope, course.follow_ups)
    change.touched("life_event", course.event_id, person_id)
    for visit in course.visits:
        change.touched("visit", visit.id, person_id)
    # A new date of going home is told to the person, and visits before a move still come; after the other events
    # nothing that was written before fits, but of what comes after a stay in hospital as it was told.
    quiet = wanted.kind is not LifeEventKind.DISCHARGE_DATE and not to_come
    as_told = course.as_told() if wanted.kind is LifeEventKind.ADMISSION else ()
    return LifeEventRecorded(
        life_event_id=course.event_id,
        stopped_lines=course.stopped.line_ids,
        on_van=course.stopped.on_van,
        stopped_visits=course.stopped.visit_ids,
        to_book=course.to_book,
        crew_at_door=tuple(visit.id for visit in course.visits if visit.state is VisitState.ARRIVED),
        moved_loans=course.moved_loans,
        messages_stopped=outbox.withdraw_for(course.file.record_ids, but_about=as_told) if quiet else 0,
        follow_ups=tuple(one.kind for one in course.follow_ups),
        takes_effect_on=wanted.on if to_come else None,
        vouchers_stopped=len(course.vouchers),
        staying=course.staying,
        moved_pieces=sum(loan.quantity for loan in course.loans if loan.id in course.moved_loans),
    )
