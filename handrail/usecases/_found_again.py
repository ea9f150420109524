"""Settles that a crew could not find or fetch a thing, once the thing itself is back or is known to be gone.
Refuses nothing: where nothing was missed, nothing is written."""

from collections.abc import Collection
from uuid import UUID

from handrail.identity.calls import Change
from handrail.stock import actions as stock_actions
from handrail.stock.queries.passport import open_of_kind
from handrail.visits import actions as visit_actions
from handrail.visits.codes import DoorFinding
from handrail.visits.queries.leftovers import owed_for_nothing


def settle_not_found(change: Change, asset_ids: Collection[UUID], how: str) -> None:
    """What of these items a crew could not find is told now: nobody need settle it by hand."""
    found = open_of_kind(change.scope, DoorFinding.NOT_FOUND_AT_HOME.value, asset_ids)
    stock_actions.settle_discrepancies(found, by=change.scope.user_id, at=change.at.happened_at, how=how)
    for row_id in found:
        change.touched("discrepancy", row_id)


def end_next_steps(change: Change, loan_ids: Collection[UUID], how: str) -> None:
    """Visits that did not fetch what these loans, now over, were of: where nothing else is left of one, nobody need
    take its next step, and it says why."""
    if not loan_ids:
        return
    for visit in owed_for_nothing(change.scope, loan_ids):
        note = "\n".join(text for text in (visit.fail_note, how) if text)
        visit_actions.note_visits([visit.id], next_step_done_at=change.at.happened_at, fail_note=note)
        change.touched("visit", visit.id, visit.person_id)
