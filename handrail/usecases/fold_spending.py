"""Fold what was posted since the last time into facts that a commissioner's questions read.
Refuses nothing. A job calls it when enough has gathered; what is not folded yet is read too: no page waits for it."""

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.spending import actions

AT_ONCE = 20_000


@use_case(Event.SPENDING_FOLDED, needs=Permission.RUN_JOBS)
def fold_spending(change: Change) -> int:
    """Fold what is certain: postings up to the last that was there when nobody was posting. Gives how far it came."""
    change.touched("contract", change.scope.contract_id, None)
    return actions.fold(AT_ONCE)
