"""Carries a new date of going home through what is to be there by then. A visit that brings more than that is divided
where the new day suits no more: what is not for going home keeps its time, and what was told of it.
Refuses nothing: what is on the van already is booked again too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import order_dates
from handrail.usecases._divided import by_themselves
from handrail.visits import actions as visit_actions
from handrail.visits.codes import AskedBy
from handrail.visits.queries.life import OpenTask, VisitNow
from handrail.visits.rules.requests import Wish
from handrail.visits.states import VisitState

REASON = "discharge_date"
# Equipment that stands in an empty home for longer is in the way of those who prepare it.
EARLIEST_DAYS = 3


@dataclass(frozen=True, slots=True)
class _Bringing:
    """A visit with something for going home. `due_at`: the first new promise of that; `others`: what it does besides,
    `others_due_at`: by when."""

    visit: VisitNow
    for_home: tuple[OpenTask, ...]
    due_at: datetime
    others: tuple[OpenTask, ...]
    others_due_at: datetime | None

    @property
    def first_due(self) -> datetime:
        """The earliest of all that it is for."""
        return min(self.due_at, self.others_due_at) if self.others and self.others_due_at else self.due_at

    @property
    def booked_on(self) -> date | None:
        """The day of its slot."""
        return _day(self.visit.slot_from)

    def suits(self, on: date) -> bool:
        """A booked day suits while it keeps the new promise and is not weeks before anyone is at home to receive it.
        What waits for a day goes with what is due on the same one."""
        if self.visit.slot_from is None or self.visit.slot_until is None:
            return not self.others or _day(self.others_due_at) == _day(self.due_at)
        early = on - self.visit.slot_from.astimezone(LONDON).date()
        return self.visit.slot_until <= self.due_at and early <= timedelta(days=EARLIEST_DAYS)


@dataclass(frozen=True, slots=True)
class StaysBooked:
    """A visit that keeps its day although the day of going home is another: it comes so many days before that."""

    visit_id: UUID
    number: int
    on: date
    days_before: int


def follow_discharge(
    change: Change, lines: Sequence[LineRow], visits: Sequence[VisitNow], *, on: date
) -> tuple[dict[str, object], tuple[UUID, ...], tuple[StaysBooked, ...]]:
    """Promise what is for going home by the new date: as long before it as it was promised before the old one.

    Answers what was so before (the dates of the orders, the promises of lines and visits, by id; `visits` are those
    whose day no longer suits), the visits that bring by themselves what another brought with it, and those that keep
    their day."""
    was = order_dates(change.scope, {line.order_id for line in lines})
    concerned = [line for line in lines if was.get(line.order_id)]
    due = {line.id: shifted(line.due_at, was[line.order_id], on) for line in concerned if line.due_at}
    order_actions.change_heads({line.order_id for line in concerned}, discharge_on=on)
    order_actions.promise_anew(due)
    for line in concerned:
        change.touched("order", line.order_id, line.person_id)
        change.touched("line", line.id, line.person_id)
    bringing = list(_bringing(visits, {line.id: line for line in lines}, due))
    apart = [one for one in bringing if one.others and not one.suits(on) and one.visit.state is not VisitState.ARRIVED]
    _promise({one.visit.id: one.first_due for one in bringing if one not in apart})
    own = _divide(change, apart, {line.id: line for line in concerned}, due)
    unfit = [one.visit for one in bringing if not one.others and not one.suits(on)]
    before = {one.visit.id: one.visit.due_at for one in bringing if one not in apart} | own
    return (
        {
            "discharge_on": {str(order): was[order].isoformat() for order in {line.order_id for line in concerned}},
            "due_at": {str(line.id): line.due_at.isoformat() for line in concerned if line.due_at},
            "visits": {str(visit.id): visit.due_at.isoformat() if visit.due_at else "" for visit in unfit},
            "visit_due_at": {str(visit): at.isoformat() for visit, at in before.items() if at},
        },
        tuple(own),
        _staying(bringing, on),
    )


def _staying(bringing: Iterable[_Bringing], on: date) -> tuple[StaysBooked, ...]:
    stay = ((one.visit, one.booked_on) for one in bringing if one.suits(on))
    return tuple(StaysBooked(visit.id, visit.number, day, max(0, (on - day).days)) for visit, day in stay if day)


def shifted(due_at: datetime, was: date, now: date) -> datetime:
    """The promise moved by as many days as the date, at the same time of the clock in London."""
    local = due_at.astimezone(LONDON) + (now - was)
    return local.replace(fold=0)


def _bringing(
    visits: Iterable[VisitNow], lines: Mapping[UUID, LineRow], due: Mapping[UUID, datetime]
) -> Iterable[_Bringing]:
    for visit in visits:
        for_home = tuple(task for task in visit.tasks if task.line_id and task.line_id in due)
        if not for_home:
            continue
        others = tuple(task for task in visit.tasks if task not in for_home)
        own = [lines.get(task.line_id) if task.line_id else None for task in others]
        promised = [line.due_at if line else None for line in own]
        known = [at for at in promised if at]
        # What promises nothing by itself is due when the visit was.
        others_due_at = min(known) if known and len(known) == len(promised) else visit.due_at
        yield _Bringing(
            visit, for_home, min(due[task.line_id] for task in for_home if task.line_id), others, others_due_at
        )


def _promise(due: Mapping[UUID, datetime]) -> None:
    by_due = sorted(((at, visit_id) for visit_id, at in due.items()), key=itemgetter(0))
    for at, group in groupby(by_due, itemgetter(0)):
        visit_actions.note_visits([visit_id for _, visit_id in group], due_at=at)


def _divide(
    change: Change, apart: Sequence[_Bringing], lines: Mapping[UUID, LineRow], due: Mapping[UUID, datetime]
) -> dict[UUID, datetime]:
    """What goes home later is brought by itself. Answers the visits that do so, with what was promised before."""
    wishes = {
        task.id: _wish(one.visit, task, lines[task.line_id], due)
        for one in apart
        for task in one.for_home
        if task.line_id
    }
    return {
        visit.id: min(at for task in visit.tasks if task.line_id and (at := lines[task.line_id].due_at))
        for visit in by_themselves(change, wishes, by=AskedBy.ORDER, reason=REASON)
    }


def _wish(visit: VisitNow, task: OpenTask, line: LineRow, due: Mapping[UUID, datetime]) -> Wish:
    return Wish(
        kind=task.kind,
        person_id=line.person_id,
        address_id=visit.address_id,
        depot_id=visit.depot_id,
        product_id=task.product_id,
        due_at=due[line.id],
        speed_code=line.speed_code,
        quantity=task.quantity,
        line_id=line.id,
        crew=line.crew,
        fitting_minutes=line.fitting_minutes,
    )


def _day(at: datetime | None) -> date | None:
    return at.astimezone(LONDON).date() if at else None
