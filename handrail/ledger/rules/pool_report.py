"""Owns: what a report of a pool says of a quarter or a year, and which periods are over once a month is closed.
Refuses nothing: what is reported when the last month of a period is closed is kept as it is here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handrail.core.moment import month_after, year_of
from handrail.ledger.rules.figures import Figures


@dataclass(frozen=True, slots=True)
class Agreed:
    """What of the agreement stands in a report."""

    aims: str
    functions: str
    host: str
    manager: str
    risk_rule: str
    risk_parts: int


@dataclass(frozen=True, slots=True)
class OfPartner:
    """One who pays in: its share in parts of a million, what it pays in the year, what of that is due by the end of the
    period, what came in it and until its end, and its part of what the pool cost in it and until its end."""

    partner: str
    parts: int
    pays_pence: int
    due_pence: int
    came_pence: int
    came_so_far_pence: int
    net_pence: int
    net_so_far_pence: int


@dataclass(frozen=True, slots=True)
class OfKind:
    """What a kind of equipment cost in the period, with its visits."""

    code: str
    name: str
    net_pence: int


@dataclass(frozen=True, slots=True)
class PoolReport:
    """A report of the months from `first`, before `after`. `so_far`: from the beginning of the year until its end.
    `budget_pence`: None where nobody agreed the year."""

    first: date
    after: date
    agreed: Agreed | None
    budget_pence: int | None
    here: Figures
    so_far: Figures
    came_pence: int
    came_so_far_pence: int
    partners: tuple[OfPartner, ...]
    kinds: tuple[OfKind, ...]

    @property
    def says_something(self) -> bool:
        """Whether anything was agreed, came or was posted."""
        return (
            self.budget_pence is not None
            or bool(self.kinds)
            or any((self.came_so_far_pence, self.so_far != Figures(), self.here != Figures()))
        )


@dataclass(frozen=True, slots=True)
class Late:
    """What was counted in a later month although it happened in a reported period: what it cost, and what came."""

    month: date
    net_pence: int
    came_pence: int


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or a year: months from `first`, before `after`, of the year of pools from `begins`."""

    begins: date
    first: date
    after: date


def periods_closed(month: date, before: date | None) -> Iterator[Period]:
    """The periods of which the last month is closed with `month`, where `before` was the last one that was closed: a
    month that held nothing is passed over, and closed with a later one."""
    end = month_after(before, 1) if before else year_of(month)
    while end <= month:
        if end.month % 3 == 0:
            after, begins = month_after(end, 1), year_of(end)
            yield Period(begins, month_after(after, -3), after)
            if end.month == 3:
                yield Period(begins, begins, after)
        end = month_after(end, 1)
