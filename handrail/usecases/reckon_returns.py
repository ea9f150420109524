"""Reckon, once a day, how much of each product came back, so that whoever orders reads what it likely costs in the end.
Refuses nothing. A job calls it; what it finds is the same however often it is asked on a day on which nothing moves."""

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.spending import actions
from handrail.spending.returned import seen


@use_case(Event.RETURNS_RECKONED, needs=Permission.RUN_JOBS)
def reckon_returns(change: Change) -> int:
    """Keep what came back of each product. Gives how many products something is known of."""
    found = seen(change.scope, change.at.today)
    actions.keep_returned(change.scope.contract_id, change.at.today, found)
    change.touched("contract", change.scope.contract_id, None)
    return len(found)
