"""Names the visits that a report led to by their numbers, so that a crew can tell them to the person.
Refuses a link: a visit that is on no run of theirs yet is not theirs to open."""

from collections.abc import Collection
from uuid import UUID

from handrail.identity.calls import reading
from handrail.visits.queries.driver import visit_numbers
from handrail.web.shared.request import PageRequest


def numbered(request: PageRequest, visit_ids: Collection[UUID]) -> str:
    """ "visit 801142", or "visits 801142 and 801143"."""
    with reading(request.scope):
        numbers = [str(number) for number in visit_numbers(request.scope, visit_ids)]
    return f"visit{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"


def another_visit(request: PageRequest, visit_ids: Collection[UUID]) -> str:
    """That what is left comes with another visit; empty where there is none."""
    if not visit_ids:
        return ""
    return f"Another visit was asked for: {numbered(request, visit_ids)}. The service desk agrees a day."
