"""Keep what is lent: a review found it still needed, with the day of the next look.
Refuses a loan that is over, and a next review that is not in the future."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.rules import LoanReason
from handrail.loans.states import LoanState
from handrail.visits.queries.swaps import lent_things


@dataclass(frozen=True, slots=True)
class Keeping:
    """Loans that are kept; `review_on`: when they are looked at again."""

    loan_ids: tuple[UUID, ...]
    review_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoansKept:
    """The loans that were kept."""

    loan_ids: tuple[UUID, ...]


@use_case(Event.LOAN_KEPT, needs=Permission.ASK_FOR_VISIT)
def keep_loan(change: Change, *, request: Keeping) -> LoansKept:
    """Keep loans. What is asked for already is withdrawn by its own use case. Raises `Refused`."""
    if request.review_on <= change.at.today:
        raise refuse(LoanReason.REVIEW_NOT_IN_FUTURE, "review_on")
    lent = lent_things(change.scope, request.loan_ids, lock=True)
    if len(lent) < len(set(request.loan_ids)) or not lent:
        raise refuse(LoanReason.LOAN_OVER, "loans")
    if any(thing.state is LoanState.RETURN_REQUESTED for thing in lent):
        raise refuse(LoanReason.RETURN_ASKED_FOR, "loans")
    due = [thing.loan_id for thing in lent if thing.state is LoanState.REVIEW_DUE]
    loan_actions.move_loans(
        due, expected=[LoanState.REVIEW_DUE], path=[LoanState.ACTIVE], reason=request.note, review_on=request.review_on
    )
    others = [thing.loan_id for thing in lent if thing.state is LoanState.ACTIVE]
    loan_actions.set_review(others, review_on=request.review_on)
    for thing in lent:
        change.touched("loan", thing.loan_id, thing.person_id)
    return LoansKept(tuple(thing.loan_id for thing in lent))
