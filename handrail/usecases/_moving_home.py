"""Moves a person's home: the address with its days, the loans with their things, the orders and visits to come.
Refuses nothing but an impossible or unknown postcode."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow
from handrail.partners.queries import depots, nearest_depot
from handrail.people import actions, queries
from handrail.people.plans import NewAddress
from handrail.people.queries import AddressRow, PersonFile
from handrail.people.rules.finding import with_texts
from handrail.people.rules.life_events import is_from
from handrail.people.rules.records import AddressDetails, person_search_text, placed
from handrail.people.states import FollowUpKind
from handrail.stock import actions as stock_actions
from handrail.stock.plans import CountedMove
from handrail.stock.states import AssetState
from handrail.usecases._divided import by_themselves
from handrail.usecases._life_course import Course
from handrail.visits import actions as visit_actions
from handrail.visits.codes import AskedBy
from handrail.visits.queries.life import LoanNow, VisitNow
from handrail.visits.rules.moved import Door
from handrail.visits.rules.requests import Wish
from handrail.visits.states import VisitState

# A code of list cancel_order.
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Home:
    """A home to move to, or to go back to. `inside`: it is in the county."""

    id: UUID
    postcode: str
    easting: int | None
    northing: int | None
    inside: bool


def home_at(change: Change, row: AddressRow) -> Home:
    """An address of the record as a home."""
    inside = queries.county_of(change.scope).holds(row.district_code)
    return Home(row.id, row.postcode, row.easting, row.northing, inside)


def add_new_home(course: Course, details: AddressDetails) -> Home:
    """Write the address down. It is another one of theirs until they move in."""
    change, person_id, where = course.change, course.file.person.id, placed(details)
    new_id = change.new_id()
    actions.add_addresses(change.scope, [NewAddress(new_id, person_id, where, False, course.wanted.on)])
    stock_actions.make_home_places([(new_id, person_id, change.scope.contract_id)])
    inside = queries.county_of(change.scope).holds(where.district_code)
    return Home(new_id, where.postcode, where.easting, where.northing, inside)


def move_now(course: Course, new: Home, old: AddressRow | None, *, planned: bool = False) -> None:
    """Inside the county the things go along; outside it nothing more comes, and both areas agree on what is there.

    Of a move that was `planned` what goes to the new home already keeps its time, and so does what is booked to be
    fetched from the old one."""
    _move_in(course, new, old)
    there = course.file.same_home(old) - {new.id}
    along = _go_along(course, new, there)
    take_along(course.change, along, to_id=new.id)
    course.moved_loans = tuple(loan.id for loan in along)
    _keep(course, new, old, along)
    if not new.inside:
        course.stop_lines(course.lines, reason=MOVED)
        course.stop_work(MOVED)
        if course.loans and not course.details.get("asked_ahead"):
            course.ask(FollowUpKind.AGREE_WITH_NEW_AREA, days=0)
        return
    going = _going(course.visits, there, course.moved_loans)
    own = _fetched_from(course, going, there, course.moved_loans)
    course.unbook(going if planned else course.visits, reason=MOVED)
    course.to_book += own
    _send(course, new, going, _orders_at(course.lines, there))
    if course.to_book:
        course.ask(FollowUpKind.BOOK_AGAIN, days=0)
    if course.loans and not course.wanted.things_move:
        course.ask(FollowUpKind.CHECK_STILL_NEEDED, days=0)


def plan_move(course: Course, new: Home) -> None:
    """A move that was told before its day: what comes on that day or after it goes to the new home, or stops where that
    is outside the county. All else stays as it is: that day sees to it."""
    on, old = course.wanted.on, course.file.home
    there = course.file.same_home(old)
    later = [visit for visit in course.visits if is_from(on, slot_from=visit.slot_from, due_at=visit.due_at)]
    lines = _lines_from(course, {visit.id for visit in later})
    _keep(course, new, old)
    if new.inside:
        along = [loan.id for loan in _go_along(course, new, there)]
        going = _going(later, there, along)
        own = _fetched_from(course, going, there, along)
        course.unbook(later, reason=MOVED)
        course.to_book += own
        stays = {line.order_id for line in course.lines if line not in lines}
        _send(course, new, going, _orders_at(lines, there) - stays)
        if course.to_book:
            course.ask(FollowUpKind.BOOK_AGAIN, days=0)
        return
    course.stop_lines(lines, reason=MOVED)
    ids = {visit.id for visit in later}
    course.unbook([visit for visit in course.left() if visit.id in ids], reason=MOVED)
    if course.loans:
        course.details["asked_ahead"] = True
        course.ask(FollowUpKind.AGREE_WITH_NEW_AREA, days=0)


def _move_in(course: Course, new: Home, old: AddressRow | None) -> None:
    """End the old home on the day of the move and begin the new one; the person is found by its postcode."""
    if old:
        actions.set_home(old.id, is_home=True, until_on=max(course.wanted.on, old.from_on))
    actions.set_home(new.id, is_home=True, until_on=None)
    for address_id in (new.id, *([old.id] if old else [])):
        course.change.touched("address", address_id, course.file.person.id)
    find_by(course.change, course.file, old.person_id if old else course.file.person.id, new.postcode)


def find_by(change: Change, file: PersonFile, record_id: UUID, postcode: str) -> None:
    """Write anew by what the person is found: the postcode of the home on this record of theirs."""
    scope, root = change.scope, file.person
    texts = [(record_id, queries.person(scope, record_id).details, postcode)]
    if record_id != root.id:
        texts.append((root.id, root.details, file.home.postcode if file.home else ""))
    for person_id, details, where in texts:
        others = queries.texts_of_joined(scope, [person_id])
        actions.set_search_text({person_id: with_texts(person_search_text(details, where), others)})


def _go_along(course: Course, new: Home, there: Collection[UUID]) -> list[LoanNow]:
    if not new.inside or not course.wanted.things_move:
        return []
    return [loan for loan in course.loans if loan.address_id in there]


def _going(visits: Iterable[VisitNow], there: Collection[UUID], loan_ids: Collection[UUID]) -> list[VisitNow]:
    """Visits to the old home, but for those at its door, that are about something at the new one: what is fetched from
    the old home stays there."""
    return [
        visit
        for visit in visits
        if visit.address_id in there and visit.state is not VisitState.ARRIVED
        if any(task.line_id or task.loan_id in loan_ids for task in visit.tasks)
    ]


def _fetched_from(
    course: Course, going: Iterable[VisitNow], there: Collection[UUID], loan_ids: Collection[UUID]
) -> tuple[UUID, ...]:
    """What stays at the old home is seen to there, by visits of its own, where a visit that goes to the new one was to
    do it as well. Answers these."""
    behind = {loan.id: loan.person_id for loan in course.loans if loan.address_id in there and loan.id not in loan_ids}
    wishes = {
        task.id: Wish(
            task.kind, behind[task.loan_id], visit.address_id, visit.depot_id, task.product_id, visit.due_at,
            visit.speed_code, quantity=task.quantity, loan_id=task.loan_id, asset_id=task.asset_id, crew=visit.crew,
        )
        for visit in going
        for task in visit.tasks
        if task.loan_id in behind
    }  # fmt: skip
    return tuple(visit.id for visit in by_themselves(course.change, wishes, by=AskedBy.MOVE, reason=MOVED))


def _lines_from(course: Course, later: Collection[UUID]) -> list[LineRow]:
    """The lines that come by these visits only, or that have none and are due on the day of the move or after it."""
    visits: dict[UUID, set[UUID]] = {}
    for visit in course.visits:
        for task in visit.tasks:
            if task.line_id:
                visits.setdefault(task.line_id, set()).add(visit.id)
    return [
        line
        for line in course.lines
        if (
            visits[line.id] <= set(later)
            if line.id in visits
            else is_from(course.wanted.on, slot_from=None, due_at=line.due_at)
        )
    ]


def _orders_at(lines: Iterable[LineRow], there: Collection[UUID]) -> set[UUID]:
    return {line.order_id for line in lines if line.address_id in there}


def _keep(course: Course, new: Home, old: AddressRow | None, along: Iterable[LoanNow] = ()) -> None:
    """What was so before, for taking the move back. Loans of other records stood at their own row of the old home."""
    at = {str(loan.id): str(loan.address_id) for loan in along}
    course.details |= {"old_home": str(old.id) if old else "", "new_home": str(new.id), "loans": list(at)}
    if elsewhere := {loan: address for loan, address in at.items() if address != course.details["old_home"]}:
        course.details["loans_at"] = elsewhere


def _send(course: Course, new: Home, visits: Sequence[VisitNow], orders: Collection[UUID]) -> None:
    """What was to come to the old home comes to the new one."""
    send_to(course.change, course.file.person.id, new, [visit.id for visit in visits], orders)
    for name, ids in (("orders", orders), ("visits_moved", [visit.id for visit in visits])):
        before = course.details.get(name) or []
        course.details[name] = sorted({*before, *map(str, ids)})  # type: ignore[misc]  # a list of ids, as JSON


def send_to(
    change: Change, person_id: UUID, home: Home | Door, visits: Iterable[UUID], orders: Collection[UUID]
) -> UUID:
    """These orders and visits go to this home of theirs, from the depot that is nearest to it; which one that is."""
    order_actions.change_heads(orders, address_id=home.id)
    there = list(visits)
    for kind, ids in (("address", [home.id]), ("order", orders), ("visit", there)):
        for row_id in ids:
            change.touched(kind, row_id, person_id)
    depot = nearest_depot(depots(change.scope.contract_id), home.easting, home.northing)
    if there:
        visit_actions.note_visits(there, address_id=home.id, depot_id=depot.id)
    return depot.id


def take_along(change: Change, loans: Sequence[LoanNow], *, to_id: UUID) -> None:
    """The things are at another home of the person now: loans, assets and counted stock together."""
    loan_actions.lend_at([loan.id for loan in loans], address_id=to_id)
    stock_actions.set_asset_columns([(loan.asset_id, {"place_id": to_id}) for loan in loans if loan.asset_id])
    stock_actions.move_counted(
        [
            CountedMove(
                id=change.new_id(),
                product_id=loan.product_id,
                lot=loan.lot,
                quantity=loan.quantity,
                from_place=loan.address_id,
                from_condition=AssetState.ON_LOAN,
                to_place=to_id,
                to_condition=AssetState.ON_LOAN,
                reason="moved",
            )
            for loan in loans
            if loan.asset_id is None and loan.quantity
        ]
    )
    for loan in loans:
        change.touched("loan", loan.id, loan.person_id)
