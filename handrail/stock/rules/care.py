"""Owns: what follows a return, a clean and an inspection: the next step, the next state, the next due dates.
Refuses: an inspection that passes what was not tested, or whose readings say otherwise (reasons)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused
from handrail.stock.rules.fitness import next_due
from handrail.stock.states import MOVES, AssetEvent, AssetState

ONE_PERSON = "one_person"
NOT_RETURNED = "not_returned"
CHLORINE = "chlorine"
PEST_TREATMENT = "pest_treatment"


class ReturnStep(StrEnum):
    """What is done first with something that came back."""

    CLEAN = "CLEAN"
    QUARANTINE = "QUARANTINE"
    SCRAP = "SCRAP"
    DECIDE = "DECIDE"


class InfectionRisk(StrEnum):
    """What the contamination statement says. UNKNOWN gets the usual clean: each method treats all as contaminated."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Contact(StrEnum):
    """What a thing may have been in contact with."""

    BLOOD = "blood"
    BODY_FLUIDS = "body_fluids"
    RESPIRATORY = "respiratory"
    PATHOLOGICAL = "pathological"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Statement:
    """What things were in contact with (codes of `Contact`), as far as known."""

    contact_with: tuple[str, ...]
    infection_risk: InfectionRisk
    precautions: str = ""


@dataclass(frozen=True, slots=True)
class AfterReturn:
    """What to do with a returned item. `methods` in order (code list decontamination_method); `minutes` hands-on.
    `scrap_reason` is set where it is to be scrapped by policy."""

    step: ReturnStep
    methods: tuple[str, ...]
    minutes: int
    scrap_reason: str = ""


def after_return(method: str, minutes: int, risk: InfectionRisk, *, infested: bool) -> AfterReturn:
    """What follows a return: by the product's method, and what the contamination statement adds to it."""
    if method == ONE_PERSON:
        return AfterReturn(ReturnStep.SCRAP, (), 0, "one_person_item")
    if infested:
        # Kept apart and treated before any other clean.
        return AfterReturn(ReturnStep.QUARANTINE, (PEST_TREATMENT, method), minutes)
    if method == NOT_RETURNED:
        # It was given for good and came back all the same: the catalogue has no method for it.
        return AfterReturn(ReturnStep.DECIDE, (), 0)
    added = (CHLORINE,) if risk is InfectionRisk.YES else ()
    return AfterReturn(ReturnStep.CLEAN, (method, *added), minutes)


@dataclass(frozen=True, slots=True)
class UsualClean:
    """How a thing is cleaned: the method and the hands-on minutes, by the catalogue or as it was done last time."""

    method: str
    minutes: int


def usual_clean(method: str, minutes: int, last: UsualClean | None) -> UsualClean | None:
    """What a clean is held against: the catalogue's, or last time's where the catalogue has none."""
    return last if method == NOT_RETURNED else UsualClean(method, minutes)


def falls_short(usual: UsualClean | None, steps: Mapping[str, int]) -> bool:
    """Whether a clean (minutes by method) lacks the usual method or took less time over it. More is no less."""
    return usual is not None and steps.get(usual.method, 0) < max(usual.minutes, 1)


def leaves_infection(steps: Mapping[str, int], risk: InfectionRisk) -> bool:
    """Whether a clean lacks the step that a known risk of infection adds to every method."""
    return risk is InfectionRisk.YES and CHLORINE not in steps


class InspectionKind(StrEnum):
    """What was done at an inspection."""

    LOOK = "LOOK"
    ELECTRICAL_TEST = "ELECTRICAL_TEST"
    EXAMINATION = "EXAMINATION"
    SERVICE = "SERVICE"


class Verdict(StrEnum):
    """What came of it."""

    PASS = "PASS"  # noqa: S105  (a verdict: no secret)
    REPAIR = "REPAIR"
    SCRAP = "SCRAP"


class InspectionReason(StrEnum):
    """Why an inspection cannot be recorded as it is."""

    NOT_FOR_INSPECTION = "INSPECTION_NOT_NOW"
    NOTHING_DONE = "INSPECTION_NOTHING_DONE"
    LOOK_MISSING = "INSPECTION_LOOK_MISSING"
    ELECTRICAL_TEST_MISSING = "INSPECTION_ELECTRICAL_TEST_MISSING"
    EXAMINATION_MISSING = "INSPECTION_EXAMINATION_MISSING"
    READINGS_MISSING = "INSPECTION_READINGS_MISSING"
    READING_FAILS = "INSPECTION_READING_FAILS"
    DEFECTS_MISSING = "INSPECTION_DEFECTS_MISSING"
    SCRAP_REASON_MISSING = "INSPECTION_SCRAP_REASON_MISSING"
    CONDITION_FAILS = "INSPECTION_CONDITION_FAILS"


# Conditions in which nothing may be given out.
NOT_TO_ISSUE = frozenset({"needs_repair", "scrap"})


class Measured(StrEnum):
    """What an electrical test reads, with its unit."""

    INSULATION = "insulation_megaohm"
    EARTH = "earth_continuity_ohm"
    LEAKAGE = "leakage_milliamp"


@dataclass(frozen=True, slots=True)
class ReadingLimit:
    """Between what a reading passes; None: no limit on that side."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None


MISSING: Mapping[InspectionKind, InspectionReason] = {
    InspectionKind.ELECTRICAL_TEST: InspectionReason.ELECTRICAL_TEST_MISSING,
    InspectionKind.EXAMINATION: InspectionReason.EXAMINATION_MISSING,
}
# Starting values for portable equipment in ordinary use; the contract's own replace them, by item where it must.
READING_LIMITS: Mapping[str, ReadingLimit] = {
    Measured.INSULATION: ReadingLimit(at_least=Decimal(1)),
    Measured.EARTH: ReadingLimit(at_most=Decimal("0.5")),
    Measured.LEAKAGE: ReadingLimit(at_most=Decimal("3.5")),
}


@dataclass(frozen=True, slots=True)
class CheckIntervals:
    """The product's intervals in months; None: the product needs no such check."""

    electrical_test_months: int | None
    examination_months: int | None
    service_months: int | None


@dataclass(frozen=True, slots=True)
class DueDates:
    """When the checks of one asset are due; None: not needed."""

    electrical_test_due_on: date | None = None
    examination_due_on: date | None = None
    service_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckNeeded:
    """A check that a product has at all. `now`: nothing passes without it; `due_on` None: no date is kept or known."""

    kind: InspectionKind
    now: bool
    every_months: int
    due_on: date | None


def checks_needed(state: AssetState, due: DueDates, intervals: CheckIntervals, today: date) -> tuple[CheckNeeded, ...]:
    """Which checks an item has, and which of them it cannot pass without today."""
    kind, every = InspectionKind, intervals
    # An electrical test is made on each return, whatever its date says.
    returned = state is not AssetState.ON_LOAN
    examined_on = due.examination_due_on
    listed = (
        (kind.ELECTRICAL_TEST, every.electrical_test_months, due.electrical_test_due_on, returned),
        (kind.EXAMINATION, every.examination_months, examined_on, examined_on is None or examined_on < today),
        (kind.SERVICE, every.service_months, due.service_due_on, False),
    )
    return tuple(CheckNeeded(what, now, months, due_on) for what, months, due_on, now in listed if months)


@dataclass(frozen=True, slots=True)
class InspectionDone:
    """An inspection as recorded, on a day, with its readings by name and what was found."""

    done_on: date
    kinds: frozenset[InspectionKind]
    verdict: Verdict
    readings: Mapping[str, Decimal]
    defects: str = ""
    scrap_reason: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class AfterInspection:
    """What follows. `reports_defect`: a thorough examination found a defect, to be reported at once (LOLER 1998,
    reg. 10)."""

    state_path: tuple[AssetState, ...]
    due: DueDates
    reports_defect: bool


def after_inspection(
    state: AssetState, before: DueDates, intervals: CheckIntervals, done: InspectionDone
) -> AfterInspection:
    """What an inspection leads to: PASSED, IN_REPAIR or SCRAPPED, from DECONTAMINATED. Raises Refused where it cannot
    be so: what the record has in a home was not booked in, so nobody cleaned it."""
    reasons = tuple(_reasons(state, before, intervals, done))
    if reasons:
        raise Refused(reasons)
    failed = done.verdict is not Verdict.PASS
    events = {
        Verdict.PASS: AssetEvent.PASS,
        Verdict.REPAIR: AssetEvent.SEND_TO_REPAIR,
        Verdict.SCRAP: AssetEvent.SCRAP,
    }
    return AfterInspection(
        state_path=path(MOVES, state, events[done.verdict]),
        due=_due(before, intervals, done),
        reports_defect=failed and InspectionKind.EXAMINATION in done.kinds,
    )


def _reasons(state: AssetState, before: DueDates, intervals: CheckIntervals, done: InspectionDone) -> Iterator[Reason]:
    if state is not AssetState.DECONTAMINATED:
        yield Reason(InspectionReason.NOT_FOR_INSPECTION, None, (("state", state.value),))
    if not done.kinds:
        yield Reason(InspectionReason.NOTHING_DONE, "kinds")
    if InspectionKind.ELECTRICAL_TEST in done.kinds and not done.readings:
        # Certificates without a test behind them have cost lives: no reading, no test.
        yield Reason(InspectionReason.READINGS_MISSING, "readings")
    if done.verdict is Verdict.PASS:
        yield from _against_passing(state, before, intervals, done)
    elif not done.defects.strip():
        yield Reason(InspectionReason.DEFECTS_MISSING, "defects")
    if done.verdict is Verdict.SCRAP and not done.scrap_reason:
        yield Reason(InspectionReason.SCRAP_REASON_MISSING, "scrap_reason")


def _against_passing(
    state: AssetState, before: DueDates, intervals: CheckIntervals, done: InspectionDone
) -> Iterator[Reason]:
    if done.kinds and InspectionKind.LOOK not in done.kinds:
        # A reading does not see a torn cable or a missing part: what goes back on the shelf was looked over.
        yield Reason(InspectionReason.LOOK_MISSING, "kinds")
    if done.condition in NOT_TO_ISSUE:
        yield Reason(InspectionReason.CONDITION_FAILS, "condition_grade")
    for check in checks_needed(state, before, intervals, done.done_on):
        if check.now and check.kind not in done.kinds:
            said = (("due_on", check.due_on.isoformat()),) if check.due_on else ()
            yield Reason(MISSING[check.kind], "kinds", said)
    for name, reading in done.readings.items():
        limit = READING_LIMITS.get(name, ReadingLimit())
        low = limit.at_least is not None and reading < limit.at_least
        high = limit.at_most is not None and reading > limit.at_most
        if low or high:
            edge = str(limit.at_least if low else limit.at_most)
            yield Reason(
                InspectionReason.READING_FAILS,
                f"readings.{name}",
                (("of", name), ("reading", str(reading)), ("limit", edge)),
            )


def _due(before: DueDates, intervals: CheckIntervals, done: InspectionDone) -> DueDates:
    def on(kind: InspectionKind) -> date | None:
        passed = kind in done.kinds and done.verdict is Verdict.PASS
        return done.done_on if passed else None

    return DueDates(
        next_due(on(InspectionKind.ELECTRICAL_TEST), intervals.electrical_test_months, before.electrical_test_due_on),
        next_due(on(InspectionKind.EXAMINATION), intervals.examination_months, before.examination_due_on),
        next_due(on(InspectionKind.SERVICE), intervals.service_months, before.service_due_on),
    )
