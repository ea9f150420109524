"""What may be recorded as a need: the goal, what was assessed and measured.
Refuses measures that no human being has and days that have not come; never judges whether equipment is right."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.core.text_guard import clean_lines

LONGEST_TEXT = 2000
HEAVIEST_KG, LIGHTEST_KG = Decimal(700), Decimal(0)
TALLEST_CM, SHORTEST_CM = 275, 20


class NeedReason(StrEnum):
    """Why a need cannot be recorded as it is."""

    GOAL_MISSING = "GOAL_MISSING"
    TOO_LONG = "NEED_TOO_LONG"
    CODE_UNKNOWN = "NEED_CODE_UNKNOWN"
    WEIGHT_IMPOSSIBLE = "WEIGHT_IMPOSSIBLE"
    HEIGHT_IMPOSSIBLE = "HEIGHT_IMPOSSIBLE"
    ASSESSED_IN_FUTURE = "ASSESSED_IN_FUTURE"
    ASSESSED_BEFORE_BIRTH = "ASSESSED_BEFORE_BIRTH"


@dataclass(frozen=True, slots=True)
class NeedDetails:
    """One assessment. `goal` is what the person wants to be able to do, in their words; weight in kilograms, height in
    centimetres, None where not measured; `effect` and `evidence_grade` are codes of the contract's lists or nothing."""

    goal: str
    assessed_on: date
    assessed: str = ""
    effect: str = ""
    evidence_grade: str = ""
    weight_kg: Decimal | None = None
    height_cm: int | None = None
    paid_carers: bool = False
    assessed_by_id: UUID | None = None


def cleaned_need(
    details: NeedDetails, *, today: date, born_on: date, effects: Collection[str], grades: Collection[str]
) -> NeedDetails:
    """The need without what nobody can see. Raises `Refused` with every reason."""
    clean = replace(details, goal=clean_lines(details.goal), assessed=clean_lines(details.assessed))
    reasons = tuple(_against(clean, today, born_on, effects, grades))
    if reasons:
        raise Refused(reasons)
    return clean


def _against(
    details: NeedDetails, today: date, born_on: date, effects: Collection[str], grades: Collection[str]
) -> Iterator[Reason]:
    if not details.goal:
        yield Reason(NeedReason.GOAL_MISSING, "goal")
    for field in ("goal", "assessed"):
        if len(getattr(details, field)) > LONGEST_TEXT:
            yield Reason(NeedReason.TOO_LONG, field, (("most", LONGEST_TEXT),))
    for field, known in (("effect", effects), ("evidence_grade", grades)):
        code = getattr(details, field)
        if code and code not in known:
            yield Reason(NeedReason.CODE_UNKNOWN, field, (("code", code[:40]),))
    weight, height = details.weight_kg, details.height_cm
    if weight is not None and not LIGHTEST_KG < weight < HEAVIEST_KG:
        yield Reason(NeedReason.WEIGHT_IMPOSSIBLE, "weight_kg", (("most", int(HEAVIEST_KG)),))
    if height is not None and not SHORTEST_CM < height < TALLEST_CM:
        yield Reason(NeedReason.HEIGHT_IMPOSSIBLE, "height_cm", (("least", SHORTEST_CM), ("most", TALLEST_CM)))
    if details.assessed_on > today:
        yield Reason(NeedReason.ASSESSED_IN_FUTURE, "assessed_on")
    if details.assessed_on < born_on:
        yield Reason(NeedReason.ASSESSED_BEFORE_BIRTH, "assessed_on")
