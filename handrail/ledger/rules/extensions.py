"""Owns: how long a contract lasts with its extensions, and when those who commission are reminded to decide.
Refuses an extension that leaves a gap, one that is decided twice, and one after another that was not taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from handrail.core.moment import months_before
from handrail.core.refusal import Reason

# Months before the day by which an extension must be decided.
REMINDED = (12, 9, 6)


class ExtensionReason(StrEnum):
    """Why an extension cannot be recorded or decided."""

    BEGINS_ELSEWHERE = "EXTENSION_DOES_NOT_FOLLOW"
    ENDS_TOO_EARLY = "EXTENSION_ENDS_BEFORE_IT_BEGINS"
    DECIDED_TOO_LATE = "EXTENSION_DECIDED_AFTER_IT_BEGINS"
    DECIDED_IN_THE_PAST = "EXTENSION_DECIDED_BEFORE_TODAY"
    UNKNOWN = "EXTENSION_UNKNOWN"
    DECIDED_ALREADY = "EXTENSION_DECIDED_ALREADY"
    EARLIER_FIRST = "EXTENSION_AFTER_ONE_NOT_TAKEN"


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """A time by which the contract may be made longer. `is_taken` None: not decided. `reminded`: at so many months."""

    id: UUID
    from_on: date
    ends_on: date
    decide_by: date
    is_taken: bool | None = None
    decided_on: date | None = None
    why: str = ""
    reminded: tuple[int, ...] = ()

    @property
    def last_day(self) -> date:
        """The last day on which the contract would hold."""
        return self.ends_on - timedelta(days=1)


def lasts_until(ends_on: date, extensions: Sequence[ExtensionRow]) -> date:
    """The day on which the contract ends, with the extensions that were taken."""
    return max((one.ends_on for one in extensions if one.is_taken), default=ends_on)


def may_last_until(ends_on: date, extensions: Sequence[ExtensionRow]) -> date:
    """The latest day on which it may end: with all extensions that can still be taken, or were."""
    return max((one.ends_on for one in _possible(extensions)), default=ends_on)


def waits_for_decision(extensions: Sequence[ExtensionRow]) -> tuple[ExtensionRow, ...]:
    """Those that somebody must decide about, in their order."""
    return tuple(one for one in _possible(extensions) if one.is_taken is None)


def _possible(extensions: Sequence[ExtensionRow]) -> Sequence[ExtensionRow]:
    """Those that are taken, and those that still can be: an extension after one that is given up cannot."""
    over = min((one.from_on for one in extensions if one.is_taken is False), default=date.max)
    return [one for one in extensions if one.is_taken or (one.is_taken is None and one.from_on <= over)]


def reminder_at(decide_by: date, today: date) -> int | None:
    """How many months before is reached: the last of 12, 9 and 6; None where it is more than 12 months away."""
    return min((months for months in REMINDED if months_before(decide_by, months) <= today), default=None)


def due_reminders(extensions: Sequence[ExtensionRow], today: date) -> tuple[tuple[ExtensionRow, int], ...]:
    """Of which extensions somebody is to be reminded, at how many months: those that wait for a decision."""
    found = ((one, reminder_at(one.decide_by, today)) for one in waits_for_decision(extensions))
    return tuple((one, at) for one, at in found if at is not None and at not in one.reminded)


def reasons_against_extension(
    from_on: date,
    ends_on: date,
    decide_by: date,
    *,
    contract_ends_on: date,
    others: Sequence[ExtensionRow],
    today: date,
) -> Iterator[Reason]:
    """What is wrong with a further extension: it follows the last one, or the contract as it was signed, and its day to
    decide by is to come."""
    follows = may_last_until(contract_ends_on, others)
    if from_on != follows:
        yield Reason(ExtensionReason.BEGINS_ELSEWHERE, "from_on", (("follows", follows.isoformat()),))
    if ends_on <= from_on:
        yield Reason(ExtensionReason.ENDS_TOO_EARLY, "ends_on")
    if decide_by >= from_on:
        yield Reason(ExtensionReason.DECIDED_TOO_LATE, "decide_by")
    elif decide_by < today:
        yield Reason(ExtensionReason.DECIDED_IN_THE_PAST, "decide_by")


def reason_against_decision(extension_id: UUID, extensions: Sequence[ExtensionRow], *, takes: bool) -> Reason | None:
    """Why an extension cannot be decided so."""
    chosen = next((one for one in extensions if one.id == extension_id), None)
    if chosen is None:
        return Reason(ExtensionReason.UNKNOWN)
    if chosen.is_taken is not None:
        return Reason(ExtensionReason.DECIDED_ALREADY)
    if takes and any(one.from_on < chosen.from_on and not one.is_taken for one in extensions):
        return Reason(ExtensionReason.EARLIER_FIRST)
    return None
