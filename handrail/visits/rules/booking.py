"""Decides how a visit gets its slot and its run, and what stands against it, and against releasing or closing a run.
Refuses a visit that is under way or over, one on the wrong day or from another depot, and a run without its people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.moves import path
from handrail.core.refusal import CallReason, Reason
from handrail.people.rules.stays import HospitalStay
from handrail.visits.rules.plans import BookedVisit
from handrail.visits.rules.slots import reasons_against_slot
from handrail.visits.states import MOVES, ON_THE_WAY, RunState, VisitEvent, VisitState

_E = VisitEvent


class BookingReason(StrEnum):
    """Why a visit cannot be booked or put on a run, or a run not be made, released or closed."""

    BOOKED_ALREADY = "BOOKED_ALREADY"
    NOT_BOOKED = "NOT_BOOKED"
    VISIT_UNDER_WAY = "VISIT_UNDER_WAY"
    NAMED_TWICE = "VISIT_NAMED_TWICE"
    VISIT_OVER = "VISIT_OVER"
    VISIT_CANCELLED = "VISIT_CANCELLED"
    STEP_NOT_NOW = "STEP_NOT_NOW"
    OTHER_DEPOT = "OTHER_DEPOT"
    OTHER_DAY = "OTHER_DAY"
    RUN_NOT_OPEN = "RUN_NOT_OPEN"
    RUN_HAS_NO_DRIVER = "RUN_HAS_NO_DRIVER"
    RUN_HAS_NO_STOPS = "RUN_HAS_NO_STOPS"
    TWO_PEOPLE_NEEDED = "TWO_PEOPLE_NEEDED"
    SAME_PERSON_TWICE = "SAME_PERSON_TWICE"
    NOT_A_DRIVER = "NOT_A_DRIVER"
    NOT_A_VAN_HERE = "NOT_A_VAN_HERE"
    VAN_IS_OUT = "VAN_IS_OUT"
    CREW_IS_OUT = "CREW_IS_OUT"
    CREW_OF_OTHER_DEPOT = "CREW_OF_OTHER_DEPOT"
    STOPS_LEFT = "STOPS_LEFT"
    VAN_NOT_EMPTY = "VAN_NOT_EMPTY"
    DAY_IS_OVER = "DAY_IS_OVER"
    DAY_TO_COME = "DAY_TO_COME"
    STEP_TAKEN_ALREADY = "STEP_TAKEN_ALREADY"
    NOT_THE_DEPOTS = "STEP_NOT_THE_DEPOTS"
    NOTE_NEEDED = "NOTE_NEEDED"
    IN_HOSPITAL = "IN_HOSPITAL"
    NOT_IN_STOCK = "NOT_IN_STOCK"
    NOTHING_KEPT = "NOTHING_KEPT"
    ON_OTHER_VAN = "ON_OTHER_VAN"
    NOTHING_LEFT_TO_DO = "NOTHING_LEFT_TO_DO"
    NOBODY_GOES = "NOBODY_GOES"


@dataclass(frozen=True, slots=True)
class BookingFact:
    """A visit as it is locked for booking. `waiting`: things that are not in stock; `unkept`: nothing is kept yet;
    `elsewhere`: what lies on a van that does not bring it, with its name; `moving`: a move to come is about it;
    `away`: the person is in hospital, so nobody may be at home."""

    id: UUID
    number: int
    person_id: UUID
    depot_id: UUID
    state: VisitState
    crew: int
    version: int
    run_id: UUID | None
    slot_from: datetime | None
    slot_until: datetime | None
    waiting: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    moving: bool = False
    away: HospitalStay | None = None


@dataclass(frozen=True, slots=True)
class CrewMember:
    """Who may do visits, and of which depot they are; None: of any."""

    id: UUID
    name: str
    depot_id: UUID | None
    depot: str


@dataclass(frozen=True, slots=True)
class RunFact:
    """A run as it is locked. `last_stop` 0: it has none; `crew`: how many people go; `by_post`: nobody does."""

    id: UUID
    depot_id: UUID
    van_id: UUID
    on: date
    state: RunState
    driver_id: UUID | None
    second_id: UUID | None
    last_stop: int
    shift: str = "day"
    by_post: bool = False

    @property
    def crew(self) -> int:
        """How many people go."""
        return sum(1 for user_id in (self.driver_id, self.second_id) if user_id)


@dataclass(frozen=True, slots=True)
class Booking:
    """A wish to book: the slot, both UTC. `again`: it may have one already. `told`: the person was told just now.
    `version`: what the booker saw of the visit; None: whatever it is. `new_home_early`: who moves on a later day is
    visited at the new home all the same. `in_hospital`: it is known that the person is away then."""

    visit_id: UUID
    slot_from: datetime
    slot_until: datetime
    again: bool = False
    told: bool = False
    version: int | None = None
    new_home_early: bool = False
    in_hospital: bool = False


# How a visit comes from where it is to BOOKED, and whether that changes a promise that someone was told.
_TO_BOOKED: dict[VisitState, tuple[VisitEvent, ...]] = {
    VisitState.UNBOOKED: (_E.BOOK,),
    VisitState.OFFERED: (_E.BOOK,),
    VisitState.BOOKED: (_E.UNBOOK, _E.BOOK),
    VisitState.PLANNED: (_E.UNBOOK, _E.BOOK),
    VisitState.RELEASED: (_E.UNBOOK, _E.BOOK),
}
_FREE = frozenset({VisitState.UNBOOKED, VisitState.OFFERED})
_SENT = frozenset({RunState.RELEASED, RunState.OUT})
_OPEN_RUNS = _SENT | {RunState.PLANNED}


def reasons_against_booking(
    booking: Booking, visit: BookingFact, run: RunFact | None, *, now: datetime
) -> tuple[Reason, ...]:
    """Why a visit cannot be booked so; empty means that it can."""
    reasons = list(reasons_against_slot(booking.slot_from, booking.slot_until, now=now, run_on=run.on if run else None))
    if booking.version is not None and booking.version != visit.version:
        reasons.append(Reason(CallReason.STALE, "visit_id"))
    elif visit.state not in _TO_BOOKED:
        under_way = visit.state in {VisitState.EN_ROUTE, VisitState.ARRIVED}
        code = BookingReason.VISIT_UNDER_WAY if under_way else BookingReason.VISIT_OVER
        reasons.append(Reason(code, "visit_id", (("number", visit.number),)))
    elif visit.state not in _FREE and not booking.again:
        reasons.append(Reason(BookingReason.BOOKED_ALREADY, "visit_id", (("number", visit.number),)))
    on = booking.slot_from.astimezone(LONDON).date()
    if visit.away and visit.away.lasts(on) and not booking.in_hospital:
        said = (("number", visit.number), ("day", on.isoformat()))
        reasons.append(Reason(BookingReason.IN_HOSPITAL, "in_hospital", said))
    if run:
        reasons += reasons_against_run(visit, run)
    return tuple(reasons)


def missing_at_booking(visits: Iterable[BookingFact]) -> tuple[Reason, ...]:
    """What is known not to be in stock: whoever books says that the visit is worth its way without it. What the store
    has not looked at yet mostly is in stock."""
    return tuple(_missing(BookingReason.NOT_IN_STOCK, visit, visit.waiting) for visit in visits if visit.waiting)


def missing_at_release(visits: Iterable[BookingFact]) -> tuple[Reason, ...]:
    """What will not be on the van as things stand: whoever sends the run says that it goes without it."""
    there = tuple(visits)
    unkept = [_missing(BookingReason.NOTHING_KEPT, visit, visit.unkept) for visit in there if visit.unkept]
    elsewhere = [_missing(BookingReason.ON_OTHER_VAN, visit, visit.elsewhere) for visit in there if visit.elsewhere]
    return (*missing_at_booking(there), *unkept, *elsewhere)


def _missing(code: BookingReason, visit: BookingFact, names: Sequence[str]) -> Reason:
    return Reason(code, "without_stock", (("number", visit.number), ("things", "; ".join(names))))


def reasons_against_run(visit: BookingFact, run: RunFact) -> tuple[Reason, ...]:
    """Why a visit cannot go on a run at all."""
    reasons: list[Reason] = []
    if run.state not in _OPEN_RUNS:
        reasons.append(Reason(BookingReason.RUN_NOT_OPEN, "run_id"))
    if visit.depot_id != run.depot_id:
        reasons.append(Reason(BookingReason.OTHER_DEPOT, "run_id", (("number", visit.number),)))
    # A run that is still planned may get its second person before it is sent; nothing looks at one that went.
    if run.state in _SENT and visit.run_id != run.id and visit.crew > max(run.crew, 1):
        reasons.append(_two_needed(visit))
    return tuple(reasons)


def _two_needed(visit: BookingFact) -> Reason:
    return Reason(BookingReason.TWO_PEOPLE_NEEDED, "run_id", (("number", visit.number),))


def booked(booking: Booking, visit: BookingFact, run: RunFact | None, stop: int, *, now: datetime) -> BookedVisit:
    """The visit with its slot, put on the run where there is one: as far as the run itself is."""
    events = _TO_BOOKED[visit.state] + (_onto(run) if run else ())
    return BookedVisit(
        id=visit.id,
        was=visit.state,
        path=path(MOVES, visit.state, *events),
        slot_from=booking.slot_from,
        slot_until=booking.slot_until,
        run_id=run.id if run else None,
        stop=stop if run else None,
        told_at=now if booking.told else None,
    )


def planned(visit: BookingFact, run: RunFact, stop: int) -> BookedVisit | None:
    """A booked visit put on a run at a stop, off the run it was on; None when it is there already."""
    if visit.run_id == run.id and visit.state not in {VisitState.BOOKED, VisitState.CANCELLED}:
        return None
    off = () if visit.state is VisitState.BOOKED else (_E.TAKE_OFF_RUN,)
    if visit.slot_from is None or visit.slot_until is None:
        raise ValueError("a booked visit has a slot")
    moves = path(MOVES, visit.state, *off, *_onto(run))
    return BookedVisit(visit.id, visit.state, moves, visit.slot_from, visit.slot_until, run.id, stop)


def taken_off(visit: BookingFact) -> BookedVisit:
    """A visit taken off its run; its slot stands."""
    if visit.slot_from is None or visit.slot_until is None:
        raise ValueError("a planned visit has a slot")
    moves = path(MOVES, visit.state, _E.TAKE_OFF_RUN)
    return BookedVisit(visit.id, visit.state, moves, visit.slot_from, visit.slot_until)


def left_sent_runs(rows: Iterable[BookedVisit], was: Mapping[UUID, BookingFact]) -> tuple[UUID, ...]:
    """Those of these visits whose crew was sent for them, and is so no more: they go to another run, or to none."""
    return tuple(
        row.id
        for row in rows
        if was[row.id].state in ON_THE_WAY and (row.run_id is None or row.run_id != was[row.id].run_id)
    )


def _onto(run: RunFact) -> tuple[VisitEvent, ...]:
    return (_E.PLAN,) if run.state is RunState.PLANNED else (_E.PLAN, _E.RELEASE)


def sent(run: RunFact) -> RunFact:
    """The run once it has gone to its driver; one that went before as it is."""
    return replace(run, state=RunState.RELEASED) if run.state is RunState.PLANNED else run


def reasons_against_release(run: RunFact, visits: Sequence[BookingFact], *, today: date) -> tuple[Reason, ...]:
    """Why a run cannot be sent to its driver."""
    reasons: list[Reason] = []
    if run.state is not RunState.PLANNED:
        reasons.append(Reason(BookingReason.RUN_NOT_OPEN, "run_id"))
    if run.on < today:
        reasons.append(Reason(BookingReason.DAY_IS_OVER, "run_id", (("day", run.on.isoformat()),)))
    if run.driver_id is None and not run.by_post:
        reasons.append(Reason(BookingReason.RUN_HAS_NO_DRIVER, "run_id"))
    if not visits:
        reasons.append(Reason(BookingReason.RUN_HAS_NO_STOPS, "run_id"))
    reasons += [_two_needed(visit) for visit in visits if visit.crew > max(run.crew, 1)]
    return tuple(reasons)


def against_crew(driver_id: UUID | None, second_id: UUID | None, crew: Collection[UUID]) -> Iterable[Reason]:
    """Why these two cannot be a crew. `crew`: who may do visits on that day."""
    if driver_id and driver_id == second_id:
        yield Reason(BookingReason.SAME_PERSON_TWICE, "second_id")
    for field, user_id in (("driver_id", driver_id), ("second_id", second_id)):
        if user_id and user_id not in crew:
            yield Reason(BookingReason.NOT_A_DRIVER, field)


def against_crew_by_post(driver_id: UUID | None, second_id: UUID | None) -> Iterable[Reason]:
    """Nobody goes with the post."""
    for field, user_id in (("driver_id", driver_id), ("second_id", second_id)):
        if user_id:
            yield Reason(BookingReason.NOBODY_GOES, field)


def against_other_depots(
    two: tuple[UUID | None, UUID | None], depot_id: UUID, crew: Mapping[UUID, CrewMember]
) -> Iterable[Reason]:
    """Who of the two is of another depot than the van's."""
    for field, user_id in zip(("driver_id", "second_id"), two, strict=True):
        member = crew.get(user_id) if user_id else None
        if member and member.depot_id not in (None, depot_id):
            yield Reason(BookingReason.CREW_OF_OTHER_DEPOT, field, (("name", member.name), ("depot", member.depot)))


def against_two_vans(
    two: tuple[UUID | None, UUID | None], out: Mapping[UUID, str], crew: Mapping[UUID, CrewMember], on: date
) -> Iterable[Reason]:
    """Who of the two goes with another van then (`out` names it); the same van may go twice."""
    for field, user_id in zip(("driver_id", "second_id"), two, strict=True):
        if user_id and user_id in out and user_id in crew:
            said = (("name", crew[user_id].name), ("van", out[user_id]), ("day", on.isoformat()))
            yield Reason(BookingReason.CREW_IS_OUT, field, said)


def reasons_against_other_crew(
    run: RunFact, visits: Sequence[BookingFact], driver_id: UUID | None, second_id: UUID | None
) -> tuple[Reason, ...]:
    """Why a run cannot go on with this crew. One that was sent keeps a driver, and as many people as its open stops
    need, as when it is sent; one that is still planned is looked at then."""
    if run.state not in _OPEN_RUNS:
        return (Reason(BookingReason.RUN_NOT_OPEN, "run_id"),)
    if run.state not in _SENT:
        return ()
    people = sum(1 for user_id in {driver_id, second_id} if user_id)
    reasons = [Reason(BookingReason.RUN_HAS_NO_DRIVER, "driver_id")] if driver_id is None else []
    reasons += [
        Reason(BookingReason.TWO_PEOPLE_NEEDED, "second_id", (("number", visit.number),))
        for visit in visits
        if visit.crew > max(people, 1)
    ]
    return tuple(reasons)


def reasons_against_closing(run: RunFact, *, open_stops: int, on_van: int, today: date) -> tuple[Reason, ...]:
    """Why a run cannot be closed: its day is to come, a stop is not recorded, or something of it is still on the van.

    Of a run of another day only that is said: what lies on its van now belongs to the run of today."""
    if run.on > today:
        return (Reason(BookingReason.DAY_TO_COME, "run_id", (("day", run.on.isoformat()),)),)
    reasons: list[Reason] = []
    if run.state not in {RunState.RELEASED, RunState.OUT}:
        reasons.append(Reason(BookingReason.RUN_NOT_OPEN, "run_id"))
    if open_stops:
        reasons.append(Reason(BookingReason.STOPS_LEFT, "run_id", (("count", open_stops),)))
    if on_van:
        reasons.append(Reason(BookingReason.VAN_NOT_EMPTY, "run_id", (("count", on_van),)))
    return tuple(reasons)
