"""By when a promise falls due, under a contract's speeds and calendars.
Refuses a speed that the contract does not offer on that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from handrail.core.calendars import CountedLater, SpeedRule, WorkingCalendar, counted_later, due_at, due_on_chosen_date
from handrail.core.refusal import refuse
from handrail.partners.terms import Terms

# GOV.UK publishes them two years ahead, so a newer version has more of them long before these are at their end.
KNOWN_AHEAD = timedelta(days=365)


class SpeedReason(StrEnum):
    """Why a due moment cannot be said."""

    UNKNOWN_SPEED = "SPEED_UNKNOWN"
    NO_CHOSEN_DATE = "SPEED_NEEDS_A_DATE"


@dataclass(frozen=True, slots=True)
class SpeedOffer:
    """One speed of a contract: its rule, its calendar's code, what it is for."""

    code: str
    label: str
    rule: SpeedRule
    calendar_code: str
    target_percent: int
    applies_to: str
    counts_from: str
    meant_for: str

    @property
    def needs_date(self) -> bool:
        """Whether the person who asks chooses the day."""
        return self.counts_from == "chosen_date"


@dataclass(frozen=True, slots=True)
class ContractData:
    """What holds under a contract on one day: terms, speeds in the contract's order, calendars by code."""

    on: date
    terms: Terms
    speeds: MappingProxyType[str, SpeedOffer]
    calendars: MappingProxyType[str, WorkingCalendar]

    def speeds_for(self, applies_to: str) -> tuple[SpeedOffer, ...]:
        """The speeds for `deliver`, `collect` or `repair`, in the contract's order."""
        return tuple(speed for speed in self.speeds.values() if speed.applies_to == applies_to)

    def later(self, speed_code: str, start: datetime, due: datetime | None) -> CountedLater | None:
        """Why a moment promised at this start is counted from later; None where it is not, or was promised otherwise
        (for a chosen day, from another start, under other terms)."""
        speed = self.speeds.get(speed_code)
        if speed is None or speed.needs_date or due != self.due(speed_code, start):
            return None
        return counted_later(start, speed.rule, self.calendars[speed.calendar_code])

    def due(self, speed_code: str, start: datetime, chosen_on: date | None = None) -> datetime:
        """The moment (UTC) by which the promise is kept; raises `Refused` for an unknown speed or a missing date."""
        speed = self.speeds.get(speed_code)
        if speed is None:
            raise refuse(SpeedReason.UNKNOWN_SPEED, "speed", speed=speed_code)
        calendar = self.calendars[speed.calendar_code]
        if speed.needs_date:
            if chosen_on is None:
                raise refuse(SpeedReason.NO_CHOSEN_DATE, "chosen_on", speed=speed_code)
            return due_on_chosen_date(chosen_on, calendar)
        return due_at(start, speed.rule, calendar)

    @property
    def bank_holidays(self) -> frozenset[date]:
        """Those that are known; all calendars stand on the same."""
        return frozenset().union(*(calendar.bank_holidays for calendar in self.calendars.values()))


def bank_holidays_run_out(data: ContractData) -> bool:
    """Whether promises will soon be counted over days of which nobody knows whether they are bank holidays. A contract
    in which bank holidays count like any other day has no need to know them."""
    closed = any(not calendar.bank_holidays_count for calendar in data.calendars.values())
    return closed and max(data.bank_holidays, default=data.on) < data.on + KNOWN_AHEAD


def any_bank_holiday_new(published: Iterable[date], data: ContractData) -> bool:
    """Whether one to come was published since this contract's were taken in."""
    return bool(data.calendars) and any(on > data.on and on not in data.bank_holidays for on in published)
