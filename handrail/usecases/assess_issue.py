"""Say what an issue from a satellite store asks, without issuing: the clinical questions of what was scanned.
Refuses (NOT_FOUND) a person outside the scope and codes that nothing answers to; writes nothing."""

from dataclasses import replace

from handrail.catalogue.rules.questions import AskedQuestion
from handrail.core.moment import Moment
from handrail.identity.scope import Scope
from handrail.loans.queries import home_of
from handrail.usecases._counter import SatelliteIssue, assess
from handrail.usecases._scans import SATELLITES, find_items


def questions_at_counter(scope: Scope, at: Moment, request: SatelliteIssue) -> tuple[AskedQuestion, ...]:
    """The questions, inside `reading`."""
    if request.address_id is None:
        request = replace(request, address_id=home_of(scope, request.person_id))
    found = find_items(scope, request.items, store=request.place_id, kinds=SATELLITES)
    return assess(scope, at, request, found)[1].questions
