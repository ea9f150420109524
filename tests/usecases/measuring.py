"""Situations of measuring: something asked to be measured, on a run that was sent, and what the crew found.
Refuses to write a row itself."""

from typing import Any
from uuid import UUID

from handrail.simulation.set_up import County
from handrail.usecases.ask_for_measuring import MeasuringAsked, ask_for_measuring
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.codes import AskedBy, MeasuringResult
from handrail.visits.models import VisitTask
from handrail.visits.rules.measuring import MeasuringWanted
from handrail.visits.rules.report import DoorReport, SeenTo
from tests.ordering import Someone, someone
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import a_run, booked

STAIRS = "Stairs, both sides"
TRACK = "HST-040"


def wanted(who: Someone, words: str = STAIRS, **also: str) -> MeasuringWanted:
    """Something to be measured at this person's home."""
    return MeasuringWanted(who.id, who.address_id, AskedBy.PRESCRIBER, words=words, **also)


def measuring_asked(county: County, who: Someone | None = None, *, by: str = "nurse", **also: str) -> MeasuringAsked:
    """The same, asked for."""
    return ask_for_measuring(call_as(county.scopes[by]), request=wanted(who or someone(county), **also))


def sent(county: County, *visit_ids: UUID, van: str = "Van 1", days: int = 0) -> None:
    """These visits on a run of today, or later, that was sent."""
    run_id = a_run(county, van=van, days=days)
    booked(county, *visit_ids, run_id=run_id, days=days)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))


def task_of(county: County, measuring_id: UUID, visit_id: UUID) -> UUID:
    """The task by which a visit measures it."""
    (found,) = columns(county.scopes["desk"], VisitTask, "id", measuring_id=measuring_id, visit_id=visit_id)
    return UUID(str(found))


def seen(county: County, asked: MeasuringAsked, **found: Any) -> SeenTo:
    """What a crew says of it; that it fits, if nothing else."""
    said = {"result": MeasuringResult.FITS, "found": "Stairs 81 cm wide, 13 steps", **found}
    return SeenTo(task_of(county, asked.measuring_id, asked.visit_id), **said)


def report(county: County) -> tuple[MeasuringAsked, DoorReport]:
    """A measuring on a run, and what its crew has to say."""
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    return asked, DoorReport(visit_id=asked.visit_id, seen_to=(seen(county, asked),))
