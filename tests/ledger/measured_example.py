"""The steps of the worked example of measuring.
Refuses to write a row itself."""

from collections.abc import Callable
from typing import Any, Protocol

from handrail.ledger.models import Entry
from handrail.simulation.set_up import County
from handrail.usecases.ask_for_measuring import MeasuringAsked
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.mend_measuring import MeasuringMend, mend_measuring
from handrail.visits.codes import MeasuringResult
from handrail.visits.models import Measuring, VisitTask
from handrail.visits.rules.measuring import Found
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.measuring import measuring_asked, seen, sent
from tests.visiting import recorded


class Told(Protocol):
    """As much of a story as these steps need."""

    @property
    def county(self) -> County:
        """Where it happens."""


def _measured(county: County, van: str) -> None:
    (measuring_id,) = columns(county.scopes["desk"], Measuring, "id")
    (visit_id,) = columns(county.scopes["desk"], VisitTask, "visit_id", outcome="OPEN")
    asked = MeasuringAsked(measuring_id, visit_id, 0, None)
    sent(county, asked.visit_id, van=van)
    recorded(county, asked.visit_id, by="desk", seen_to=(seen(county, asked),))


def _not_measured(county: County) -> None:
    (measuring_id,) = columns(county.scopes["desk"], Measuring, "id")
    wrong = MeasuringMend(measuring_id, Found(MeasuringResult.NOT_MEASURED), "The house next door", again=True)
    mend_measuring(call_as(county.scopes["desk"]), request=wrong)


def _cheaper(county: County) -> None:
    *_, entry_id = columns(county.scopes["money"], Entry, "id", kind="CHARGED", item="survey_visit")
    request = PostingCorrection(entry_id, 3_000, "Agreed at £30")
    correct_posting(call_as(county.scopes["money"]), request=request)


STEPS: dict[str, Callable[[Told], Any]] = {
    "Stairs are to be measured before a rail is ordered": lambda story: measuring_asked(story.county),
    "A crew measures them": lambda story: _measured(story.county, "Van 1"),
    "They were those next door: somebody goes again": lambda story: _not_measured(story.county),
    "They are measured": lambda story: _measured(story.county, "Van 2"),
    "The survey was agreed at £30.00": lambda story: _cheaper(story.county),
    "A ceiling track hoist is to be measured for, and is": lambda story: _track(story.county),
}


def _track(county: County) -> None:
    asked = measuring_asked(county, words="", product_code="HST-040")
    sent(county, asked.visit_id, van="Van 3")
    recorded(county, asked.visit_id, by="desk", seen_to=(seen(county, asked),))
