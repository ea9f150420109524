"""One simulated county on its way through time: what is the time, what chance says, who calls, what comes next.
Refuses the machine's clock and entropy: the same seed makes the same calls, ids and times."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from itertools import count
from random import Random
from uuid import UUID

from handrail.core.calendars import WorkingCalendar, is_working_day, reference_calendars
from handrail.core.ids import NewId, Turns, uuid7
from handrail.core.moment import LONDON, Moment
from handrail.core.refusal import Refused
from handrail.core.shipped import bank_holidays
from handrail.identity.calls import Call
from handrail.identity.scope import Scope
from handrail.simulation.set_up import County

type Deed = Callable[[], None]


def parish_ids(random: Random, parish: int, at: Callable[[], datetime]) -> NewId:
    """A maker of ids that carry the number of their county (its parish) in the first four hex digits of their last
    group: the same seed makes the same ids but for these digits."""

    turns = Turns()

    def new_id() -> UUID:
        bits = random.getrandbits(46)
        return uuid7(turns.next(at()), bits >> 32 << 48 | parish << 32 | bits & 0xFFFFFFFF)

    return new_id


class World:
    """Time, chance and callers of one parish. `then` puts a deed into the future; `until` does the deeds in order."""

    def __init__(self, county: County, *, seed: int, begins: datetime, parish: int = 1) -> None:
        self.county = county
        self.seed = seed
        self.parish = parish
        self.now = begins.astimezone(UTC)
        self.calls = 0
        self.caller = ""
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._turn = count()
        self.new_id = parish_ids(self.chance("ids"), parish, lambda: self.now)
        self.calendars: dict[str, WorkingCalendar] = reference_calendars(bank_holidays())

    def chance(self, purpose: str) -> Random:
        """A generator of its own for a purpose, so that one more throw here changes nothing there."""
        return Random(f"{self.seed} {purpose}")

    @property
    def today(self) -> date:
        """The day in London."""
        return self.now.astimezone(LONDON).date()

    def scope(self, user: str) -> Scope:
        """What this user may see and do."""
        return self.county.scopes[user]

    def call(self, user: str, *, late: timedelta = timedelta()) -> Call:
        """A call of this user now; `late` after what it is about."""
        self.calls += 1
        self.caller = user
        return Call(self.scope(user), Moment(self.now - late, self.now), new_id=self.new_id)

    def then(self, at: datetime, deed: Deed) -> None:
        """Do something at a time to come; what is over by now is done next."""
        heappush(self._deeds, (max(at.astimezone(UTC), self.now), next(self._turn), deed))

    def later(self, minutes: float, deed: Deed) -> None:
        """Do something in so many minutes."""
        self.then(self.now + timedelta(minutes=minutes), deed)

    def until(self, end: datetime) -> None:
        """Do everything that comes before `end`, in the order of its time."""
        while self._deeds and self._deeds[0][0] < end:
            self.now, _, deed = heappop(self._deeds)
            deed()
        self.now = end.astimezone(UTC)

    def is_working(self, day: date) -> bool:
        """Whether offices and vans work as usual: Monday to Friday, no bank holiday."""
        return is_working_day(day, self.calendars["working_days"])

    def working_moment(self, at: datetime) -> datetime:
        """That moment, or the next one within office hours."""
        local = at.astimezone(LONDON)
        day = local.date()
        if self.is_working(day) and time(8) <= local.time() <= time(18):
            return at
        if not self.is_working(day) or local.time() > time(18):
            day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return clock(day, 8, 10 + local.minute // 2)

    def next_day(self, day: date) -> date:
        """The working day after a day."""
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day


@contextmanager
def told(*codes: StrEnum) -> Iterator[None]:
    """Whoever asks is told no for these reasons and leaves it there; any other refusal is a fault of the walk."""
    try:
        yield
    except Refused as refused:
        if not {reason.code for reason in refused.reasons} <= set(codes):
            raise


def clock(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of a day in London, in UTC."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)
