"""Reads the visits that were charged in a time, and when their crews stood at the door.
Refuses nothing; a visit of which all was taken back since is left out."""

from collections.abc import Sequence
from datetime import date

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.rules.recharged import OUT_OF_HOURS, Attended
from handrail.ledger.rules.visit_charges import AT_ANY_HOUR, CALLED

# The visit is in the cause. Worked out first: row security lets no cast into a join.
_ATTENDED = """
    WITH charged AS MATERIALIZED (
        SELECT substring(e.cause, 14, 36)::uuid AS visit_id, e.happened_on, e.item, e.item || ' ' || e.speed_code AS way
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.kind = 'CHARGED' AND e.month >= %(first)s
            AND e.happened_on >= %(first)s AND e.happened_on < %(after)s AND e.cause LIKE 'charge:visit:%%'
            AND e.quantity > coalesce((SELECT sum(c.quantity) FROM ledger_entry c WHERE c.corrects_id = e.id), 0)
    ), called AS MATERIALIZED (
        SELECT visit_id, min(happened_on) AS happened_on, bool_or(way = ANY(%(any_hour)s)) AS any_hour,
            bool_or(item = %(out)s) AS charged
        FROM charged GROUP BY visit_id HAVING bool_or(item = ANY(%(called)s))
    )
    SELECT n.happened_on, (v.arrived_at AT TIME ZONE 'Europe/London')::time, n.any_hour, n.charged
    FROM called n JOIN visits_visit v ON v.id = n.visit_id
    WHERE v.contract_id = %(contract)s AND v.arrived_at IS NOT NULL ORDER BY n.happened_on, v.id
"""


def attended_between(scope: Scope, first: date, after: date) -> Sequence[Attended]:
    """The visits of these days that were charged for a call."""
    asked = {
        "contract": scope.contract_id, "first": first, "after": after, "called": list(CALLED), "out": OUT_OF_HOURS,
        "any_hour": sorted(" ".join(way) for way in AT_ANY_HOUR),
    }  # fmt: skip
    return rows(Attended, _ATTENDED, asked)
