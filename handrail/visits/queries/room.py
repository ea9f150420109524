"""Reads the numbers of the control room in one statement, each from an index of what is open only.
Refuses to count history: what is done, delivered or settled is not looked at, so the cost does not grow with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from handrail.core.select import value_of
from handrail.identity.scope import Scope
from handrail.visits.queries.lists import line_at_risk

# How many late records are counted at most, and how far back.
MOST_LATE = 500
LATE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Clock:
    """How many there are, how many of them are late, and how many will be soon."""

    all: int = 0
    late: int = 0
    at_risk: int = 0


@dataclass(frozen=True, slots=True)
class RoomNumbers:
    """What is open now. Mappings are by state code; counted stock by condition, in pieces."""

    lines: Mapping[str, Clock] = field(default_factory=dict)
    visits: Mapping[str, Clock] = field(default_factory=dict)
    next_steps: Mapping[str, int] = field(default_factory=dict)
    assets: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)
    runs: Mapping[str, int] = field(default_factory=dict)
    releases: int = 0
    urgent_releases: int = 0
    discrepancies: Mapping[str, int] = field(default_factory=dict)
    recorded_late: int = 0
    time_over: int = 0
    follow_ups: int = 0

    def of_lines(self) -> Clock:
        """All open lines together."""
        return _sum(self.lines)

    def of_visits(self) -> Clock:
        """All open visits together."""
        return _sum(self.visits)


def _sum(clocks: Mapping[str, Clock]) -> Clock:
    values = clocks.values()
    return Clock(sum(c.all for c in values), sum(c.late for c in values), sum(c.at_risk for c in values))


_CLOCK = "json_build_array(count(*), count(*) FILTER (WHERE due_at < %(now)s), count(*) FILTER (WHERE {risk})) AS clock"
_LINE_CLOCK = _CLOCK.format(risk=line_at_risk("line"))
_VISIT_CLOCK = _CLOCK.format(risk="due_at >= %(now)s AND due_at < %(soon)s")
_NUMBERS = f"""
    SELECT
    (SELECT json_object_agg(state, clock) FROM (
        SELECT state, {_LINE_CLOCK} FROM orders_orderline line
        WHERE contract_id = %(contract)s AND NOT state IN ('DELIVERED', 'CANCELLED', 'REFUSED') GROUP BY state) l),
    (SELECT json_object_agg(state, clock) FROM (
        SELECT state, {_VISIT_CLOCK} FROM visits_visit
        WHERE contract_id = %(contract)s AND NOT state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED', 'CANCELLED')
        GROUP BY state) v),
    (SELECT json_object_agg(next_step_owner, n) FROM (
        SELECT next_step_owner, count(*) AS n FROM visits_visit
        WHERE contract_id = %(contract)s AND state IN ('FAILED', 'PART_COMPLETED') AND next_step_done_at IS NULL
        GROUP BY next_step_owner) f),
    (SELECT json_object_agg(state, n) FROM (
        SELECT state, count(*) AS n FROM stock_asset WHERE contract_id = %(contract)s
        AND NOT state IN ('ON_LOAN', 'READY', 'SCRAPPED', 'LOST', 'SOLD', 'GIFTED', 'TRANSFERRED') GROUP BY state
        UNION ALL
        SELECT 'READY', count(*) FROM stock_asset WHERE contract_id = %(contract)s AND state = 'READY') a),
    (SELECT json_object_agg(condition, n) FROM (
        SELECT condition, sum(quantity) AS n FROM stock_stockcell WHERE contract_id = %(contract)s
        AND quantity > 0 AND NOT condition = 'ON_LOAN' GROUP BY condition) c),
    (SELECT json_object_agg(state, n) FROM (
        SELECT state, count(*) AS n FROM visits_run WHERE contract_id = %(contract)s AND "on" = %(today)s
        GROUP BY state) r),
    (SELECT json_build_array(count(*), count(*) FILTER (WHERE urgent)) FROM orders_release
     WHERE contract_id = %(contract)s AND state = 'PENDING'),
    (SELECT json_object_agg(owner_role, n) FROM (
        SELECT owner_role, count(*) AS n FROM stock_discrepancy
        WHERE contract_id = %(contract)s AND settled_at IS NULL GROUP BY owner_role) d),
    (SELECT count(*) FROM (
        SELECT recorded_at FROM core_audit WHERE contract_id = %(contract)s AND recorded_late ORDER BY id DESC
        LIMIT {MOST_LATE}) late WHERE recorded_at > %(since)s),
    (SELECT count(*) FROM visits_visit
     WHERE contract_id = %(contract)s AND NOT state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED', 'CANCELLED')
     AND state <> 'ARRIVED' AND slot_until < %(now)s),
    (SELECT count(*) FROM people_followup
     WHERE contract_id = %(contract)s AND done_at IS NULL AND due_on <= %(today)s)
"""


def room_numbers(scope: Scope, *, now: datetime, today: date, at_risk_minutes: int) -> RoomNumbers:
    """The numbers of this moment, in one statement."""
    asked: dict[str, Any] = {
        "contract": scope.contract_id,
        "now": now,
        "soon": now + timedelta(minutes=at_risk_minutes),
        "today": today,
        "since": now - timedelta(days=LATE_DAYS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, asked)
        row: Any = cursor.fetchone()
    lines, visits, steps, assets, counted, runs, releases, discrepancies, late, over, follow_ups = map(value_of, row)
    return RoomNumbers(
        lines={state: Clock(*clock) for state, clock in (lines or {}).items()},
        visits={state: Clock(*clock) for state, clock in (visits or {}).items()},
        next_steps=steps or {},
        assets=assets or {},
        counted=counted or {},
        runs=runs or {},
        releases=releases[0],
        urgent_releases=releases[1],
        discrepancies=discrepancies or {},
        recorded_late=late,
        time_over=over,
        follow_ups=follow_ups,
    )
