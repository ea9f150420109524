"""Decides how wishes become visits: what goes together in one call, by when, with how many people and minutes.
Refuses nothing: a wish always gets a visit of its own or joins one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from handrail.core.ids import NewId
from handrail.core.moment import LONDON
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.rules.plans import TaskPlan, VisitJoin, VisitPlan, VisitsPlan
from handrail.visits.states import VisitState

# The states in which a visit still takes on anything: once it is on a run, van and day are reckoned, and only what
# belongs to the same order goes along.
JOINABLE = frozenset({VisitState.UNBOOKED, VisitState.BOOKED})

ARRIVING_MINUTES = 10
# At the door, for each item; setting up comes from the catalogue's own fitting minutes.
TASK_MINUTES: dict[TaskKind, int] = {
    TaskKind.DELIVER: 3,
    TaskKind.COLLECT: 5,
    TaskKind.REPAIR: 30,
    TaskKind.SERVICE: 20,
    TaskKind.SWAP: 8,
    TaskKind.REVIEW: 15,
    TaskKind.FIT: 0,
    TaskKind.MEASURE: 30,
}
SETS_UP = frozenset({TaskKind.DELIVER, TaskKind.SWAP, TaskKind.FIT})
_NOT_CARRIED = frozenset({TaskKind.REPAIR, TaskKind.SERVICE, TaskKind.REVIEW, TaskKind.MEASURE})


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that is to be done at a door. `due_at` None: no promise was made. Minutes to set up one piece. A
    measuring is about no product."""

    kind: TaskKind
    person_id: UUID
    address_id: UUID
    depot_id: UUID
    product_id: UUID | None
    due_at: datetime | None
    speed_code: str = ""
    quantity: int = 1
    line_id: UUID | None = None
    loan_id: UUID | None = None
    asset_id: UUID | None = None
    crew: int = 1
    fitting_minutes: int = 0
    note: str = ""
    measuring_id: UUID | None = None

    @property
    def minutes(self) -> int:
        """Minutes at the door for this wish alone."""
        setting_up = self.fitting_minutes * self.quantity if self.kind in SETS_UP else 0
        return TASK_MINUTES[self.kind] + setting_up


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for visits, when, in which words; `follows_id` names the visit that could not be finished."""

    by: AskedBy
    by_id: UUID
    at: datetime
    note: str = ""
    follows_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that may take on more. `run_crew`: how many go with its run, 0 where nobody is named yet; `number`: by
    which people know it."""

    id: UUID
    person_id: UUID
    address_id: UUID
    depot_id: UUID
    state: VisitState
    due_at: datetime | None
    slot_from: datetime | None
    slot_until: datetime | None
    crew: int
    run_crew: int = 0
    number: int = 0


def visits_for(
    wishes: Iterable[Wish], *, asked: Asked, new_id: NewId, open_visits: Sequence[OpenVisit] = ()
) -> VisitsPlan:
    """Group wishes by person, address, depot and day due; a group joins an open visit there that keeps its promise,
    else it becomes a visit. Each visit is due when the first of its wishes is."""
    groups = groupby(sorted(wishes, key=_door), key=_door)
    new: list[VisitPlan] = []
    joins: list[VisitJoin] = []
    free: dict[tuple[UUID, UUID, UUID], list[OpenVisit]] = {}
    for visit in open_visits:
        free.setdefault((visit.person_id, visit.address_id, visit.depot_id), []).append(visit)
    for _, group in groups:
        together = sorted(group, key=_in_turn)
        there = free.get((together[0].person_id, together[0].address_id, together[0].depot_id), [])
        host = next((visit for visit in there if may_join(visit, together, asked.at)), None)
        tasks = tuple(_task(wish, new_id) for wish in together)
        minutes = sum(wish.minutes for wish in together)
        if host:
            there.remove(host)
            joins.append(VisitJoin(host.id, host.person_id, tasks, _first_due(together), _crew(together), minutes))
        else:
            new.append(_visit(together, tasks, asked, new_id))
    return VisitsPlan(tuple(new), tuple(joins))


def people_for(kind: TaskKind, crew: int) -> int:
    """How many people one thing takes. `crew`: to carry it; what is mended, looked at or measured where it stands is
    not carried."""
    return 1 if kind in _NOT_CARRIED else crew


def by_enough(wishes: Iterable[Wish], for_two: Collection[UUID]) -> tuple[Wish, ...]:
    """These wishes, each with as many people as its door needs. `for_two`: the addresses to which nobody goes alone."""
    return tuple(replace(one, crew=max(2, one.crew)) if one.address_id in for_two else one for one in wishes)


def may_join(visit: OpenVisit, wishes: Sequence[Wish], now: datetime) -> bool:
    """Whether an open visit keeps the promise of wishes for one door too: same door and depot; not booked: due the same
    day; booked: the slot is still to come and ends in time, and the crew of the run is enough."""
    wish, due_at = wishes[0], _first_due(wishes)
    if (visit.person_id, visit.address_id, visit.depot_id) != (wish.person_id, wish.address_id, wish.depot_id):
        return False
    if visit.state is VisitState.PLANNED and visit.run_crew and _crew(wishes) > max(visit.crew, visit.run_crew):
        return False
    if visit.state in {VisitState.BOOKED, VisitState.PLANNED} and visit.slot_from and visit.slot_until:
        return visit.slot_from > now and (due_at is None or visit.slot_until <= due_at)
    return visit.state is VisitState.UNBOOKED and _day(visit.due_at) == _day(due_at)


def _door(wish: Wish) -> tuple[str, str, str, str]:
    day = _day(wish.due_at)
    return (str(wish.person_id), str(wish.address_id), str(wish.depot_id), day.isoformat() if day else "")


def _in_turn(wish: Wish) -> tuple[str, str, str, str]:
    return (wish.kind, str(wish.line_id), str(wish.loan_id), str(wish.measuring_id))


def _day(at: datetime | None) -> date | None:
    return at.astimezone(LONDON).date() if at else None


def _first_due(wishes: Sequence[Wish]) -> datetime | None:
    return min((wish.due_at for wish in wishes if wish.due_at), default=None)


def _crew(wishes: Sequence[Wish]) -> int:
    return max(wish.crew for wish in wishes)


def _task(wish: Wish, new_id: NewId) -> TaskPlan:
    return TaskPlan(
        id=new_id(),
        kind=wish.kind,
        product_id=wish.product_id,
        quantity=wish.quantity,
        line_id=wish.line_id,
        loan_id=wish.loan_id,
        asset_id=wish.asset_id,
        note=wish.note,
        measuring_id=wish.measuring_id,
    )


def _visit(together: Sequence[Wish], tasks: tuple[TaskPlan, ...], asked: Asked, new_id: NewId) -> VisitPlan:
    due_at = _first_due(together)
    soonest = next((wish for wish in together if wish.due_at == due_at), together[0])
    return VisitPlan(
        id=new_id(),
        person_id=soonest.person_id,
        address_id=soonest.address_id,
        depot_id=soonest.depot_id,
        asked_at=asked.at,
        asked_by=asked.by,
        asked_by_id=asked.by_id,
        tasks=tasks,
        due_at=due_at,
        speed_code=soonest.speed_code,
        crew=_crew(together),
        minutes=ARRIVING_MINUTES + sum(wish.minutes for wish in together),
        note=asked.note,
        follows_id=asked.follows_id,
    )
