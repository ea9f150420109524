"""Say what an issue from a satellite store asks, without issuing: the clinical questions of what was scanned.
Refuses (NOT_FOUND) a person outside the scope and codes that nothing answers to; writes nothing."""

from dataclasses import replace

from handrail.catalogue.rules.questions import AskedQuestion
from handrail.core.moment import Moment
from handrail.identity.scope import Scope
from handrail.loans.queries import home_of
from handrail.usecases._counter import SatelliteIssue, assess
from handrail.usecases._unknown_taken import items_at_counter


def questions_at_counter(scope: Scope, at: Moment, request: SatelliteIssue) -> tuple[AskedQuestion, ...]:
    """The questions, inside `reading`."""
    if request.address_id is None:
        request = replace(request, address_id=home_of(scope, request.person_id))
    found = items_at_counter(scope, request)
    return assess(scope, at, request, found)[1].questions
