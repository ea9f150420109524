"""When something happened and when we were told: the two times that every event carries.
Refuses local times, and events that would happen after they were recorded."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handrail.core.refusal import CallReason, refuse

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Moment:
    """`happened_at` comes from the actor or the device, `recorded_at` from the injected clock; both in UTC.

    Raises `Refused(HAPPENED_IN_FUTURE)` when the event would come after its recording."""

    happened_at: datetime
    recorded_at: datetime

    def __post_init__(self) -> None:
        for given in (self.happened_at, self.recorded_at):
            if given.tzinfo is None:
                raise ValueError("a moment needs times with a zone")
        if self.happened_at > self.recorded_at:
            raise refuse(CallReason.HAPPENED_IN_FUTURE, "happened_at", happened_at=self.happened_at.isoformat())

    @property
    def gap(self) -> timedelta:
        """How long after the event it was recorded."""
        return self.recorded_at - self.happened_at

    @property
    def today(self) -> date:
        """The day of the event as people in England name it."""
        return self.happened_at.astimezone(LONDON).date()


def month_after(month: date, many: int) -> date:
    """The first of the month that comes so many months later; before it where `many` is below zero."""
    years, left = divmod(month.month - 1 + many, 12)
    return date(month.year + years, left + 1, 1)


def months_before(day: date, months: int) -> date:
    """The last day that is so many whole months before another: the same day, or the last of a shorter month."""
    first = month_after(day, -months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def year_of(day: date) -> date:
    """The 1 April on which the financial year of a day began."""
    return date(day.year - (day.month < 4), 4, 1)


def now_is(at: datetime) -> Moment:
    """An event recorded as it happens."""
    utc = at.astimezone(UTC)
    return Moment(happened_at=utc, recorded_at=utc)


def when_clocks_showed(on: date, at: time) -> tuple[datetime, ...]:
    """The moments (UTC) at which clocks in London show that time of that day: one; two in the hour that comes twice in
    autumn, the earlier first; none in the hour that is left out in spring."""
    shown = datetime.combine(on, at)
    both = {shown.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(utc for utc in both if utc.astimezone(LONDON).replace(tzinfo=None, fold=0) == shown))
