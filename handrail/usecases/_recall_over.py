"""Ends what visits were to do because of a recall: at once with it, or once it is lifted.
Refuses to end what a crew was sent for: those visits stay, and their numbers are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.stock.queries.recalls import recall_row
from handrail.usecases._next_step import end_steps
from handrail.visits import actions as visit_actions
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.leftovers import owed_for_nothing
from handrail.visits.queries.recall_visits import RecallTask, tasks_of_recall
from handrail.visits.queries.swaps import lent_things


@dataclass(frozen=True, slots=True)
class VisitsOver:
    """`ended`: the visits that lost what a recall asked for; `sent`: the numbers of those whose crew was sent for it,
    which stay."""

    ended: tuple[UUID, ...] = ()
    sent: tuple[int, ...] = ()


def hold_recall_visits(change: Change, recall_id: UUID) -> None:
    """Before the recall: docs/locking.md. Whoever asks for more of it waits for the recall's row."""
    recall = recall_row(change.scope, recall_id)
    tasks = tasks_of_recall(change.scope, recall) if recall else ()
    hold_visits(change.scope, beside=[one.visit_id for one in tasks])
    lent_things(change.scope, [one.loan_id for one in tasks if one.loan_id], lock=True)


def end_what_it_asked(change: Change, tasks: Sequence[RecallTask], reason: str) -> VisitsOver:
    """Nothing is fetched or seen to for it any more. Loans that were asked back → ACTIVE; a visit with nothing left to
    do, or that owes a next step for it, is over."""
    ending = [one for one in tasks if not one.sent]
    visits = visit_actions.cancel_tasks(task_ids=[one.task_id for one in ending], reason=reason)
    loans = {one.loan_id: one.person_id for one in ending if one.loan_id}
    loan_actions.move_loans(
        sorted(loans), expected=[LoanState.RETURN_REQUESTED], path=[LoanState.ACTIVE], reason=reason[:60]
    )
    owed = owed_for_nothing(change.scope, list(loans))
    end_steps(change, [visit.id for visit in owed], f"Recall lifted: {reason}")
    visits |= {visit.id: visit.person_id for visit in owed}
    for loan_id, person_id in loans.items():
        change.touched("loan", loan_id, person_id)
    for visit_id, person_id in visits.items():
        change.touched("visit", visit_id, person_id)
    return VisitsOver(tuple(visits), tuple(dict.fromkeys(one.number for one in tasks if one.sent)))
