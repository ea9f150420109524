"""Close a month of the ledger: nothing is counted in it any more, and a digest tells what it held.
Refuses a month that is not over, one that is closed already, and one before which another is open."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.queries.closed import books
from handrail.ledger.rules.closing import reason_against_closing


@dataclass(frozen=True, slots=True)
class MonthToClose:
    """A month, by its first day."""

    month: date


@use_case(Event.MONTH_CLOSED, needs=Permission.KEEP_POOL)
def close_month(change: Change, *, request: MonthToClose) -> UUID:
    """Close it. What falls into it from now on counts in the first open month. Gives the id of the closed month."""
    # Whoever posts or closes at the same time is waited for, so that what is read here still holds.
    actions.hold_months(change.scope.contract_id)
    if reason := reason_against_closing(request.month, books(change.scope), today=change.at.today):
        raise Refused([reason])
    row_id = change.new_id()
    actions.close_month(row_id, request.month)
    change.touched("closed_month", row_id)
    return row_id
