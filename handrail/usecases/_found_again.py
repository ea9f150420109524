"""Settles that a crew could not find or fetch a thing, or is still to come for it, once it is back or known to be gone.
Refuses nothing: where nothing was missed, nothing is written."""

from collections.abc import Collection
from uuid import UUID

from handrail.identity.calls import Change
from handrail.stock import actions as stock_actions
from handrail.stock.queries.passport import open_of_kind
from handrail.usecases._next_step import end_steps
from handrail.visits import actions as visit_actions
from handrail.visits.codes import DoorFinding
from handrail.visits.queries.leftovers import owed_for_nothing


def settle_not_found(change: Change, asset_ids: Collection[UUID], how: str) -> None:
    """What of these items a crew could not find is told now: nobody need settle it by hand."""
    found = open_of_kind(change.scope, DoorFinding.NOT_FOUND_AT_HOME.value, asset_ids)
    stock_actions.settle_discrepancies(found, by=change.scope.user_id, at=change.at.happened_at, how=how)
    for row_id in found:
        change.touched("discrepancy", row_id)


def end_visits_for(change: Change, loan_ids: Collection[UUID], how: str, *, reason: str) -> None:
    """What was still to be done about these loans, now over, is struck out. Of visits that did not fetch them: where
    nothing else is left of one, nobody need take its next step, and it says why."""
    if not loan_ids:
        return
    visits = visit_actions.cancel_tasks(loan_ids=loan_ids, reason=reason)
    owed = owed_for_nothing(change.scope, loan_ids)
    end_steps(change, [visit.id for visit in owed], how)
    for visit_id, person_id in (*visits.items(), *((visit.id, visit.person_id) for visit in owed)):
        change.touched("visit", visit_id, person_id)
