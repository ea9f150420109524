"""The fields of what is measured at a door: what it came to, the measurements in words, and why it cannot be there.
Refuses a finding without its measurements, at its field."""

from collections.abc import Mapping
from typing import Any

from django.forms import Field

from handrail.core.refusal import Reason
from handrail.visits.codes import MeasuringResult, TaskKind
from handrail.visits.queries.driver import StopTask
from handrail.visits.rules.measuring import Found, reasons_against_found
from handrail.visits.rules.report import SeenTo
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.wording import say

RESULTS = (MeasuringResult.FITS, MeasuringResult.CANNOT_BE_FITTED, MeasuringResult.MEASURED)


def result_choices(why_not: str = "") -> list[Choice]:
    """What a measuring can come to; `why_not`: the field that opens under what cannot be."""
    opens = {MeasuringResult.CANNOT_BE_FITTED: (why_not,)} if why_not else {}
    hints = {MeasuringResult.MEASURED: "Nobody asked whether something fits"}
    return [Choice(one, say(one), hints.get(one, ""), opens.get(one, ())) for one in RESULTS]


def measuring_fields(name: str, at: int) -> dict[str, Field]:
    """The fields of the thing at this place, by name."""
    return {
        f"result_{at}": fields.RadiosField(
            f"{name}. What did it come to?", result_choices(f"why_not_{at}"), required=False, says_optional=False
        ),
        f"why_not_{at}": fields.TextField(
            "Why can it not be fitted?", required=False, says_optional=False, longest=300
        ),
        f"found_{at}": fields.TextAreaField(
            f"{name}. What did you measure?",
            required=False,
            says_optional=False,
            rows=4,
            hint="For example: door 71 cm wide, 13 steps",
        ),
    }


def problems(cleaned: Mapping[str, Any], at: int) -> dict[str, Reason]:
    """What a finding lacks, by field; nothing where nothing was measured."""
    if not cleaned.get(f"result_{at}"):
        return {}
    return {f"{one.field}_{at}": one for one in reasons_against_found(_found(cleaned, at))}


def seen_of(task: StopTask, cleaned: Mapping[str, Any], at: int) -> SeenTo | None:
    """What was found, as the report says it."""
    if task.kind is not TaskKind.MEASURE or not cleaned.get(f"result_{at}"):
        return None
    said = _found(cleaned, at)
    return SeenTo(task.id, result=said.result, found=said.found, why_not=said.why_not)


def _found(cleaned: Mapping[str, Any], at: int) -> Found:
    result = MeasuringResult(cleaned[f"result_{at}"])
    why_not = cleaned.get(f"why_not_{at}") or ""
    cannot = result is MeasuringResult.CANNOT_BE_FITTED
    return Found(result, cleaned.get(f"found_{at}") or "", why_not if cannot else "")
