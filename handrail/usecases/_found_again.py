"""Settles that a crew could not find a thing at its home, once the thing itself was scanned or is known to be gone.
Refuses nothing: where nothing was missed, nothing is written."""

from collections.abc import Collection
from uuid import UUID

from handrail.identity.calls import Change
from handrail.stock import actions as stock_actions
from handrail.stock.queries.passport import open_of_kind
from handrail.visits.codes import DoorFinding


def settle_not_found(change: Change, asset_ids: Collection[UUID], how: str) -> None:
    """What of these items a crew could not find is told now: nobody need settle it by hand."""
    found = open_of_kind(change.scope, DoorFinding.NOT_FOUND_AT_HOME.value, asset_ids)
    stock_actions.settle_discrepancies(found, by=change.scope.user_id, at=change.at.happened_at, how=how)
    for row_id in found:
        change.touched("discrepancy", row_id)
