"""Reads what a crew sees on the road: its own runs of today and tomorrow, their stops, and one stop in full.
Refuses (NOT_FOUND) every stop that is not on one of them: a driver sees nobody else. Who plans visits may open any."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.people.queries import CONTACT, MAY_BE_TOLD, SPEAKING, STAY, contact_read, speaking_of, stay_read
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.read_through import their_record
from handrail.people.rules.contact import ContactWays
from handrail.people.rules.speaking import Speaking
from handrail.people.rules.stays import HospitalStay
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.queries.door_notes import DoorNote, door_notes
from handrail.visits.queries.lies_elsewhere import ON_ANOTHER_VAN
from handrail.visits.queries.measuring import NAME
from handrail.visits.queries.recall_visits import ITS_RECALL
from handrail.visits.queries.runs import STILL_SENT
from handrail.visits.rules.shortage import COMING
from handrail.visits.states import RunState, VisitState

_MINE = f"""
    r.contract_id = %(contract)s AND (r.driver_id = %(user)s OR r.second_id = %(user)s)
    AND r.state IN ('RELEASED', 'OUT', 'CLOSED') AND r."on" <= %(tomorrow)s
    AND (r."on" >= %(today)s OR {STILL_SENT})
"""


def _mine(scope: Scope, today: date, **more: Any) -> dict[str, Any]:
    return {
        "contract": scope.contract_id,
        "user": scope.user_id,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        **more,
    }


@dataclass(frozen=True, slots=True)
class StopRow:
    """One stop of a run as the list shows it. `deliver` and `collect`: how many things; `missing`: nothing is kept.
    `recalled`: something to bring was recalled since it was loaded."""

    run_id: UUID
    run_on: date
    run_state: RunState
    van: str
    driver: str
    second: str
    visit_id: UUID
    number: int
    stop: int | None
    state: VisitState
    slot_from: datetime | None
    slot_until: datetime | None
    person_name: str
    address: str
    postcode: str
    crew: int
    minutes: int
    deliver: int
    collect: int
    other: int
    hazards: int
    missing: int
    died_on: date | None
    due_at: datetime | None
    on_van: bool
    speaking: tuple[Speaking, ...]
    recalled: bool
    joint: str
    meet_at: datetime | None


# Whether something lies on a van for a visit: loaded, and neither handed over nor unloaded since.
_ON_VAN = """EXISTS (
    SELECT FROM visits_visittask w
    JOIN orders_orderline m ON m.id = w.line_id
    JOIN orders_allocation k ON k.line_id = m.id AND k.ended_at IS NULL
    LEFT JOIN stock_asset g ON g.id = k.asset_id
    WHERE w.visit_id = v.id AND w.kind = 'DELIVER'
    AND (g.state = 'LOADED' OR g.id IS NULL AND m.state IN ('LOADED', 'CANCELLED', 'REFUSED'))
    AND NOT EXISTS (SELECT FROM visits_visittask x WHERE x.line_id = w.line_id AND x.kind = 'DELIVER' AND x.id > w.id))
"""
# Nothing is kept for it, or it lies on another van, so it is not on this one.
_MISSING = f"""t.kind = 'DELIVER' AND t.outcome = 'OPEN'
    AND (coalesce(l.state, 'LOADED') <> ALL(%(coming)s) OR {ON_ANOTHER_VAN.format(van="n.id")} IS NOT NULL)"""
# What is kept for an open thing to bring, and was recalled since it was loaded.
RECALLED = """
    SELECT coalesce(nullif(g.alert_reference, ''), r.reference) AS reference, o.lot
    FROM orders_allocation o
    LEFT JOIN stock_asset g ON g.id = o.asset_id
    LEFT JOIN stock_recall r ON o.asset_id IS NULL AND r.contract_id = t.contract_id AND r.product_id = t.product_id
        AND lower(r.lot) IN ('', lower(o.lot)) AND r.lifted_at IS NULL
    WHERE o.line_id = t.line_id AND o.ended_at IS NULL AND t.kind = 'DELIVER' AND t.outcome = 'OPEN'
    AND (g.alert_reference <> '' OR r.id IS NOT NULL)
"""
# When somebody who comes along meets the crew: a time that the visit has left since is no time any more.
MEET_AT = "CASE WHEN j.meet_at >= v.slot_from AND j.meet_at < v.slot_until THEN j.meet_at END"
_STOPS = f"""
    SELECT r.id, r."on", r.state, n.name, coalesce(d.name, ''), coalesce(s.name, ''), v.id, v.number, v.stop, v.state,
        v.slot_from, v.slot_until, p.given_name || ' ' || p.family_name, concat_ws(', ', nullif(a.lines, ''),
        nullif(a.town, '')), a.postcode, v.crew, v.minutes,
        coalesce(sum(t.quantity) FILTER (
            WHERE t.kind = 'DELIVER' AND t.outcome <> 'CANCELLED' AND NOT ({_MISSING})), 0),
        coalesce(sum(t.quantity) FILTER (WHERE t.kind = 'COLLECT' AND t.outcome <> 'CANCELLED'), 0),
        count(t.id) FILTER (WHERE t.kind NOT IN ('DELIVER', 'COLLECT') AND t.outcome <> 'CANCELLED'),
        (SELECT count(*) FROM people_note h WHERE h.person_id = ANY (people_records(v.person_id))
         AND h.list = 'hazard_note' AND h.ended_at IS NULL),
        coalesce(sum(t.quantity) FILTER (WHERE {_MISSING}), 0),
        {DIED_ON.format(records="people_records(p.id)")}, v.due_at, {_ON_VAN},
        {SPEAKING.format(records="people_records(p.id)")}, coalesce(bool_or(EXISTS ({RECALLED})), false),
        coalesce(j.name, ''), {MEET_AT}
    FROM visits_run r
    JOIN visits_van n ON n.id = r.van_id
    JOIN visits_visit v ON v.run_id = r.id
    {their_record("v")}
    JOIN people_address a ON a.id = v.address_id
    LEFT JOIN identity_user d ON d.id = r.driver_id
    LEFT JOIN identity_user s ON s.id = r.second_id
    LEFT JOIN visits_visittask t ON t.visit_id = v.id
    LEFT JOIN orders_orderline l ON l.id = t.line_id
    LEFT JOIN visits_jointvisit j ON j.visit_id = v.id AND j.ended_at IS NULL
    WHERE {_MINE}
    GROUP BY r.id, n.name, d.name, s.name, v.id, p.id, a.id, j.id
    ORDER BY r."on", r.id, v.stop, v.id
"""


def my_stops(scope: Scope, today: date) -> tuple[StopRow, ...]:
    """The stops of the user's runs of today and tomorrow, in order."""
    return rows(_stop_row, _STOPS, _mine(scope, today, coming=[state.value for state in COMING]))


def _stop_row(*row: Any) -> StopRow:
    values = list(row)
    values[2], values[9], values[25] = RunState(values[2]), VisitState(values[9]), speaking_of(values[25])
    return StopRow(*values)


@dataclass(frozen=True, slots=True)
class StopTask:
    """One thing to do at a stop, with what is to be scanned: `expected` numbers, or a count. `note`: of a repair
    the code of what is wrong, `fault` its words in the contract's list; `electric`: tested as an electrical thing;
    `alert`: what is to be brought was recalled by this alert, of `recalled_lots` where it is of a known lot;
    `elsewhere`: the other van that it lies on; `for_recall`: the alert for which it is fetched or seen to, which may be
    lifted meanwhile; `examined`: it is lent, has a number and needs thorough examinations."""

    id: UUID
    kind: TaskKind
    outcome: Outcome
    quantity: int
    product_id: UUID | None
    product_code: str
    product_name: str
    tracking: str
    line_id: UUID | None
    line_state: str
    loan_id: UUID | None
    expected: str
    note: str
    demonstration: bool
    question_set: str
    weight_kg: float = 0
    category: str = ""
    electric: bool = True
    fault: str = ""
    alert: str = ""
    recalled_lots: str = ""
    elsewhere: str = ""
    for_recall: str = ""
    recall_lifted: bool = False
    examined: bool = False


@dataclass(frozen=True, slots=True)
class StopContact:
    """Somebody to ring. `has_things`: somebody else whose things the visit is about too, as the two were read as one
    when it was asked for."""

    name: str
    relationship: str
    phone: str
    has_things: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """A prescriber who comes along. `meet_at` None: no time was said but that of the visit."""

    name: str
    phone: str
    meet_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop in full. `office`: the number that the crew rings; `run_id` None: a visit that is on no run;
    `by_post`: nobody goes there."""

    visit_id: UUID
    number: int
    stop: int | None
    state: VisitState
    version: int
    run_id: UUID | None
    run_on: date | None
    person_id: UUID
    person_name: str
    known_as: str
    ways: ContactWays
    speaking: tuple[Speaking, ...]
    address_lines: str
    town: str
    postcode: str
    easting: int | None
    northing: int | None
    lift_or_stairs: str
    slot_from: datetime | None
    slot_until: datetime | None
    due_at: datetime | None
    crew: int
    minutes: int
    note: str
    arrived_at: datetime | None
    office: str
    died_on: date | None
    on_van: bool
    by_post: bool
    stay: HospitalStay | None
    joint: Meeting | None = None
    tasks: tuple[StopTask, ...] = ()
    notes: tuple[DoorNote, ...] = ()
    contacts: tuple[StopContact, ...] = ()
    beside: tuple[StopContact, ...] = ()


_STOP = """
    SELECT v.id, v.number, v.stop, v.state, v.version, r.id, r."on", p.id, p.given_name || ' ' || p.family_name,
        p.known_as, {contact}, {speaking}, a.lines, a.town, a.postcode, a.easting, a.northing,
        a.lift_or_stairs, v.slot_from, v.slot_until, v.due_at, v.crew, v.minutes,
        v.note, v.arrived_at, coalesce(nullif(d.phone, ''), w.phone, ''), {died_on}, {on_van},
        coalesce((SELECT n.by_post FROM visits_van n WHERE n.id = r.van_id), false), {stay},
        j.name, coalesce(nullif(j.phone, ''), m.phone, ''), {meet_at}
    FROM visits_visit v
    LEFT JOIN visits_jointvisit j ON j.visit_id = v.id AND j.ended_at IS NULL
    LEFT JOIN identity_user m ON m.id = j.user_id
    LEFT JOIN partners_depot d ON d.id = v.depot_id
    LEFT JOIN partners_contract c ON c.id = v.contract_id
    LEFT JOIN partners_partner w ON w.id = c.provider_id
    LEFT JOIN visits_run r ON r.id = v.run_id
    {their_record}
    JOIN people_address a ON a.id = v.address_id
    WHERE v.id = %(visit)s AND {whose}
"""
_ITS_VAN = "(SELECT g.van_id FROM visits_visit u JOIN visits_run g ON g.id = u.run_id WHERE u.id = t.visit_id)"
_ELSEWHERE = ON_ANOTHER_VAN.format(van=_ITS_VAN)
# The heaviest first: a bed before the mattress and the rails that go on it.
# A line whose order was changed has another task that stands: what is kept for the line now is for that one.
_TASKS = f"""
    SELECT t.id, t.kind, t.outcome, t.quantity, t.product_id, coalesce(p.code, ''), {NAME},
        coalesce(p.tracking, ''), t.line_id,
        coalesce(l.state, ''), t.loan_id, coalesce(a.number, k.number, ''), t.note,
        coalesce(p.demonstration_required, false), coalesce(p.clinical_questions, ''), coalesce(p.weight_kg, 0),
        coalesce(p.category, ''), p.electrical_test_months IS NOT NULL,
        coalesce(f.label, ''), coalesce(z.reference, ''), coalesce(z.lots, ''),
        CASE WHEN t.kind = 'DELIVER' AND t.outcome = 'OPEN' THEN coalesce({_ELSEWHERE}, '') ELSE '' END,
        coalesce(its.reference, ''), coalesce(its.lifted, false),
        p.examination_months IS NOT NULL AND t.loan_id IS NOT NULL AND t.asset_id IS NOT NULL
    FROM visits_visittask t
    LEFT JOIN catalogue_product p ON p.id = t.product_id
    LEFT JOIN orders_orderline l ON l.id = t.line_id
    LEFT JOIN stock_asset a ON a.id = t.asset_id
    LEFT JOIN orders_allocation o ON o.line_id = t.line_id AND o.ended_at IS NULL AND o.asset_id IS NOT NULL
        AND (t.outcome <> 'CANCELLED' OR NOT EXISTS (SELECT FROM visits_visittask x
            WHERE x.line_id = t.line_id AND x.kind = 'DELIVER' AND x.id <> t.id
            AND (x.outcome <> 'CANCELLED' OR x.id > t.id)))
    LEFT JOIN stock_asset k ON k.id = o.asset_id
    LEFT JOIN partners_code f ON t.kind = 'REPAIR' AND f.contract_id = t.contract_id AND f.list = 'repair_fault'
        AND f.code = t.note AND daterange(f.from_on, f.until_on) @> %(today)s::date
    LEFT JOIN LATERAL (SELECT min(y.reference) AS reference, string_agg(DISTINCT nullif(y.lot, ''), ', ') AS lots
        FROM ({RECALLED}) y) z ON true
    LEFT JOIN LATERAL ({ITS_RECALL}) its ON true
    WHERE t.contract_id = %(contract)s AND t.visit_id = %(visit)s
    AND NOT (t.outcome = 'CANCELLED' AND t.reason = 'amended' AND EXISTS (SELECT FROM visits_visittask n
        WHERE n.visit_id = t.visit_id AND n.line_id = t.line_id AND n.outcome <> 'CANCELLED'))
    ORDER BY t.kind DESC, coalesce(p.weight_kg, 0) DESC, p.name, t.id
"""
_CONTACTS = f"""
    (SELECT name, relationship, phone, false FROM people_contact
    WHERE contract_id = %(contract)s AND person_id = ANY (people_records(%(person)s)) AND ended_on IS NULL
    AND phone <> ''
    ORDER BY is_main DESC, name, id)
    UNION ALL
    SELECT DISTINCT k.given_name || ' ' || k.family_name, '', n.phone, true
    FROM visits_visittask t JOIN loans_loan l ON l.id = t.loan_id
    JOIN people_person k ON k.id = ANY (people_records(l.person_id))
    CROSS JOIN LATERAL (VALUES (k.phone), (k.mobile)) n (phone)
    WHERE t.contract_id = %(contract)s AND t.visit_id = %(visit)s AND t.outcome <> 'CANCELLED'
    AND l.person_id <> ALL (people_records(%(person)s)) AND n.phone <> ''
    AND {MAY_BE_TOLD.format(records="people_records(l.person_id)")}
    AND {DIED_ON.format(records="people_records(l.person_id)")} IS NULL
"""


def my_stop(scope: Scope, visit_id: UUID, today: date) -> Stop:
    """A stop of the user's own run of today or tomorrow, in four statements. Raises `Refused(NOT_FOUND)`."""
    return _in_full(scope, visit_id, today, _MINE)


def any_visit(scope: Scope, visit_id: UUID, today: date) -> Stop:
    """A visit of anybody's run or of none, for who plans visits and records what a crew forgot. Raises
    `Refused(NOT_FOUND)`."""
    scope.require(Permission.PLAN_VISITS)
    return _in_full(scope, visit_id, today, "v.contract_id = %(contract)s")


def _in_full(scope: Scope, visit_id: UUID, today: date, whose: str) -> Stop:
    found = rows(
        lambda *row: row,
        _STOP.format(
            whose=whose,
            on_van=_ON_VAN,
            stay=STAY.format(records="people_records(p.id)"),
            their_record=their_record("v"),
            contact=CONTACT.format(records="people_records(p.id)"),
            died_on=DIED_ON.format(records="people_records(p.id)"),
            speaking=SPEAKING.format(records="people_records(p.id)"),
            meet_at=MEET_AT,
        ),
        _mine(scope, today, visit=visit_id),
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    values = list(found[0])
    values[3], values[10:12] = VisitState(values[3]), [contact_read(values[10]), speaking_of(values[11])]
    values[-4:] = [stay_read(values[-4]), Meeting(*values[-3:]) if values[-3] else None]
    asked = _mine(scope, today, visit=visit_id, person=values[7])
    rung = rows(StopContact, _CONTACTS, asked)
    return replace(
        Stop(*values),
        tasks=rows(_task, _TASKS, asked),
        notes=door_notes(scope, visit_id, values[7], today),
        contacts=tuple(one for one in rung if not one.has_things),
        beside=tuple(one for one in rung if one.has_things),
    )


def _task(*row: Any) -> StopTask:
    values = list(row)
    values[1], values[2], values[15] = TaskKind(values[1]), Outcome(values[2]), float(values[15])
    return StopTask(*values)


def door_scans(scope: Scope, visit_id: UUID) -> tuple[str, ...]:
    """What was scanned at a door so far by anybody of the crew, in that order."""
    return rows(
        lambda code: code,
        """SELECT code FROM visits_doorscan WHERE contract_id = %(contract)s AND visit_id = %(visit)s
           ORDER BY scanned_at, id""",
        {"contract": scope.contract_id, "visit": visit_id},
    )


def visit_numbers(scope: Scope, visit_ids: Collection[UUID]) -> tuple[int, ...]:
    """The numbers of these visits, in their order."""
    found: tuple[int, ...] = rows(
        int,
        "SELECT number FROM visits_visit WHERE contract_id = %(contract)s AND id = ANY(%(ids)s) ORDER BY number",
        {"contract": scope.contract_id, "ids": list(visit_ids)},
    )
    return found


def answered_already(scope: Scope, key: str) -> bool:
    """Whether the user's call under this key was carried out: its reply was lost, or the button tapped twice."""
    sql = "SELECT true FROM core_answeredcall WHERE actor_id = %(user)s AND key = %(key)s"
    return bool(rows(lambda found: found, sql, {"user": scope.user_id, "key": key}))
