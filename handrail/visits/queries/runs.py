"""Reads the runs of a day: vans, crews, stops and what they weigh, and what could still go on them.
Refuses nothing; a crew reads its own stops through `queries.driver`."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.queries.lies_elsewhere import ON_ANOTHER_VAN
from handrail.visits.rules.shortage import COMING
from handrail.visits.states import RunState, VisitState

# Work goes on past midnight: a run that was sent is its crew's until it is closed or its stops are all recorded. Found
# from the visits that are open, which are few: runs that nobody closed are not looked at one by one.
STILL_SENT = """
    (r.state IN ('RELEASED', 'OUT') AND r.id = ANY (ARRAY(SELECT due.run_id FROM visits_visit due
     WHERE due.contract_id = %(contract)s AND due.state IN ('PLANNED', 'RELEASED', 'EN_ROUTE', 'ARRIVED')
     AND NOT due.state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED', 'CANCELLED'))))
"""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: its van with what it can carry, crew, and how many stops are done of how many. `kg`, `litres`: the
    most that is on the van at any moment, of what is kept and what is fetched; what nothing is kept for yet is apart,
    `to_come`; `by_post`: nobody goes with it."""

    id: UUID
    on: date
    shift: str
    state: RunState
    depot_id: UUID
    depot: str
    van: str
    capacity_kg: int
    capacity_l: int
    driver_id: UUID | None
    second_id: UUID | None
    driver: str
    second: str
    stops: int
    done: int
    minutes: int
    kg: Decimal
    litres: Decimal
    kg_to_come: Decimal
    litres_to_come: Decimal
    by_post: bool


# Nothing is kept for it yet, so it cannot be loaded; or it lies on another van than that of its run.
_ITS_VAN = "(SELECT g.van_id FROM visits_run g WHERE g.id = v.run_id)"
_TO_COME = f"""t.kind = 'DELIVER' AND (coalesce(l.state, 'LOADED') <> ALL(%(coming)s)
    OR t.outcome = 'OPEN' AND l.state = 'LOADED' AND {ON_ANOTHER_VAN.format(van=_ITS_VAN)} IS NOT NULL)"""
_COMING = [state.value for state in COMING]
# What goes out and what comes back share the van, in the order of the stops: all that is brought is on it at first,
# each stop takes its own off and puts what it fetches on. What could not be left stays on, what stays in a home is not.
_MOVED = "CASE WHEN t.outcome IN ('OPEN', 'DONE') THEN t.quantity ELSE t.quantity_done END"
_MOST = f"""
    SELECT coalesce(greatest(max(w.out_kg), max(w.out_kg + w.net_kg)), 0) AS kg,
        coalesce(greatest(max(w.out_l), max(w.out_l + w.net_l)), 0) AS litres
    FROM (
        SELECT sum(e.out_kg) OVER () AS out_kg, sum(e.net_kg) OVER nth AS net_kg,
            sum(e.out_l) OVER () AS out_l, sum(e.net_l) OVER nth AS net_l
        FROM (
            SELECT v.stop, v.id,
                coalesce(sum(p.weight_kg * t.quantity) FILTER (WHERE t.kind = 'DELIVER'), 0) AS out_kg,
                coalesce(sum(p.packed_volume_l * t.quantity) FILTER (WHERE t.kind = 'DELIVER'), 0) AS out_l,
                coalesce(sum(p.weight_kg * {_MOVED} * CASE t.kind WHEN 'DELIVER' THEN -1 ELSE 1 END), 0) AS net_kg,
                coalesce(sum(p.packed_volume_l * {_MOVED} * CASE t.kind WHEN 'DELIVER' THEN -1 ELSE 1 END), 0) AS net_l
            FROM visits_visit v
            JOIN visits_visittask t ON t.visit_id = v.id AND t.kind IN ('DELIVER', 'COLLECT')
                AND t.outcome <> 'CANCELLED'
            LEFT JOIN orders_orderline l ON l.id = t.line_id
            JOIN catalogue_product p ON p.id = t.product_id
            WHERE v.run_id = r.id AND v.state <> 'CANCELLED' AND NOT ({_TO_COME})
            GROUP BY v.id) e
        WINDOW nth AS (ORDER BY e.stop, e.id)) w
"""
_RUNS = f"""
    SELECT r.id, r."on", r.shift, r.state, d.id, d.name, n.name, n.capacity_kg, n.capacity_l, r.driver_id,
        r.second_id, coalesce(a.name, ''), coalesce(b.name, ''), coalesce(s.stops, 0), coalesce(s.done, 0),
        coalesce(s.minutes, 0), m.kg, m.litres, coalesce(s.kg_to_come, 0),
        coalesce(s.litres_to_come, 0), n.by_post
    FROM visits_run r
    JOIN partners_depot d ON d.id = r.depot_id
    JOIN visits_van n ON n.id = r.van_id
    LEFT JOIN identity_user a ON a.id = r.driver_id
    LEFT JOIN identity_user b ON b.id = r.second_id
    LEFT JOIN LATERAL (
        SELECT count(DISTINCT v.id) AS stops,
            count(DISTINCT v.id) FILTER (WHERE v.state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED')) AS done,
            (SELECT sum(m.minutes) FROM visits_visit m WHERE m.run_id = r.id AND m.state <> 'CANCELLED') AS minutes,
            sum(p.weight_kg * t.quantity) FILTER (WHERE {_TO_COME}) AS kg_to_come,
            sum(p.packed_volume_l * t.quantity) FILTER (WHERE {_TO_COME}) AS litres_to_come
        FROM visits_visit v
        LEFT JOIN visits_visittask t ON t.visit_id = v.id AND t.kind IN ('DELIVER', 'COLLECT')
            AND t.outcome <> 'CANCELLED'
        LEFT JOIN orders_orderline l ON l.id = t.line_id
        LEFT JOIN catalogue_product p ON p.id = t.product_id
        WHERE v.run_id = r.id AND v.state <> 'CANCELLED') s ON true
    CROSS JOIN LATERAL ({_MOST}) m
    WHERE r.contract_id = %(contract)s AND {{which}} AND r.state <> 'CANCELLED'
    ORDER BY d.name, n.name, r.shift, r.id
"""


def runs_of(
    scope: Scope, on: date, *, depot_id: UUID | None = None, and_still_sent: bool = False
) -> tuple[RunRow, ...]:
    """The runs of a day, by depot and van; where asked, those of days before too that were sent and are not done."""
    day = f"""(r."on" = %(on)s OR r."on" < %(on)s AND {STILL_SENT})""" if and_still_sent else 'r."on" = %(on)s'
    sql = _RUNS.format(which=f"{day} AND (%(depot)s::uuid IS NULL OR r.depot_id = %(depot)s)")
    return rows(_run, sql, {"contract": scope.contract_id, "coming": _COMING, "on": on, "depot": depot_id})


def run_row(scope: Scope, run_id: UUID) -> RunRow:
    """One run. Raises `Refused(NOT_FOUND)`."""
    asked = {"contract": scope.contract_id, "coming": _COMING, "run": run_id}
    found = rows(_run, _RUNS.format(which="r.id = %(run)s"), asked)
    if not found:
        raise refuse(CallReason.NOT_FOUND, "run_id")
    return found[0]


def _run(*row: Any) -> RunRow:
    values = list(row)
    values[3] = RunState(values[3])
    return RunRow(*values)


@dataclass(frozen=True, slots=True)
class StopOfRun:
    """One visit on a run, or one that could go on it."""

    visit_id: UUID
    number: int
    state: VisitState
    stop: int | None
    person_name: str
    town: str
    postcode: str
    slot_from: datetime | None
    slot_until: datetime | None
    due_at: datetime | None
    crew: int
    minutes: int
    kinds: tuple[str, ...]
    arrived_at: datetime | None
    finished_at: datetime | None
    kg: Decimal
    kg_to_come: Decimal


_KG = """coalesce((SELECT sum(c.weight_kg * t.quantity) FROM visits_visittask t
            JOIN catalogue_product c ON c.id = t.product_id LEFT JOIN orders_orderline l ON l.id = t.line_id
            WHERE t.visit_id = v.id AND t.outcome <> 'CANCELLED' AND {of}), 0)"""
_STOPS = f"""
    SELECT v.id, v.number, v.state, v.stop, p.given_name || ' ' || p.family_name, a.town, a.postcode, v.slot_from,
        v.slot_until, v.due_at, v.crew, v.minutes, v.kinds, v.arrived_at, v.finished_at,
        {_KG.format(of=f"NOT ({_TO_COME})")}, {_KG.format(of=_TO_COME)}
    FROM visits_visit v
    JOIN people_person p ON p.id = v.person_id
    JOIN people_address a ON a.id = v.address_id
    WHERE v.contract_id = %(contract)s AND {{which}}
"""


def stops_of(scope: Scope, run_id: UUID) -> tuple[StopOfRun, ...]:
    """The visits on a run, in order."""
    sql = _STOPS.format(which="v.run_id = %(run)s ORDER BY v.stop, v.id")
    return rows(_stop, sql, {"contract": scope.contract_id, "coming": _COMING, "run": run_id})


def waiting_for_a_run(scope: Scope, *, depot_id: UUID, from_at: datetime, until_at: datetime) -> tuple[StopOfRun, ...]:
    """Visits of a depot that are booked in this time and on no run, soonest first."""
    sql = _STOPS.format(
        which="""v.state = 'BOOKED' AND v.depot_id = %(depot)s AND v.slot_from >= %(from)s AND v.slot_from < %(until)s
                 ORDER BY v.slot_from, v.due_at, v.id LIMIT 100"""
    )
    asked = {"contract": scope.contract_id, "coming": _COMING, "depot": depot_id, "from": from_at, "until": until_at}
    return rows(_stop, sql, asked)


def _stop(*row: Any) -> StopOfRun:
    values = list(row)
    values[2], values[12] = VisitState(values[2]), tuple(values[12])
    return StopOfRun(*values)


@dataclass(frozen=True, slots=True)
class VanRow:
    """A van that may go."""

    id: UUID
    depot_id: UUID
    name: str
    capacity_kg: int
    capacity_l: int
    by_post: bool


def vans(scope: Scope, on: date) -> tuple[VanRow, ...]:
    """The vans in service on a day, by name."""
    return rows(
        VanRow,
        """SELECT id, depot_id, name, capacity_kg, capacity_l, by_post FROM visits_van
           WHERE contract_id = %(contract)s AND (retired_on IS NULL OR retired_on > %(on)s) ORDER BY name, id""",
        {"contract": scope.contract_id, "on": on},
    )


def runs_between(scope: Scope, from_on: date, *, days: int, depot_id: UUID) -> tuple[RunRow, ...]:
    """The runs of a depot in the days from a day on, by day and van."""
    sql = _RUNS.format(which='r."on" BETWEEN %(on)s AND %(on)s::date + %(days)s AND r.depot_id = %(depot)s')
    found = rows(
        _run, sql, {"contract": scope.contract_id, "coming": _COMING, "on": from_on, "days": days, "depot": depot_id}
    )
    return tuple(sorted(found, key=lambda run: (run.on, run.van, run.shift)))
