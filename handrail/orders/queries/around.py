"""Reads what is counted around orders beyond their price: days that a discharge waited, effects that were meant.
Refuses names of people; the orders of a time are those that were made in it, by London's days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState

# A line that was asked for a later day than the discharge did not keep anybody waiting.
_LATE = f"""
    SELECT o.id, o.number, o.team_id, o.submitted_at, o.discharge_on, d.came_on, d.came_on - o.discharge_on AS units
    FROM orders_order o CROSS JOIN LATERAL (
        SELECT max((l.delivered_at AT TIME ZONE 'Europe/London')::date) AS came_on FROM orders_orderline l
        WHERE l.order_id = o.id AND l.state = '{LineState.DELIVERED}'
            AND (l.chosen_on IS NULL OR l.chosen_on <= o.discharge_on)) d
    WHERE %(late)s AND o.contract_id = %(contract)s AND o.submitted_at >= %(first)s AND o.submitted_at < %(after)s
        AND o.discharge_on IS NOT NULL AND o.discharge_pathway <> 'not_discharge' AND d.came_on > o.discharge_on
"""
# One assessment may stand behind several orders: it counts once, with the first of which something arrived. An effect
# for which nothing is recorded as evidence is none, as the list of grades says.
_MEANT = f"""
    SELECT o.id, o.number, o.team_id, o.submitted_at, NULL::date, d.came_on, 1, n.effect
    FROM orders_order o JOIN needs_need n ON n.id = o.need_id CROSS JOIN LATERAL (
        SELECT min((l.delivered_at AT TIME ZONE 'Europe/London')::date) AS came_on FROM orders_orderline l
        WHERE l.order_id = o.id AND l.state = '{LineState.DELIVERED}') d
    WHERE o.contract_id = %(contract)s AND o.submitted_at >= %(first)s AND o.submitted_at < %(after)s
        AND n.effect = ANY(%(effects)s) AND n.evidence_grade NOT IN ('', 'no_evidence') AND d.came_on IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM orders_order e JOIN orders_orderline b ON b.order_id = e.id
            WHERE e.need_id = o.need_id AND b.state = '{LineState.DELIVERED}'
                AND (e.submitted_at, e.id) < (o.submitted_at, o.id))
"""
_AROUND = f"""
    SELECT *, %(late_code)s AS counted FROM ({_LATE}) AS late UNION ALL SELECT * FROM ({_MEANT}) AS meant
"""
_COUNTS = f"""
    SELECT counted, (submitted_at AT TIME ZONE 'Europe/London')::date, count(*)::int, sum(units)::int
    FROM ({_AROUND}) AS a GROUP BY 1, 2 ORDER BY 2, 1
"""
_LISTED = f"""
    SELECT a.id, a.number, coalesce(t.name, ''), (a.submitted_at AT TIME ZONE 'Europe/London')::date, a.discharge_on,
        a.came_on, a.units
    FROM ({_AROUND}) AS a LEFT JOIN partners_team t ON t.id = a.team_id
    ORDER BY a.units DESC, a.number LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Around:
    """What to count: `late_code` names days that a discharge waited, `effects` those that assessments name. Orders made
    from one day up to but not including another."""

    first: date
    after: date
    late_code: str
    effects: Sequence[str]


@dataclass(frozen=True, slots=True)
class CountOfDay:
    """So many cases among the orders of a day, and units in them."""

    counted: str
    on: date
    cases: int
    units: int


@dataclass(frozen=True, slots=True)
class OrderAround:
    """One order that is counted: `units` are days where a discharge waited, else one."""

    order_id: UUID
    number: int
    team: str
    ordered_on: date
    discharge_on: date | None
    came_on: date
    units: int


def counts_around(scope: Scope, asked: Around) -> tuple[CountOfDay, ...]:
    """What is counted, by kind and day of the order. One statement."""
    return rows(CountOfDay, _COUNTS, _params(scope, asked))


def orders_around(scope: Scope, asked: Around, *, offset: int, limit: int | None) -> tuple[OrderAround, ...]:
    """The orders behind a count, those of most days first."""
    return rows(OrderAround, _LISTED, _params(scope, asked) | {"offset": offset, "limit": limit})


def _params(scope: Scope, asked: Around) -> dict[str, object]:
    return {
        "contract": scope.contract_id,
        "first": datetime.combine(asked.first, time(), LONDON),
        "after": datetime.combine(asked.after, time(), LONDON),
        "late": bool(asked.late_code),
        "late_code": asked.late_code,
        "effects": list(asked.effects),
    }
