"""Gives each of two people who were read as one what is theirs: what a move took along stands at their own home again,
what is to come to them comes there, a visit about the other's things alone is the other's, and what was asked for with
the other's things is asked for by itself. What ended with the other's death or move is for the desk.
Refuses to call back a crew that is on its way for both: it fetches what it was sent for."""

from collections.abc import Collection, Mapping, Sequence
from itertools import permutations
from uuid import UUID

from handrail.core import outbox
from handrail.identity.calls import Change
from handrail.orders.queries import LineRow, open_lines_of
from handrail.orders.states import LineState
from handrail.people import actions, queries
from handrail.people.queries import AddressRow, LifeEventRow, PersonFile
from handrail.people.rules.homes import place_of
from handrail.usecases._divided import REASON, ask_by_itself
from handrail.usecases._life_course import by_hand
from handrail.usecases._moving_home import home_at, send_to, take_along
from handrail.usecases._stopping import unbook
from handrail.visits import actions as visit_actions
from handrail.visits.queries.life import loans_now, visits_now
from handrail.visits.queries.of_others import asked_of_another, fitted_at_another, others_on
from handrail.visits.states import VisitState


def each_their_own(
    change: Change, record_ids: Collection[UUID], *, events: Sequence[LifeEventRow], ended: Sequence[LineRow]
) -> None:
    """What these records, one of each of the two people, have and wait for. Visits, loans and lines are held, and those
    that `ended` with these `events`."""
    files = [queries.person_file(change.scope, record, on=change.at.today) for record in record_ids]
    rows = {row.id: row for file in files for row in file.addresses}
    for file in files:
        _things_home(change, file, rows)
    for one, other in permutations(files, 2):
        _goes_over(change, one, other, rows)
    for file in files:
        ask_by_itself(change, asked_of_another(change.scope, file.record_ids))
    for one, other in permutations(files, 2):
        ask_by_itself(change, fitted_at_another(change.scope, one.record_ids, other.record_ids))
    for file in files:
        _comes_home(change, file, rows)
        _ended_with_the_other(change, file, events, ended)


def _strange(file: PersonFile, rows: Mapping[UUID, AddressRow]) -> frozenset[UUID]:
    """The addresses that are the other's."""
    return frozenset(rows) - {row.id for row in file.addresses}


def _things_home(change: Change, file: PersonFile, rows: Mapping[UUID, AddressRow]) -> None:
    home, strange = file.lives_at, _strange(file, rows)
    there = [loan for loan in loans_now(change.scope, file.record_ids) if loan.address_id in strange]
    if home and there:
        take_along(change, there, to_id=home.id)


def _goes_over(change: Change, file: PersonFile, other: PersonFile, rows: Mapping[UUID, AddressRow]) -> None:
    """Visits to the one that are about the other's things alone, and go where these stand, are the other's as they are:
    with their time and crew, and with what was said of them."""
    coming = visits_now(change.scope, file.record_ids)
    theirs = {one.task_id: one for one in others_on(change.scope, [visit.id for visit in coming])}
    over = []
    for visit in coming:
        about = [theirs[task.id] for task in visit.tasks if task.id in theirs]
        doors = {one.address_id for one in about}
        goes_there = {place_of(rows[door]) for door in doors} == {place_of(rows[visit.address_id])}
        if goes_there and len(doors) == 1 and len(about) == len(visit.tasks):
            over.append(visit.id)
    if not over:
        return
    visit_actions.hand_over(over, person_id=other.person.id)
    outbox.hand_on(over, from_ids=file.record_ids, to_id=other.person.id)
    for visit_id in over:
        change.touched("visit", visit_id, other.person.id)


def _comes_home(change: Change, file: PersonFile, rows: Mapping[UUID, AddressRow]) -> None:
    """Visits and orders that were sent to the other's home. Where that is another place, the visits lose their time."""
    home, strange = file.lives_at, _strange(file, rows)
    if home is None:
        return
    coming = visits_now(change.scope, file.record_ids)
    visits = [one for one in coming if one.address_id in strange and one.state is not VisitState.ARRIVED]
    lost = unbook(change, [one for one in visits if place_of(rows[one.address_id]) != place_of(home)], reason=REASON)
    if lost:
        # What was written about a visit that has no time any more does not fit.
        outbox.withdraw_for(
            file.record_ids, but_about=[one.id for one in coming if one.slot_from and one.id not in lost]
        )
    lines = open_lines_of(change.scope, file.record_ids)
    orders = {line.order_id for line in lines if line.address_id in strange}
    if visits or orders:
        send_to(change, file.person.id, home_at(change, home), [visit.id for visit in visits], orders)


def _ended_with_the_other(
    change: Change, file: PersonFile, events: Sequence[LifeEventRow], ended: Sequence[LineRow]
) -> None:
    """Nobody died or moved here: what was stopped is decided anew."""
    own = {str(line.id): line for line in ended if line.person_id in file.record_ids}
    asked = []
    for event in events:
        stopped = [own[line] for line in event.details.get("lines", ()) if line in own]
        stopped = [line for line in stopped if line.state is LineState.CANCELLED]
        if stopped and event.person_id not in file.record_ids:
            asked.append(by_hand(change, file.person.id, event.id, stopped))
    if asked:
        actions.add_follow_ups(change.scope, asked)
