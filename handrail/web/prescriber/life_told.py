"""What the person's life did to an order: a new day of going home with the promises before it, a stay in hospital.
Refuses nothing: an order that is not for going home has no such day."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from handrail.catalogue.rules.facts import CheckCode
from handrail.identity.scope import Scope
from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import CheckRow, OrderHead
from handrail.orders.states import CANCELLABLE
from handrail.people.queries import LifeEventRow, life_events_of
from handrail.people.rules.stays import HospitalStay
from handrail.people.states import LifeEventKind
from handrail.web.person.parts import stay_words
from handrail.web.shared.shapes import Check, Fact, TimelineEntry
from handrail.wording.promises import promise_while_away
from handrail.wording.shown import day, local, short_day_and_time


def new_days(
    scope: Scope, record_ids: Collection[UUID], head: OrderHead, lines: Sequence[LineRow]
) -> tuple[TimelineEntry, ...]:
    """Each new day of going home that moved what this order promises, with what stood before; one statement, none for
    an order without such a day. Inside `reading`."""
    if head.discharge_on is None:
        return ()
    events = life_events_of(scope, list(record_ids))
    moved = [one for one in events if one.kind is LifeEventKind.DISCHARGE_DATE]
    return tuple(_new_day(one, head, lines) for one in moved if str(head.id) in one.details["discharge_on"])


def _new_day(event: LifeEventRow, head: OrderHead, lines: Sequence[LineRow]) -> TimelineEntry:
    was = date.fromisoformat(event.details["discharge_on"][str(head.id)])
    before = event.details["due_at"]
    promised = [(line.product_name, before[str(line.id)]) for line in lines if str(line.id) in before]
    return TimelineEntry(
        title=f"New day of going home: {day(event.on)}",
        at=event.happened_at,
        by=event.recorded_by,
        detail=(f"It was {day(was)}. The promises moved with it", *_promised_before(promised)),
    )


def _promised_before(promised: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, due_at in promised:
        yield f"{name}: was promised by {short_day_and_time(datetime.fromisoformat(due_at))}"


def as_of_now(check: CheckRow, shown: Check, head: OrderHead) -> Check:
    """A check that spoke of the day of going home tells what it was then; a day since stands beside it."""
    spoke_of = check.found.get("numbers", {}).get("home_on", "")
    if check.code != CheckCode.AFTER_GOING_HOME or head.discharge_on is None:
        return shown
    if spoke_of == head.discharge_on.isoformat():
        return shown
    now_on = f"Since then the day of going home is {day(head.discharge_on)}"
    return replace(shown, detail=". ".join(part for part in (shown.detail, now_on) if part))


def hospital_facts(stay: HospitalStay | None, lines: Sequence[LineRow], at: datetime) -> Iterator[Fact]:
    """That the person is in hospital while something is to come, and what that means for its promise."""
    due = [line.due_at for line in lines if line.state in CANCELLABLE and line.due_at]
    if stay and due and stay.lasts(local(at).date()):
        yield Fact("Where they are", stay_words(stay), note=promise_while_away(stay, min(due)))
