"""Count over all loans, once a day, what came back of each product and what is lent: ordering and money pages read it.
Refuses nothing. A job calls it; what it finds is the same however often it is asked on a day on which nothing moves."""

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.spending import actions
from handrail.spending.outstanding import lent_now, without_price
from handrail.spending.returned import seen
from handrail.spending.rules import Reckoned


@use_case(Event.RETURNS_RECKONED, needs=Permission.RUN_JOBS)
def reckon_returns(change: Change) -> int:
    """Keep what came back of each product, and what is lent. Gives how many products something is known of."""
    scope, today = change.scope, change.at.today
    found = Reckoned(seen(scope, today), lent_now(scope, today), without_price(scope))
    actions.keep_reckoned(scope.contract_id, today, found)
    change.touched("contract", scope.contract_id, None)
    return len(found.returned)
