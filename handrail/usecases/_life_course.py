"""What is known when a life event is carried out, and what it does as it goes along.
Refuses (STALE) a record that was joined to another meanwhile; what a crew is doing at the door is left to the crew."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change
from handrail.identity.roles import Role
from handrail.identity.scope import Scope
from handrail.orders.queries import LineRow, lines_for_update, open_lines_of
from handrail.orders.states import OPEN
from handrail.partners.queries import contract_data
from handrail.partners.terms import Terms
from handrail.people import queries
from handrail.people.plans import NewFollowUp
from handrail.people.queries import PersonFile
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import FollowUpKind
from handrail.usecases._going_home import StaysBooked
from handrail.usecases._stopping import Stopped, lent_on, stop_lines, stop_work, unbook
from handrail.visits.queries.life import LoanNow, VisitNow, loans_now, visits_now
from handrail.vouchers.queries.held import HeldVoucher


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What comes to a person and what they have, locked. `ended`: those of the lines asked for that come no more."""

    visits: tuple[VisitNow, ...]
    loans: tuple[LoanNow, ...]
    lines: tuple[LineRow, ...]
    ended: tuple[LineRow, ...]


@dataclass(slots=True)
class Course:
    """An event on its way. `details` keeps what was so before it; `to_book`: visits that lost their day."""

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
    staying: tuple[StaysBooked, ...] = ()
    vouchers: tuple[HeldVoucher, ...] = ()
    details: dict[str, object] = field(default_factory=dict)
    follow_ups: list[NewFollowUp] = field(default_factory=list)

    def ask(self, kind: FollowUpKind, *, days: int) -> None:
        """Give the service desk something to do after so many days, or from the day that the family named."""
        due_on = self.wanted.ask_from_on or self.change.at.today + timedelta(days=days)
        self.follow_ups.append(
            NewFollowUp(self.change.new_id(), self.file.person.id, self.event_id, kind, Role.CONTROLLER.value, due_on)
        )

    def stop_lines(self, lines: Sequence[LineRow], *, reason: str, vouchers: Sequence[HeldVoucher] = ()) -> None:
        """What is on order does not come any more."""
        self.stopped = stop_lines(self.change, lines, reason=reason, vouchers=vouchers)

    def stop_work(self, reason: str) -> None:
        """Repairs and the like stop; what is to be fetched loses its day."""
        lost = stop_work(self.loans, self.visits, reason=reason)
        stopped = self.stopped
        self.stopped = Stopped(stopped.line_ids, stopped.on_van, (*stopped.visit_ids, *lost))
        left = self.left()
        lent_on(self.loans, left, reason=reason)
        self.unbook(left, reason=reason)

    def unbook(self, visits: Iterable[VisitNow], *, reason: str) -> None:
        """These visits lose their day, but for those at the door."""
        self.to_book = unbook(self.change, visits, reason=reason)

    def as_told(self) -> tuple[UUID, ...]:
        """The visits that come when the person was told: what waits to be said of them is still right."""
        lost = {*self.to_book, *self.stopped.visit_ids}
        return tuple(visit.id for visit in self.visits if visit.slot_from and visit.id not in lost)

    def left(self) -> tuple[VisitNow, ...]:
        """The visits that still have something to do."""
        return visits_now(self.change.scope, self.file.record_ids)


def begun(change: Change, wanted: LifeEventWanted, *, event_id: UUID) -> Course:
    """Lock in the order of docs/locking.md, then look again: whoever was placing an order or joining a record held the
    person, and what they added is there now."""
    file, now = held(change, wanted.person_id)
    terms = contract_data(change.scope.contract_id, change.at.today).terms
    return Course(change, wanted, event_id, file, terms, lines=now.lines, loans=now.loans, visits=now.visits)


def held(change: Change, person_id: UUID, *, also: Collection[UUID] = ()) -> tuple[PersonFile, UnderWay]:
    """The person and what is under way, locked in order: visits, loans, lines (`also` those that have ended), the
    person. Raises `Refused`: NOT_FOUND, STALE."""
    before = queries.person_file(change.scope, person_id, on=change.at.today)
    _under_way(change.scope, before.record_ids, also)
    person = queries.person(change.scope, before.person.id, lock=True)
    file = queries.person_file(change.scope, person_id, on=change.at.today)
    if file.person.id != person.id:
        raise refuse(CallReason.STALE)
    return file, _under_way(change.scope, file.record_ids, also)


def _under_way(scope: Scope, record_ids: Sequence[UUID], also: Collection[UUID]) -> UnderWay:
    visits, loans = visits_now(scope, record_ids), loans_now(scope, record_ids)
    if not also:
        return UnderWay(visits, loans, open_lines_of(scope, record_ids, lock=True), ())
    # In one statement: two would lock lines out of the order of their keys.
    coming = {line.id for line in open_lines_of(scope, record_ids)}
    lines = lines_for_update(scope, coming | set(also))
    still = tuple(line for line in lines if line.state in OPEN)
    return UnderWay(visits, loans, still, tuple(line for line in lines if line.state not in OPEN))


def by_hand(change: Change, person_id: UUID, event_id: UUID, ended: Sequence[LineRow]) -> NewFollowUp:
    """The desk looks at lines that an event ended and should not have: each order is decided anew."""
    numbers = ", ".join(map(str, sorted({line.order_number for line in ended})))
    return NewFollowUp(
        id=change.new_id(),
        person_id=person_id,
        life_event_id=event_id,
        kind=FollowUpKind.PUT_BACK_BY_HAND,
        owner_role=Role.CONTROLLER.value,
        due_on=change.at.today,
        note=f"Orders {numbers}: " + "; ".join(line.product_name for line in ended),
    )
