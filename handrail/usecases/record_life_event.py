"""Record a death, a stay in hospital, a move or a new date of going home, once: what depends on it stops or moves.
Refuses what cannot be; sends no van by itself: a collection is proposed, at the family's pace."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import assert_never
from uuid import UUID

from handrail.core import outbox
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission, Role
from handrail.identity.scope import Scope
from handrail.orders.queries import LineRow, open_lines_of
from handrail.partners.queries import contract_data
from handrail.partners.terms import Terms
from handrail.people import actions, queries
from handrail.people.plans import NewFollowUp, NewLifeEvent
from handrail.people.queries import PersonFile
from handrail.people.rules.life_events import LifeEventWanted, reasons_against_recording
from handrail.people.states import FollowUpKind, FollowUpOutcome, LifeEventKind
from handrail.usecases._going_home import follow_discharge
from handrail.usecases._moving_home import move_home
from handrail.usecases._stopping import Stopped, lent_on, stop_lines, stop_work, unbook
from handrail.visits.queries.life import LoanNow, VisitNow, loans_now, visits_now
from handrail.visits.states import VisitState

# Codes of list cancel_order.
DIED, ADMITTED, MOVED = "died", "admitted", "moved"
# What nobody is to be rung up about after a death.
_OF_THE_LIVING = {FollowUpKind.CHECK_STILL_NEEDED, FollowUpKind.BOOK_AGAIN, FollowUpKind.PUT_BACK_BY_HAND}


@dataclass(frozen=True, slots=True)
class LifeEventRecorded:
    """What the event did. `crew_at_door`: visits whose crew is there now, who must be called; `on_van`: lines whose
    item the driver brings back; `to_book`: visits to book again; `moved_loans`: what went along to the new address."""

    life_event_id: UUID
    stopped_lines: tuple[UUID, ...]
    on_van: tuple[UUID, ...]
    stopped_visits: tuple[UUID, ...]
    to_book: tuple[UUID, ...]
    crew_at_door: tuple[UUID, ...]
    moved_loans: tuple[UUID, ...]
    messages_stopped: int
    follow_ups: tuple[FollowUpKind, ...]


@dataclass(slots=True)
class Course:
    """What is known when the event is carried out, and what it does as it goes along. `details` keeps what was so."""

    change: Change
    wanted: LifeEventWanted
    event_id: UUID
    file: PersonFile
    terms: Terms
    lines: tuple[LineRow, ...]
    loans: tuple[LoanNow, ...]
    visits: tuple[VisitNow, ...]
    stopped: Stopped = field(default_factory=Stopped)
    to_book: tuple[UUID, ...] = ()
    moved_loans: tuple[UUID, ...] = ()
    details: dict[str, object] = field(default_factory=dict)
    follow_ups: list[NewFollowUp] = field(default_factory=list)

    def ask(self, kind: FollowUpKind, *, days: int) -> None:
        """Give the service desk something to do after so many days, or from the day that the family named."""
        due_on = self.wanted.ask_from_on or self.change.at.today + timedelta(days=days)
        self.follow_ups.append(
            NewFollowUp(self.change.new_id(), self.file.person.id, self.event_id, kind, Role.CONTROLLER.value, due_on)
        )


@use_case(Event.LIFE_EVENT_RECORDED, needs=Permission.RECORD_LIFE_EVENT)
def record_life_event(change: Change, *, request: LifeEventWanted) -> LifeEventRecorded:
    """Write down the event and carry it out. Raises `Refused` with the reasons of `people.rules`, NOT_FOUND, STALE."""
    course = _begin(change, request)
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


def _begin(change: Change, request: LifeEventWanted) -> Course:
    """Lock in the order of docs/locking.md: visits, loans, lines, the person. Then look again: whoever was placing an
    order or joining a record held the person, and what they added is there now."""
    before = queries.person_file(change.scope, request.person_id, on=change.at.today)
    _under_way(change.scope, before.record_ids)
    person = queries.person(change.scope, before.person.id, lock=True)
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    if file.person.id != person.id:
        raise refuse(CallReason.STALE)
    visits, loans, lines = _under_way(change.scope, file.record_ids)
    reasons = reasons_against_recording(
        request, born_on=person.details.birth_on, died_on=person.died_on, today=change.at.today
    )
    if reasons:
        raise Refused(reasons)
    return Course(
        change=change,
        wanted=request,
        event_id=change.new_id(),
        file=file,
        terms=contract_data(change.scope.contract_id, change.at.today).terms,
        lines=lines,
        loans=loans,
        visits=visits,
    )


def _under_way(
    scope: Scope, record_ids: Sequence[UUID]
) -> tuple[tuple[VisitNow, ...], tuple[LoanNow, ...], tuple[LineRow, ...]]:
    return (
        visits_now(scope, record_ids),
        loans_now(scope, record_ids),
        open_lines_of(scope, record_ids, lock=True),
    )


def _death(course: Course) -> None:
    """Nothing comes any more. What is to be fetched is agreed with the family anew: nobody rings a bell unannounced."""
    course.details["died_on"] = None
    actions.set_died_on(course.file.person.id, course.wanted.on)
    _stop_everything(course, DIED)
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
        course.stopped = stop_lines(course.change, course.lines, reason=ADMITTED)
    _unbook_rest(course, ADMITTED)
    back_on = course.wanted.home_again_on
    days = (back_on - course.change.at.today).days if back_on else course.terms.ask_after_admission_days
    if course.loans or course.lines:
        course.ask(FollowUpKind.CHECK_STILL_NEEDED, days=max(0, days))


def _move(course: Course) -> None:
    """Inside the county the things go along; outside it nothing more comes, and both areas agree on what is there."""
    new_home = course.wanted.new_home
    if new_home is None:
        raise AssertionError("a move without an address was refused")
    moved = move_home(
        course.change,
        course.file,
        new_home,
        on=course.wanted.on,
        loans=course.loans if course.wanted.things_move else (),
    )
    course.details |= moved.details
    course.moved_loans = moved.loan_ids
    if not moved.inside:
        course.stopped = stop_lines(course.change, course.lines, reason=MOVED)
        _stop_work(course, MOVED)
        if course.loans:
            course.ask(FollowUpKind.AGREE_WITH_NEW_AREA, days=0)
        return
    unbooked = _unbook_rest(course, MOVED)
    moved.send_to_new_home(course.change, course.lines, course.visits, unbooked)
    course.details |= moved.details
    if course.to_book:
        course.ask(FollowUpKind.BOOK_AGAIN, days=0)
    if course.loans and not course.wanted.things_move:
        course.ask(FollowUpKind.CHECK_STILL_NEEDED, days=0)


def _discharge(course: Course) -> None:
    """What is for going home is promised by the new date; visits that no longer suit are booked again."""
    course.details |= follow_discharge(course.change, course.lines, course.visits, on=course.wanted.on)
    course.to_book = unbook(
        [visit for visit in course.visits if str(visit.id) in course.details["visits"]],  # type: ignore[operator]  # a dict by id
        reason="discharge_date",
    )
    if course.to_book:
        course.ask(FollowUpKind.BOOK_AGAIN, days=0)


def _stop_everything(course: Course, reason: str) -> None:
    course.stopped = stop_lines(course.change, course.lines, reason=reason)
    _stop_work(course, reason)


def _stop_work(course: Course, reason: str) -> None:
    """Repairs and the like stop; what is to be fetched loses its day."""
    lost = stop_work(course.loans, reason=reason)
    stopped = course.stopped
    course.stopped = Stopped(stopped.line_ids, stopped.on_van, (*stopped.visit_ids, *lost))
    left = visits_now(course.change.scope, course.file.record_ids)
    lent_on(course.loans, left, reason=reason)
    course.to_book = unbook(left, reason=reason)


def _unbook_rest(course: Course, reason: str) -> tuple[UUID, ...]:
    """Visits that still have something to do lose their day; answers all open visits that are not at the door."""
    left = visits_now(course.change.scope, course.file.record_ids)
    course.to_book = unbook(left, reason=reason)
    return tuple(visit.id for visit in left if visit.state is not VisitState.ARRIVED)


def _finish(course: Course) -> LifeEventRecorded:
    change, wanted, person_id = course.change, course.wanted, course.file.person.id
    course.details["lines"] = [str(line) for line in course.stopped.line_ids]
    course.details["told"] = {"things_move": wanted.things_move, "home_again_on": str(wanted.home_again_on or "")}
    row = NewLifeEvent(course.event_id, person_id, wanted.kind, wanted.on, wanted.told_by.strip()[:120], course.details)
    actions.add_life_event(change.scope, row, happened_at=change.at.happened_at, recorded_at=change.at.recorded_at)
    actions.add_follow_ups(change.scope, course.follow_ups)
    change.touched("life_event", course.event_id, person_id)
    for visit in course.visits:
        change.touched("visit", visit.id, person_id)
    # A new date of going home is told to the person; after the other events nothing that was written before fits.
    quiet = wanted.kind is not LifeEventKind.DISCHARGE_DATE
    return LifeEventRecorded(
        life_event_id=course.event_id,
        stopped_lines=course.stopped.line_ids,
        on_van=course.stopped.on_van,
        stopped_visits=course.stopped.visit_ids,
        to_book=course.to_book,
        crew_at_door=tuple(visit.id for visit in course.visits if visit.state is VisitState.ARRIVED),
        moved_loans=course.moved_loans,
        messages_stopped=outbox.withdraw_for(course.file.record_ids) if quiet else 0,
        follow_ups=tuple(one.kind for one in course.follow_ups),
    )
