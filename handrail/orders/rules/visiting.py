"""Owns: which lines go together in one call at the door, and by when something is promised.
Refuses: nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from handrail.catalogue.states import CountsFrom, SpeedUnit
from handrail.core.moment import LONDON
from handrail.orders.rules.facts import DueOf, OrderTerms, SpeedFacts

# A chosen day is counted from its morning, before any cut-off.
DAY_BEGINS = time(8)
# Cut-offs come round within a working week and a long bank holiday.
LOOK_AHEAD = timedelta(days=6)
AT_LEAST_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Promise:
    """By when it is there. `if_authorised_by` None: nothing is waited for. Both UTC."""

    due_at: datetime
    if_authorised_by: datetime | None = None


def clock_start(speed: SpeedFacts, chosen_on: date | None, now: datetime) -> datetime:
    """Where the clock of a speed begins: the morning of the chosen day, or now."""
    if speed.counts_from is CountsFrom.CHOSEN_DATE and chosen_on is not None:
        return datetime.combine(chosen_on, DAY_BEGINS, LONDON).astimezone(UTC)
    return now


def promise(
    speed: SpeedFacts, chosen_on: date | None, now: datetime, due_of: DueOf, terms: OrderTerms, *, waits: bool
) -> Promise:
    """What the page may say: "by X", or "by X if authorised by Y". For a speed in hours, X is counted from the
    moment at which an unanswered request escalates. Y is the latest minute that still gives the same X."""
    start = clock_start(speed, chosen_on, now)
    if not waits:
        return Promise(due_of(speed.code, start))
    if speed.unit is SpeedUnit.HOURS:
        answered = now + timedelta(minutes=terms.escalate_after_minutes)
        due_at = due_of(speed.code, answered)
        # Before the doors open, hours are not counted yet: an answer that comes by then is in time.
        return Promise(due_at, max(answered, _latest_start(speed.code, now, due_at, due_of)))
    due_at = due_of(speed.code, start)
    if speed.counts_from is CountsFrom.CHOSEN_DATE:
        return Promise(due_at, start if start > now else due_at)
    return Promise(due_at, _latest_start(speed.code, now, due_at, due_of))


def approved_by(
    speed_code: str, chosen_on: date | None, due_at: datetime, now: datetime, due_of: DueOf
) -> datetime | None:
    """Until when a yes still keeps what was promised; None: none that comes from now on does."""
    if chosen_on is not None:
        start = datetime.combine(chosen_on, DAY_BEGINS, LONDON).astimezone(UTC)
        return start if start > now else due_at
    return _latest_start(speed_code, now, due_at, due_of) if due_of(speed_code, now) <= due_at else None


def _latest_start(speed_code: str, now: datetime, due_at: datetime, due_of: DueOf) -> datetime:
    """The last whole minute of the next days from which the same moment is promised: due moments never go back, so it
    is found by halving."""
    good, bad = 0, int(LOOK_AHEAD / timedelta(minutes=1))
    while bad - good > 1:
        middle = (good + bad) // 2
        if due_of(speed_code, now + timedelta(minutes=middle)) <= due_at:
            good = middle
        else:
            bad = middle
    return (now + timedelta(minutes=good)).replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A released line that a visit brings. `line` is whatever the caller knows it by: a position or an id."""

    line: int | UUID
    address_id: UUID
    speed: SpeedFacts
    due_at: datetime
    chosen_on: date | None
    crew: int
    fitting_minutes: int
    demonstration: bool


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One call at one door: everything for the same address that is due at the same moment. `speed_code`: the quickest
    of its lines. `not_before_on`: the chosen day, where there is one."""

    address_id: UUID
    due_at: datetime
    speed_code: str
    lines: tuple[int | UUID, ...]
    crew: int
    minutes: int
    demonstration: bool
    not_before_on: date | None


def plan_visits(lines: Iterable[VisitLine], crew_at_least: int = 1) -> tuple[PlannedVisit, ...]:
    """The visits for these lines, soonest first. The crew is the most that any line needs, the minutes their sum."""
    groups: dict[tuple[UUID, datetime, date | None], list[VisitLine]] = {}
    for line in lines:
        groups.setdefault((line.address_id, line.due_at, line.chosen_on), []).append(line)
    visits = [
        PlannedVisit(
            address_id=address_id,
            due_at=due_at,
            speed_code=min(group, key=lambda line: line.speed.position).speed.code,
            lines=tuple(line.line for line in group),
            crew=max(crew_at_least, *(line.crew for line in group)),
            minutes=max(AT_LEAST_MINUTES, sum(line.fitting_minutes for line in group)),
            demonstration=any(line.demonstration for line in group),
            not_before_on=chosen_on,
        )
        for (address_id, due_at, chosen_on), group in groups.items()
    ]
    return tuple(sorted(visits, key=lambda visit: visit.due_at))
