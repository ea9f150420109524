"""Owns: what partners pay into a pool in a year, by instalments, and which of these are paid, due or late.
Refuses: amounts below zero, shares that are not whole, uplifts that nobody explains, no instalments (reasons)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.core.refusal import Reason
from handrail.ledger.codes import AccountKind, EntryKind, PoolReason
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.shares import WHOLE, reasons_against_shares

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Uplift:
    """By how much contributions go up in a year, in parts of a million of the base, and what that rests on."""

    parts: int
    basis: str


@dataclass(frozen=True, slots=True)
class PaysIn:
    """What one partner agreed for a year: the base, its share in parts of a million, when instalments fall due, and,
    once it is measured, what its people used."""

    partner_id: UUID
    base_pence: int
    parts: int
    due_on: tuple[date, ...]
    use_pence: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What one partner pays in a year, and what of it is uplift."""

    base_pence: int
    inflation_pence: int
    demand_pence: int

    @property
    def pence(self) -> int:
        """All of it."""
        return self.base_pence + self.inflation_pence + self.demand_pence


def part_of(pence: int, parts: int) -> int:
    """So many parts of a million of an amount, half a penny up."""
    return (2 * pence * parts + WHOLE) // (2 * WHOLE)


def amount(base_pence: int, inflation: Uplift, demand: Uplift) -> Amount:
    """Both uplifts are of the base, so that each can be shown and checked alone."""
    return Amount(base_pence, part_of(base_pence, inflation.parts), part_of(base_pence, demand.parts))


def instalments(pence: int, due_on: Sequence[date]) -> tuple[tuple[date, int], ...]:
    """An amount in equal instalments; odd pennies go to the first ones."""
    return tuple(zip(due_on, split_by_weights(pence, [1] * len(due_on)), strict=True))


def reasons_against_year(pays: Sequence[PaysIn], inflation: Uplift, demand: Uplift) -> Iterator[Reason]:
    """What is wrong with the contributions of a year, all of it at once."""
    yield from reasons_against_shares([(one.partner_id, one.parts) for one in pays])
    for at, one in enumerate(pays):
        yield from _against_one(one, f"contributions.{at}")
    if not any(one.base_pence for one in pays):
        yield Reason(PoolReason.NOTHING_CONTRIBUTED, "contributions")
    if len({one.use_pence is None for one in pays}) > 1:
        yield Reason(PoolReason.USE_OF_SOME, "contributions")
    for field, uplift in (("inflation", inflation), ("demand", demand)):
        if abs(uplift.parts) > WHOLE // 2:
            yield Reason(PoolReason.UPLIFT_TOO_LARGE, f"{field}.parts", (("parts", uplift.parts),))
        if uplift.parts and not uplift.basis.strip():
            yield Reason(PoolReason.UPLIFT_WITHOUT_BASIS, f"{field}.basis")


class Holds(Protocol):
    """An agreement, or a variation of one: from a day on, up to but not including another."""

    @property
    def from_on(self) -> date: ...

    @property
    def until_on(self) -> date | None: ...


def year_after(begins: date) -> date:
    """The first day after a year of a pool."""
    return date(begins.year + 1, begins.month, begins.day)


def begins_in_year(agreed: Iterable[Holds], year_from_on: date) -> date | None:
    """The first day of a year on which an agreement holds: it may begin within the year. None: on no day of it."""
    days = [
        max(one.from_on, year_from_on)
        for one in agreed
        if one.from_on < year_after(year_from_on) and (one.until_on is None or year_from_on < one.until_on)
    ]
    return min(days, default=None)


def days_due(begins: date, first: date, every: int, day: int) -> tuple[date, ...]:
    """The days of instalments in a year from `begins`, every so many months on a day of the month. Where the agreement
    begins on a later day (`first`), what would fall due before it is left out, but for the last of that, due on it."""
    months = [begins.month - 1 + number for number in range(0, _MONTHS, every)]
    days = [date(begins.year + month // _MONTHS, month % _MONTHS + 1, day) for month in months]
    before = [one for one in days if one < first]
    return (*([first] if before else ()), *(one for one in days if one > first or (one == first and not before)))


def how_paid(begins: date, first: date, due: Sequence[date], kinds: Sequence[int]) -> tuple[int, int]:
    """Every how many months, one of `kinds`, and on which day of the month instalments were agreed to fall due that do
    so on these days: the rarest that comes to just them. Of what fell due before a later first day alone, nobody knows
    the day: it is that one."""
    days = sorted({one.day for one in due}, reverse=True)
    for every in sorted(kinds, reverse=True):
        for day in days:
            if days_due(begins, first, every, day) == tuple(due):
                return every, day
    return max((one for one in kinds if one * len(due) <= _MONTHS), default=min(kinds)), due[-1].day


def reasons_against_days(pays: Sequence[PaysIn], begins: date) -> Iterator[Reason]:
    """Nobody owes an instalment before the agreement begins."""
    for at, one in enumerate(pays):
        if one.due_on and one.due_on[0] < begins:
            yield Reason(PoolReason.DUE_BEFORE, f"contributions.{at}.due_on", (("begins", begins.isoformat()),))


def _against_one(one: PaysIn, where: str) -> Iterator[Reason]:
    if one.base_pence < 0:
        yield Reason(PoolReason.CONTRIBUTION_NEGATIVE, f"{where}.base_pence", (("pence", one.base_pence),))
    if one.use_pence is not None and one.use_pence < 0:
        yield Reason(PoolReason.CONTRIBUTION_NEGATIVE, f"{where}.use_pence", (("pence", one.use_pence),))
    if not one.due_on:
        yield Reason(PoolReason.NO_INSTALMENTS, f"{where}.due_on")
    if list(one.due_on) != sorted(set(one.due_on)):
        yield Reason(PoolReason.INSTALMENTS_OUT_OF_ORDER, f"{where}.due_on")


class Standing(StrEnum):
    """How an instalment stands on a day: PAID in full; LATE: its day is over; DUE: its day is to come, or today."""

    PAID = "PAID"
    DUE = "DUE"
    LATE = "LATE"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment: whose, when due, how much, and how much of that is there."""

    partner_id: UUID
    due_on: date
    pence: int
    paid_pence: int = 0
    standing: Standing = Standing.DUE

    @property
    def missing_pence(self) -> int:
        """What is still to come."""
        return self.pence - self.paid_pence


def as_paid(owed: Iterable[Instalment], received: Mapping[UUID, int], *, today: date) -> tuple[Instalment, ...]:
    """What a partner paid for a year covers its instalments, the oldest first."""
    left = dict(received)
    stand = []
    for one in sorted(owed, key=lambda each: (each.due_on, each.partner_id)):
        paid = min(one.pence, max(0, left.get(one.partner_id, 0)))
        left[one.partner_id] = left.get(one.partner_id, 0) - paid
        late = Standing.LATE if one.due_on < today else Standing.DUE
        standing = Standing.PAID if paid == one.pence else late
        stand.append(Instalment(one.partner_id, one.due_on, one.pence, paid, standing))
    return tuple(stand)


def received(occasion: Occasion, pence: int, share_set_id: UUID) -> Entry:
    """A partner paid in: it lies with the host, and counts for the fund."""
    return Entry(
        occasion.id, EntryKind.RECEIVED, occasion.cause, Price("contribution", "", 1, pence), occasion.on,
        (Posting(AccountKind.HOST, None, pence), Posting(AccountKind.CONTRIBUTED, share_set_id, -pence)),
    )  # fmt: skip
