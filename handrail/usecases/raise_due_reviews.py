"""Mark loans whose review day has come, so many at a time; a job calls it until none is left.
Refuses nothing."""

from dataclasses import dataclass

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.queries import due_reviews
from handrail.loans.states import LoanState

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ReviewsRaised:
    """How many loans fell due; `more`: there are others."""

    count: int
    more: bool


@use_case(Event.REVIEW_FELL_DUE, needs=Permission.RUN_JOBS)
def raise_due_reviews(change: Change) -> ReviewsRaised:
    """Mark the loans that are due for review today."""
    due = due_reviews(change.scope, change.at.today, at_most=AT_ONCE)
    loan_actions.move_loans(
        [loan_id for loan_id, _ in due], expected=[LoanState.ACTIVE], path=[LoanState.REVIEW_DUE], reason="REVIEW_DUE"
    )
    for loan_id, person_id in due:
        change.touched("loan", loan_id, person_id)
    return ReviewsRaised(len(due), len(due) == AT_ONCE)
