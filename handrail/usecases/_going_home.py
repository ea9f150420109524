"""Carries a new date of going home through what is to be there by then.
Refuses nothing: what is on the van already is booked again too."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import order_dates
from handrail.visits import actions as visit_actions
from handrail.visits.queries.life import VisitNow

# Equipment that stands in an empty home for longer is in the way of those who prepare it.
EARLIEST_DAYS = 3


def follow_discharge(
    change: Change, lines: Sequence[LineRow], visits: Sequence[VisitNow], *, on: date
) -> dict[str, object]:
    """Promise what is for going home by the new date: as long before it as it was promised before the old one.

    Answers what was so before: the dates of the orders, the promises of lines and visits, by id; `visits` are those
    whose day no longer suits."""
    was = order_dates(change.scope, {line.order_id for line in lines})
    concerned = [line for line in lines if was.get(line.order_id)]
    due = {line.id: shifted(line.due_at, was[line.order_id], on) for line in concerned if line.due_at}
    order_actions.change_heads({line.order_id for line in concerned}, discharge_on=on)
    order_actions.promise_anew(due)
    for line in concerned:
        change.touched("order", line.order_id, line.person_id)
        change.touched("line", line.id, line.person_id)
    unfit = [visit for visit in visits if _is_for(visit, due) and not _suits(visit, due, on)]
    by_due = sorted(((_first(visit, due), visit.id) for visit in visits if _is_for(visit, due)), key=itemgetter(0))
    for due_at, group in groupby(by_due, itemgetter(0)):
        visit_actions.note_visits([visit_id for _, visit_id in group], due_at=due_at)
    return {
        "discharge_on": {str(order): was[order].isoformat() for order in {line.order_id for line in concerned}},
        "due_at": {str(line.id): line.due_at.isoformat() for line in concerned if line.due_at},
        "visits": {str(visit.id): visit.due_at.isoformat() if visit.due_at else "" for visit in unfit},
        "visit_due_at": {
            str(visit.id): visit.due_at.isoformat() for visit in visits if visit.due_at and _is_for(visit, due)
        },
    }


def shifted(due_at: datetime, was: date, now: date) -> datetime:
    """The promise moved by as many days as the date, at the same time of the clock in London."""
    local = due_at.astimezone(LONDON) + (now - was)
    return local.replace(fold=0)


def _is_for(visit: VisitNow, due: Mapping[UUID, datetime]) -> bool:
    return any(task.line_id in due for task in visit.tasks if task.line_id)


def _first(visit: VisitNow, due: Mapping[UUID, datetime]) -> datetime:
    return min(due[task.line_id] for task in visit.tasks if task.line_id and task.line_id in due)


def _suits(visit: VisitNow, due: Mapping[UUID, datetime], on: date) -> bool:
    """A booked day suits while it keeps the new promise and is not weeks before anyone is at home to receive it."""
    if visit.slot_from is None or visit.slot_until is None:
        return True
    early = on - visit.slot_from.astimezone(LONDON).date()
    return visit.slot_until <= _first(visit, due) and early <= timedelta(days=EARLIEST_DAYS)
