"""Takes back what was asked for lent things: the open tasks, the wish to have them back, and what was to come in the
place of them.
Refuses nothing; who calls it knows what is asked for."""

from collections.abc import Collection, Sequence
from uuid import UUID

from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.orders.queries import lines_for_update
from handrail.orders.states import CANCELLABLE
from handrail.usecases._stopping import Stopped, stop_lines
from handrail.visits import actions as visit_actions
from handrail.visits.codes import TaskKind
from handrail.visits.queries.asked_back import InItsPlace
from handrail.visits.queries.swaps import LentThing

# Of the list cancel_order: why what was to replace something ends with the request.
NOT_NEEDED = "no_longer_needed"


def strike_out(lent: Sequence[LentThing], kind: TaskKind, reason: str) -> tuple[UUID, ...]:
    """The open tasks of this kind end, and what was asked back stays. Answers the visits that lost a task."""
    ids = [thing.loan_id for thing in lent]
    visits = visit_actions.cancel_tasks(loan_ids=ids, kinds=[kind], reason=reason or "STILL_NEEDED")
    if kind is TaskKind.COLLECT:
        back = [thing.loan_id for thing in lent if thing.state is LoanState.RETURN_REQUESTED]
        loan_actions.move_loans(
            back, expected=[LoanState.RETURN_REQUESTED], path=[LoanState.ACTIVE], reason=reason[:60]
        )
    return tuple(visits)


def stop_coming(change: Change, coming: Collection[InItsPlace]) -> Stopped:
    """What was to come in the place of something does not come."""
    if not coming:
        return Stopped()
    lines = lines_for_update(change.scope, [one.line_id for one in coming])
    return stop_lines(change, [line for line in lines if line.state in CANCELLABLE], reason=NOT_NEEDED)
