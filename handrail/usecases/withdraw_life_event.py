"""Take back a life event that was entered in error: dates, home, loans and promises are as they were before.
Refuses while a later event is in force. Orders that were stopped are listed for the desk: each is decided anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from handrail.core.refusal import CallReason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission, Role
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow
from handrail.orders.states import LineState
from handrail.people import actions, queries
from handrail.people.plans import NewFollowUp
from handrail.people.queries import LifeEventRow, PersonFile
from handrail.people.rules.life_events import KnownEvent, reason_against_withdrawing
from handrail.people.states import FollowUpKind, FollowUpOutcome, LifeEventKind, PersonReason
from handrail.usecases._life_course import UnderWay, by_hand, held
from handrail.usecases._moving_home import find_by, home_at, send_to, take_along
from handrail.usecases._stopping import unbook
from handrail.visits import actions as visit_actions
from handrail.visits.states import VisitState


@dataclass(frozen=True, slots=True)
class EventToWithdraw:
    """The event, and why it was wrong (kept with it)."""

    life_event_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class EventWithdrawn:
    """What was put back by itself, the orders whose lines someone must take up again, and the visits (their numbers)
    that lost their time."""

    person_id: UUID
    loans_back: tuple[UUID, ...]
    orders_to_take_up: tuple[int, ...]
    visits_to_book: tuple[int, ...] = ()


@use_case(Event.LIFE_EVENT_WITHDRAWN, needs=Permission.RECORD_LIFE_EVENT)
def withdraw_life_event(change: Change, *, request: EventToWithdraw) -> EventWithdrawn:
    """Put back what was so. Raises `Refused`: NOT_FOUND, REASON_NEEDED, ALREADY_WITHDRAWN, LATER_EVENT, STALE."""
    if not request.reason.strip():
        raise refuse(PersonReason.REASON_NEEDED, "reason")
    scope, at = change.scope, change.at.happened_at
    found = queries.life_event(scope, request.life_event_id)
    file, now = held(change, found.person_id, also=[UUID(line) for line in found.details.get("lines", ())])
    event = queries.life_event(scope, request.life_event_id, lock=True)
    _check(change, event, file)
    if event.details != found.details:
        # A move was carried out meanwhile: it stopped lines that are not held.
        raise refuse(CallReason.STALE)
    actions.withdraw_life_event(scope, event.id, reason=request.reason.strip(), at=at)
    actions.settle_follow_ups(scope, at=at, outcome=FollowUpOutcome.WITHDRAWN, event_id=event.id)
    loans: tuple[UUID, ...] = ()
    to_book: tuple[int, ...] = ()
    if event.kind is LifeEventKind.DEATH:
        actions.set_died_on(event.person_id, None)
        actions.reopen_follow_ups([UUID(one) for one in event.details.get("follow_ups", ())])
    if _is_to_come(event):
        to_book = _stay_at_home(change, file, event, now)
    elif event.kind is LifeEventKind.MOVE:
        loans = _move_back(change, file, event, now)
    if event.kind is LifeEventKind.DISCHARGE_DATE:
        _promise_back(change, file, event, now)
    orders = _list_stopped(change, file, event, now.ended)
    change.touched("life_event", event.id, file.person.id)
    return EventWithdrawn(file.person.id, loans, orders, to_book)


def _is_to_come(event: LifeEventRow) -> bool:
    return event.carried_out_at is None


def _check(change: Change, event: LifeEventRow, file: PersonFile) -> None:
    if event.withdrawn_at:
        raise refuse(PersonReason.ALREADY_WITHDRAWN)
    if _is_to_come(event):
        # What is still to come is in nobody's way, and nothing that came after it builds on it.
        return
    rows = queries.life_events_of(change.scope, list(file.record_ids))
    against = reason_against_withdrawing(event.id, [KnownEvent(row.id, row.kind, row.on) for row in rows])
    if against:
        raise Refused([against])


def _move_back(change: Change, file: PersonFile, event: LifeEventRow, now: UnderWay) -> tuple[UUID, ...]:
    """The old home is home again; what went along and is still there goes back with it. A crew that is at the door of
    the new one now finishes there."""
    old_id, new_id = event.details["old_home"], UUID(event.details["new_home"])
    went = set(event.details["loans"]) if old_id else set()
    back = [loan for loan in now.loans if str(loan.id) in went and loan.address_id == new_id]
    coming = [visit for visit in now.visits if visit.address_id == new_id]
    there = [visit for visit in coming if visit.state is not VisitState.ARRIVED]
    used = coming != there or any(loan.address_id == new_id for loan in now.loans if loan not in back)
    _leave(change, file, event, used=used)
    if not old_id:
        return ()
    old = UUID(old_id)
    actions.set_home(old, is_home=True, until_on=None)
    at = {loan.id: UUID(event.details.get("loans_at", {}).get(str(loan.id), old_id)) for loan in back}
    for row_id in sorted(set(at.values())):
        take_along(change, [loan for loan in back if at[loan.id] == row_id], to_id=row_id)
    orders = {UUID(order) for order in event.details.get("orders", ())}
    orders |= {line.order_id for line in now.lines if line.address_id == new_id}
    home = next(row for row in file.addresses if row.id == old)
    # A visit that is on a run goes out with it, from the depot of that run.
    free = [visit.id for visit in there if visit.run_id is None]
    send_to(change, file.person.id, home_at(change, home), free, orders)
    visit_actions.note_visits([visit.id for visit in there if visit.run_id], address_id=old)
    for visit in there:
        change.touched("visit", visit.id, file.person.id)
    find_by(change, file, home.person_id, home.postcode)
    return tuple(loan.id for loan in back)


def _leave(change: Change, file: PersonFile, event: LifeEventRow, *, used: bool) -> None:
    """They never lived at the new home, so it holds for no day; one that is `used` holds until today all the same."""
    new_id = UUID(event.details["new_home"])
    actions.set_home(new_id, is_home=False, until_on=max(change.at.today, event.on) if used else event.on)
    change.touched("address", new_id, file.person.id)


def _stay_at_home(change: Change, file: PersonFile, event: LifeEventRow, now: UnderWay) -> tuple[int, ...]:
    """The move does not come: what was to go to the new home comes to the old one, and is booked again for it. A crew
    that is at the door of the new one now finishes there. Gives the numbers of the visits that lost their time."""
    old_id, new_id = event.details["old_home"], UUID(event.details["new_home"])
    coming = [visit for visit in now.visits if visit.address_id == new_id]
    there = [visit for visit in coming if visit.state is not VisitState.ARRIVED]
    used = coming != there or any(loan.address_id == new_id for loan in now.loans)
    _leave(change, file, event, used=used)
    home = next((row for row in file.addresses if str(row.id) == old_id), None)
    if home is None:
        return ()
    lost = set(unbook(change, there, reason="moved"))
    orders = {line.order_id for line in now.lines if line.address_id == new_id}
    send_to(change, file.person.id, home_at(change, home), [visit.id for visit in there], orders)
    if there:
        _ask_to_book(change, file, event)
    return tuple(visit.number for visit in there if visit.id in lost)


def _ask_to_book(change: Change, file: PersonFile, event: LifeEventRow) -> None:
    """The desk books the visits again; where it is asked to already, once is enough."""
    again = FollowUpKind.BOOK_AGAIN
    if any(one.kind is again for one in queries.follow_ups(change.scope, person_ids=list(file.record_ids))):
        return
    row = NewFollowUp(change.new_id(), file.person.id, event.id, again, Role.CONTROLLER.value, change.at.today)
    actions.add_follow_ups(change.scope, [row])


def _promise_back(change: Change, file: PersonFile, event: LifeEventRow, now: UnderWay) -> None:
    """The old date of going home, and the promises that went with it, of what has not come yet."""
    dates = sorted((day, order) for order, day in event.details["discharge_on"].items())
    for day, group in groupby(dates, key=lambda pair: pair[0]):
        order_actions.change_heads([UUID(order) for _, order in group], discharge_on=date.fromisoformat(day))
    still = {str(line.id) for line in now.lines}
    due = {UUID(line): datetime.fromisoformat(at) for line, at in event.details["due_at"].items() if line in still}
    order_actions.promise_anew(due)
    open_ids = {str(visit.id) for visit in now.visits}
    promised = sorted((at, visit) for visit, at in event.details["visit_due_at"].items() if visit in open_ids)
    for at, group in groupby(promised, key=lambda pair: pair[0]):
        visit_actions.note_visits([UUID(visit) for _, visit in group], due_at=datetime.fromisoformat(at))
    orders, visits = (UUID(order) for _, order in dates), (UUID(visit) for _, visit in promised)
    for kind, ids in (("order", orders), ("visit", visits), ("line", due)):
        for row_id in ids:
            change.touched(kind, row_id, file.person.id)


def _list_stopped(change: Change, file: PersonFile, event: LifeEventRow, lines: Sequence[LineRow]) -> tuple[int, ...]:
    """Lines that the event ended are decided anew, one order at a time: prices, stock and promises have moved on."""
    ended = [line for line in lines if line.state is LineState.CANCELLED]
    if not ended:
        return ()
    actions.add_follow_ups(change.scope, [by_hand(change, file.person.id, event.id, ended)])
    return tuple(sorted({line.order_number for line in ended}))
