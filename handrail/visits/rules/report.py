"""Owns: what a crew says happened at a door, as it is sent in one call.
Refuses: nothing; `door` reads it against the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from handrail.stock.codes import ExaminationVerdict
from handrail.stock.rules.care import Statement
from handrail.visits.codes import MeasuringResult, Outcome
from handrail.visits.rules.beside import JointTime
from handrail.visits.rules.plans import StoredFile


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One thing left with the person: the code that was scanned, or for counted stock the product's code or the line.

    `line_id` where the crew says which line it was for; else the code decides."""

    code: str = ""
    line_id: UUID | None = None
    quantity: int = 1
    lot: str = ""


@dataclass(frozen=True, slots=True)
class TakenAway:
    """One thing taken along: the code that was scanned, or for counted stock the loan that so many came back of."""

    code: str = ""
    loan_id: UUID | None = None
    quantity: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftUndone:
    """A task that was not done: NOT_DONE, MISSING, REFUSED or STILL_NEEDED; `reason` from the list failed_visit."""

    task_id: UUID
    outcome: Outcome
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeenTo:
    """A repair, service, review, fitting or measuring that was done: for a repair the fault, what was done, minutes and
    pence; for a measuring what it came to, the measurements in words, and why the thing cannot be there."""

    task_id: UUID
    fault: str = ""
    actions: tuple[str, ...] = ()
    minutes: int = 0
    parts_pence: int = 0
    note: str = ""
    result: MeasuringResult = MeasuringResult.MEASURED
    found: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A thorough examination of a thing that is lent, where it stands: by which competent person, what was found, by
    when it must be mended. `report`: the number of the written report."""

    loan_id: UUID
    verdict: ExaminationVerdict
    examiner: str
    defects: str = ""
    mend_by: date | None = None
    report: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """Who received it and was shown how. `demonstrated`: YES, NO or NOT_NEEDED; empty when nobody asked."""

    received_by: str = ""
    relationship: str = ""
    demonstrated: str = ""
    demonstrated_note: str = ""
    signed_name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DoorReport:
    """Everything that happened at one door. `answers`: those asked at delivery, by question code, as typed;
    `line_answers`: of one line by itself, where several ask the same.
    `only_asked`: an answer that nothing handed over asks for is a slip, to be told; a page shows questions of what was
    not handed over in the end, and their answers go nowhere.

    `other_day`: it is known that the visit was planned for another day than it was done on. `scans_seen`: the codes
    kept with the visit as whoever reports saw them; None where none are kept on the way (the API). `statement`: what
    the things taken along were in contact with, as far as the crew knows. `done_with`: the run with which it was done,
    or the depot where what was taken along is; None: with its run, else with the one that it was taken off that day.
    `joint`: of the prescriber who was to come along; None: nothing was said."""

    visit_id: UUID
    handed_over: tuple[HandedOver, ...] = ()
    taken_away: tuple[TakenAway, ...] = ()
    undone: tuple[LeftUndone, ...] = ()
    seen_to: tuple[SeenTo, ...] = ()
    examined: tuple[Examined, ...] = ()
    received: Received | None = None
    files: tuple[StoredFile, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    line_answers: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)
    only_asked: bool = False
    fail_code: str = ""
    note: str = ""
    other_day: bool = False
    scans_seen: tuple[str, ...] | None = None
    statement: Statement | None = None
    done_with: UUID | None = None
    joint: JointTime | None = None
