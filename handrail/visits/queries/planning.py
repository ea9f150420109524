"""Reads visits and runs, locked, for the use cases that book and plan them.
Refuses (NOT_FOUND) what is not in the contract."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.roles import Permission, Role, permissions_of
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.people.queries import STAY, stay_read
from handrail.visits.queries.lies_elsewhere import ON_ANOTHER_VAN
from handrail.visits.queries.moved import MOVED
from handrail.visits.queries.on_van import LOADED_FOR
from handrail.visits.rules.booking import BookingFact, CrewMember, RunFact
from handrail.visits.rules.shortage import COMING
from handrail.visits.rules.stop_order import PlacedStop
from handrail.visits.states import OPEN, RunState, VisitState

SHIFTS = ("day", "evening", "night")
_VAN_OF_VISIT = "(SELECT u.van_id FROM visits_run u WHERE u.id = v.run_id)"
_OTHER_VAN = ON_ANOTHER_VAN.format(van=_VAN_OF_VISIT)
_MISSING = """
    ARRAY(SELECT {name} FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id
          JOIN catalogue_product p ON p.id = t.product_id
          WHERE t.visit_id = v.id AND t.kind = 'DELIVER' AND t.outcome = 'OPEN' AND {which} ORDER BY p.name)
"""
_VISITS = f"""
    SELECT id, number, person_id, depot_id, state, crew, version, run_id, slot_from, slot_until,
        {_MISSING.format(name="p.name", which="l.state = 'BACK_ORDERED'")},
        {_MISSING.format(name="p.name", which="l.state <> ALL(%(coming)s)")},
        {_MISSING.format(name=f"p.name || ' (' || {_OTHER_VAN} || ')'", which=f"{_OTHER_VAN} IS NOT NULL")},
        EXISTS (SELECT FROM people_lifeevent x WHERE {MOVED}), {STAY.format(records="people_records(v.person_id)")}
    FROM visits_visit v WHERE contract_id = %(contract)s AND {{which}} ORDER BY {{order}} FOR NO KEY UPDATE OF v
"""
_WITH_RUN = """
    WITH held AS MATERIALIZED ({visits}), run AS MATERIALIZED (
        SELECT r.id FROM visits_run r WHERE r.contract_id = %(contract)s AND r.id = %(run)s
            AND (SELECT count(*) FROM held) >= 0 FOR NO KEY UPDATE OF r)
    SELECT held.* FROM held LEFT JOIN run ON true
"""
_COMING = [state.value for state in (*COMING, LineState.BACK_ORDERED)]


def bookings_locked(scope: Scope, ids: Collection[UUID], *, run_id: UUID | None = None) -> dict[UUID, BookingFact]:
    """These visits, locked in the order of their keys, and after them the run that they are to go on: who reads it by
    the next statement counts the stops of whoever held it before. Raises `Refused(NOT_FOUND)` when one is not there."""
    sql = _WITH_RUN.format(visits=_VISITS.format(which="id = ANY(%(ids)s)", order="id"))
    found = rows(_booking, sql, {"contract": scope.contract_id, "coming": _COMING, "ids": list(ids), "run": run_id})
    if len(found) != len(set(ids)):
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    return {visit.id: visit for visit in found}


def open_stops_locked(scope: Scope, run_id: UUID) -> tuple[BookingFact, ...]:
    """The visits of a run that are not over, locked."""
    sql = _VISITS.format(which="run_id = %(run)s AND state = ANY(%(open)s)", order="id")
    states = [state.value for state in OPEN]
    return rows(_booking, sql, {"contract": scope.contract_id, "coming": _COMING, "run": run_id, "open": states})


def placed_stops(scope: Scope, run_id: UUID) -> tuple[PlacedStop, ...]:
    """The stops of a run in their order; who numbers them anew holds the run's lock."""
    return rows(
        lambda visit_id, number, state, *times: PlacedStop(visit_id, number, VisitState(state), *times),
        """SELECT id, number, state, slot_from, due_at, stop FROM visits_visit
           WHERE contract_id = %(contract)s AND run_id = %(run)s AND state <> 'CANCELLED' ORDER BY stop, id""",
        {"contract": scope.contract_id, "run": run_id},
    )


def _booking(*row: Any) -> BookingFact:
    values = list(row)
    values[4] = VisitState(values[4])
    values[10:13] = (tuple(names) for names in values[10:13])
    values[14] = stay_read(values[14])
    return BookingFact(*values)


_RUN = """
    SELECT r.id, r.depot_id, r.van_id, r."on", r.state, r.driver_id, r.second_id,
        coalesce((SELECT max(v.stop) FROM visits_visit v WHERE v.run_id = r.id), 0), r.shift, n.by_post
    FROM visits_run r JOIN visits_van n ON n.id = r.van_id
    WHERE r.contract_id = %(contract)s AND r.id = %(run)s FOR NO KEY UPDATE OF r
"""


def run_locked(scope: Scope, run_id: UUID) -> RunFact:
    """A run, locked. Raises `Refused(NOT_FOUND)`."""
    found = rows(_run, _RUN, {"contract": scope.contract_id, "run": run_id})
    if not found:
        raise refuse(CallReason.NOT_FOUND, "run_id")
    return found[0]


def run_with_stops_locked(scope: Scope, run_id: UUID) -> tuple[RunFact, tuple[BookingFact, ...]]:
    """A run and its stops that are not over, locked. Raises `Refused`: NOT_FOUND, or STALE where another desk put a
    stop on it between both locks: visits are locked before runs everywhere, so it cannot be waited for."""
    stops = open_stops_locked(scope, run_id)
    run = run_locked(scope, run_id)
    there = {stop.id for stop in placed_stops(scope, run_id) if stop.state in OPEN}
    if not there <= {stop.id for stop in stops}:
        raise refuse(CallReason.STALE, "run_id")
    return run, stops


def _run(*row: Any) -> RunFact:
    values = list(row)
    values[4] = RunState(values[4])
    return RunFact(*values)


# What was loaded for another open run is not counted: that run is not closed before it is taken off.
# Of what was for such a stop, only what lies on this van: it may have stayed on another after a failed visit.
_ON_VAN = f"""
    WITH van AS (SELECT n.id, n.place_id FROM visits_run r JOIN visits_van n ON n.id = r.van_id
        WHERE r.contract_id = %(contract)s AND r.id = %(run)s
    ), others AS (
        SELECT t.line_id FROM van n JOIN visits_run r ON r.van_id = n.id JOIN visits_visit v ON v.run_id = r.id
        JOIN visits_visittask t ON t.visit_id = v.id AND t.kind = 'DELIVER'
        WHERE r.contract_id = %(contract)s AND r.id <> %(run)s AND r.state IN ('PLANNED', 'RELEASED', 'OUT')
        AND r.id = {LOADED_FOR.format(line="t.line_id", van="n.id")}
    )
    SELECT (SELECT count(*) FROM van n JOIN stock_asset a ON a.place_id = n.place_id
            WHERE a.state IN ('LOADED', 'RETURNED_DIRTY')
            AND NOT EXISTS (SELECT FROM others o WHERE o.line_id = a.held_for_line_id))
        + (SELECT coalesce(sum(c.quantity), 0) FROM van n JOIN stock_stockcell c ON c.place_id = n.place_id
           WHERE c.condition IN ('LOADED', 'RETURNED_DIRTY'))
        - (SELECT coalesce(sum(CASE WHEN m.to_place_id = n.place_id THEN m.quantity ELSE -m.quantity END), 0)
           FROM van n JOIN stock_stockmove m ON n.place_id IN (m.to_place_id, m.from_place_id)
           WHERE m.line_id IN (SELECT o.line_id FROM others o JOIN orders_orderline l ON l.id = o.line_id
               WHERE l.state IN ('LOADED', 'CANCELLED', 'REFUSED')))
"""


def count_on_van(scope: Scope, run_id: UUID) -> int:
    """How many things of this run, or of none, lie on its van; one statement."""
    return int(rows(int, _ON_VAN, {"contract": scope.contract_id, "run": run_id})[0])


@dataclass(frozen=True, slots=True)
class VanFact:
    """A van as a run wants it: of which depot, and whether another run of the same day and shift has it. `crew_out`:
    who of the crew goes with which other van then; `by_post`: nobody goes."""

    id: UUID
    depot_id: UUID
    retired: bool
    taken: bool
    crew_out: Mapping[UUID, str]
    by_post: bool = False


# Shifts of the day's parts do not overlap; one with another name may be at any hour. A closed run is over.
_VAN = """
    SELECT n.id, n.depot_id, n.retired_on IS NOT NULL AND n.retired_on <= %(on)s,
        EXISTS (SELECT 1 FROM visits_run r WHERE r.van_id = n.id AND r."on" = %(on)s AND r.shift = %(shift)s
                AND r.state <> 'CANCELLED'),
        (SELECT jsonb_object_agg(c.id, o.name) FROM unnest(%(crew)s::uuid[]) AS c (id)
         JOIN visits_run r ON r."on" = %(on)s AND c.id IN (r.driver_id, r.second_id)
         JOIN visits_van o ON o.id = r.van_id
         WHERE r.contract_id = n.contract_id AND r.van_id <> n.id AND r.state NOT IN ('CANCELLED', 'CLOSED')
         AND (r.shift = %(shift)s OR NOT %(parts)s::varchar[] @> ARRAY[r.shift, %(shift)s]::varchar[])), n.by_post
    FROM visits_van n WHERE n.contract_id = %(contract)s AND n.id = %(van)s FOR NO KEY UPDATE OF n
"""


def van_locked(scope: Scope, van_id: UUID, on: date, shift: str, crew: Collection[UUID] = ()) -> VanFact | None:
    """A van, locked with its crew so that two desks cannot take them for the same shift; None when there is none."""
    if crew:
        # First: what another desk made of these people must be there to be seen by the statement after.
        rows(
            tuple,
            """SELECT ARRAY[id] FROM identity_post WHERE contract_id = %(contract)s AND user_id = ANY(%(crew)s)
               ORDER BY id FOR NO KEY UPDATE""",
            {"contract": scope.contract_id, "crew": list(crew)},
        )
    asked = {"contract": scope.contract_id, "van": van_id, "on": on, "shift": shift, "crew": list(crew)}
    found = rows(_van, _VAN, {**asked, "parts": list(SHIFTS)})
    return found[0] if found else None


def _van(*row: Any) -> VanFact:
    out = {UUID(user_id): van for user_id, van in (value_of(row[4]) or {}).items()}
    van_id, depot_id, retired, taken = row[:4]
    return VanFact(van_id, depot_id, retired, taken, out, row[5])


def drivers(scope: Scope, on: date) -> dict[UUID, CrewMember]:
    """Users who may do visits on a day, by depot and name."""
    roles = [role.value for role in Role if Permission.DO_VISITS in permissions_of(frozenset({role}))]
    found = rows(
        CrewMember,
        """SELECT u.id, u.name, d.id, coalesce(d.name, '') FROM identity_post p
           JOIN identity_user u ON u.id = p.user_id LEFT JOIN partners_depot d ON d.id = p.depot_id
           WHERE p.contract_id = %(contract)s AND p.state = 'ACTIVE' AND p.roles && %(roles)s::varchar[]
           AND daterange(p.from_on, p.until_on) @> %(on)s::date AND u.is_active AND NOT u.is_system
           ORDER BY d.name, u.name, u.id""",
        {"contract": scope.contract_id, "roles": roles, "on": on},
    )
    return {member.id: member for member in found}
