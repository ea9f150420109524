"""Take back a request for a collection or repair: still needed after all, or working again.
Refuses loans for which nothing is asked."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.visits import actions as visit_actions
from handrail.visits.codes import TaskKind
from handrail.visits.queries.swaps import lent_things
from handrail.visits.rules.asking import AskedFor, AskingReason


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is no longer asked for, and why."""

    loan_ids: tuple[UUID, ...]
    asked_for: AskedFor = AskedFor.COLLECTION
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RequestWithdrawn:
    """The visits that lost a task; those left with nothing to do are cancelled."""

    visit_ids: tuple[UUID, ...]


@use_case(Event.VISIT_CANCELLED, needs=Permission.ASK_FOR_VISIT)
def withdraw_request(change: Change, *, request: Withdrawal) -> RequestWithdrawn:
    """Withdraw a request. Raises `Refused`."""
    lent = lent_things(change.scope, request.loan_ids, lock=True)
    if len(lent) < len(set(request.loan_ids)) or not lent:
        raise refuse(AskingReason.LOAN_OVER, "loans")
    back = [thing.loan_id for thing in lent if thing.state is LoanState.RETURN_REQUESTED]
    kind = TaskKind.REPAIR if request.asked_for is AskedFor.REPAIR else TaskKind.COLLECT
    ids = [thing.loan_id for thing in lent]
    visits = visit_actions.cancel_tasks(loan_ids=ids, kinds=[kind], reason=request.reason or "STILL_NEEDED")
    if not visits and not back:
        raise refuse(AskingReason.NOTHING_ASKED_FOR, "loans")
    if kind is TaskKind.COLLECT:
        loan_actions.move_loans(
            back, expected=[LoanState.RETURN_REQUESTED], path=[LoanState.ACTIVE], reason=request.reason
        )
    for thing in lent:
        change.touched("loan", thing.loan_id, thing.person_id)
    for visit_id in visits:
        change.touched("visit", visit_id, lent[0].person_id)
    return RequestWithdrawn(tuple(visits))
