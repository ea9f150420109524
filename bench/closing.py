"""Closing months of the ledger, the oldest first, until 100,000 events were closed; then what they held is read again.
Refuses a figure where a month that was closed reads otherwise the second time."""

import time

from bench.county import call_of
from bench.figures import Figure
from bench.loan_cycles import Ground
from bench.many import as_superuser
from bench.progress import told
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.ledger.queries.closed import books, closed_months
from handrail.ledger.rules.closing import closes_next
from handrail.usecases.close_month import MonthToClose, close_month

MOST_SECONDS, EVENTS = 60, 100_000
MANAGER = "money"


def measure(ground: Ground, *, quick: bool) -> list[Figure]:
    """The seconds that closing took, of months with so many events together."""
    closed, took = 0, 0.0
    scope = ground.county.scopes[MANAGER]
    while closed < EVENTS:
        with reading(scope):
            month = closes_next(books(scope), today=now_is(now()).today)
        if month is None and quick:
            return []  # Few lines lie within days: all are in the month that is not over.
        if month is None:
            raise RuntimeError(f"only {closed} events are in months that can be closed")
        began = time.perf_counter()
        close_month(call_of(ground.county, MANAGER), request=MonthToClose(month))
        took += time.perf_counter() - began
        with reading(scope):
            closed = sum(row.entries for row in closed_months(scope))
        told(f"  closed {month:%B %Y}: {closed:,} events")
    _reads_the_same()
    return [Figure("g", f"closing months of {closed:,} events", took, "s", at_most=MOST_SECONDS)]


def _reads_the_same() -> None:
    with as_superuser() as owner:
        other = owner.execute(
            """SELECT c.month FROM ledger_closedmonth c, ledger_digest(c.contract_id, c.month) AS d
               WHERE (c.entries, c.debits_pence, c.digest) IS DISTINCT FROM (d.entries, d.debits, d.digest)"""
        ).fetchall()
    if other:
        raise RuntimeError(f"these months read otherwise once they are closed: {other}")
