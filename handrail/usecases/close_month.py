"""Close a month of the ledger: nothing is counted in it any more, and a digest tells what it held. With the last month
of a quarter or a year its report is kept.
Refuses a month that is not over, one that is closed already, and one before which another is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import ReportedPeriod
from handrail.ledger.queries.closed import books
from handrail.ledger.queries.pool import pools
from handrail.ledger.queries.report import REPORT, of_year
from handrail.ledger.rules.closing import reason_against_closing
from handrail.ledger.rules.pool_report import Period, periods_closed
from handrail.spending.reported import used_for


@dataclass(frozen=True, slots=True)
class MonthToClose:
    """A month, by its first day."""

    month: date


@use_case(Event.MONTH_CLOSED, needs=Permission.KEEP_POOL)
def close_month(change: Change, *, request: MonthToClose) -> UUID:
    """Close it. What falls into it from now on counts in the first open month. Gives the id of the closed month."""
    # Whoever posts or closes at the same time is waited for, so that what is read here still holds.
    actions.hold_months(change.scope.contract_id)
    so_far = books(change.scope)
    if reason := reason_against_closing(request.month, so_far, today=change.at.today):
        raise Refused([reason])
    row_id = change.new_id()
    actions.close_month(row_id, request.month)
    periods = tuple(periods_closed(request.month, so_far.last_closed))
    actions.keep_reports(list(_reports(change, periods)))
    change.touched("closed_month", row_id)
    return row_id


def _reports(change: Change, periods: Sequence[Period]) -> Iterator[ReportedPeriod]:
    """What is reported of each pool now. Once in a quarter, of the one pool or the few that a contract has."""
    for pool in pools(change.scope) if periods else ():
        for period in periods:
            of = of_year(change.scope, pool.id, period.begins, change.at.today)
            report = of.report(period, used_for(change.scope, pool.id, period.first, period.after))
            if report.says_something:
                yield ReportedPeriod(
                    id=change.new_id(), contract_id=change.scope.contract_id, fund_id=pool.id, from_on=period.first,
                    until_on=period.after, content=REPORT.dump_python(report, mode="json"),
                )  # fmt: skip
