"""Reads lists of visits, runs and vans page by page, by key, for systems that follow them.
Refuses offsets; a crew member sees the runs they are on, whoever plans or follows orders sees all of the contract."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.queries.measuring import NAME
from handrail.visits.queries.parcels import BY_POST
from handrail.visits.states import RunState, VisitState

_SEE_ALL = (Permission.PLAN_VISITS, Permission.SEE_ORDERS, Permission.SEE_CONTROL_ROOM, Permission.KEEP_STOCK)


def own_runs_only(scope: Scope) -> UUID | None:
    """The crew member whose runs alone are seen, None for someone who sees all. Raises `Refused(NOT_ALLOWED)`."""
    if any(scope.may(permission) for permission in _SEE_ALL):
        return None
    if scope.may(Permission.DO_VISITS):
        return scope.user_id
    raise refuse(CallReason.NOT_ALLOWED, permission=Permission.DO_VISITS.value)


@dataclass(frozen=True, slots=True)
class TaskListed:
    """One thing to do at a door."""

    task_id: UUID
    kind: TaskKind
    outcome: Outcome
    quantity: int
    quantity_done: int
    product_code: str
    product_name: str
    line_id: UUID | None
    loan_id: UUID | None
    asset_number: str
    measuring_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class JointListed:
    """A prescriber who comes along. `came` None: it is not recorded."""

    user_id: UUID | None
    name: str
    phone: str
    meet_at: datetime | None
    suits: str
    came: bool | None
    minutes: int


@dataclass(frozen=True, slots=True)
class VisitListed:
    """One call at one door, with its tasks; `joint`: who comes along; `agreed_miles` outside the area. `next_step` is
    what has to follow and is still to be done."""

    visit_id: UUID
    number: int
    state: VisitState
    state_at: datetime
    person_id: UUID
    address_id: UUID
    depot_id: UUID
    due_at: datetime | None
    slot_from: datetime | None
    slot_until: datetime | None
    run_id: UUID | None
    stop: int | None
    crew: int
    minutes: int
    note: str
    arrived_at: datetime | None
    finished_at: datetime | None
    fail_code: str
    next_step: str
    next_step_owner: str
    joint: JointListed | None
    agreed_miles: int
    by_post: bool
    carrier_reference: str
    tasks: tuple[TaskListed, ...]


_VISITS = f"""
    WITH page AS (
        SELECT v.* FROM visits_visit v LEFT JOIN visits_run r ON r.id = v.run_id
        WHERE v.contract_id = %(contract)s AND (%(id)s::uuid IS NULL OR v.id = %(id)s)
        AND (%(after)s::uuid IS NULL OR v.id > %(after)s)
        AND (%(person)s::uuid IS NULL OR v.person_id = %(person)s)
        AND (%(run)s::uuid IS NULL OR v.run_id = %(run)s)
        AND (%(state)s = '' OR v.state = %(state)s)
        AND (%(crew)s::uuid IS NULL OR %(crew)s IN (r.driver_id, r.second_id))
        ORDER BY v.id LIMIT %(limit)s
    )
    SELECT v.id, v.number, v.state, v.state_at, v.person_id, v.address_id, v.depot_id, v.due_at, v.slot_from,
        v.slot_until, v.run_id, v.stop, v.crew, v.minutes, v.note, v.arrived_at, v.finished_at, v.fail_code,
        CASE WHEN v.next_step_done_at IS NULL THEN v.next_step ELSE '' END,
        CASE WHEN v.next_step_done_at IS NULL THEN v.next_step_owner ELSE '' END,
        (SELECT jsonb_build_object('user_id', j.user_id, 'name', j.name, 'phone', j.phone, 'meet_at', j.meet_at,
            'suits', j.suits,
            'came', j.came, 'minutes', j.minutes)
         FROM visits_jointvisit j WHERE j.visit_id = v.id AND j.ended_at IS NULL),
        coalesce((SELECT d.miles FROM visits_agreeddistance d WHERE d.visit_id = v.id AND d.ended_at IS NULL), 0),
        ({BY_POST}), v.parcel_reference,
        (SELECT jsonb_agg(jsonb_build_object('task_id', t.id, 'kind', t.kind, 'outcome', t.outcome,
            'quantity', t.quantity, 'quantity_done', t.quantity_done, 'product_code', coalesce(p.code, ''),
            'product_name', {NAME}, 'measuring_id', t.measuring_id,
            'line_id', t.line_id, 'loan_id', t.loan_id, 'asset_number', coalesce(a.number, '')) ORDER BY t.id)
         FROM visits_visittask t LEFT JOIN catalogue_product p ON p.id = t.product_id
         LEFT JOIN stock_asset a ON a.id = t.asset_id WHERE t.visit_id = v.id)
    FROM page v ORDER BY v.id
"""
_TASKS = TypeAdapter(tuple[TaskListed, ...])
_JOINT = TypeAdapter(JointListed | None)


def visits_page(
    scope: Scope,
    *,
    limit: int,
    after: UUID | None = None,
    visit_id: UUID | None = None,
    person_id: UUID | None = None,
    run_id: UUID | None = None,
    state: VisitState | None = None,
) -> tuple[VisitListed, ...]:
    """Visits, the oldest first; of a person, a run or in a state. One statement. Raises `Refused(NOT_ALLOWED)`."""
    return rows(
        _visit,
        _VISITS,
        {
            "contract": scope.contract_id,
            "id": visit_id,
            "after": after,
            "person": person_id,
            "run": run_id,
            "state": state.value if state else "",
            "crew": own_runs_only(scope),
            "limit": limit,
        },
    )


def _visit(*row: Any) -> VisitListed:
    values = dict(zip(VisitListed.__slots__, row, strict=True))
    values["state"] = VisitState(values["state"])
    values["joint"] = _JOINT.validate_python(value_of(values["joint"]))
    values["tasks"] = _TASKS.validate_python(value_of(values["tasks"]) or [])
    return VisitListed(**values)


@dataclass(frozen=True, slots=True)
class RunListed:
    """A van's day with its crew. `van_place_id`: the place where things on the van are."""

    run_id: UUID
    on: date
    shift: str
    state: RunState
    depot_id: UUID
    van_id: UUID
    van: str
    van_place_id: UUID
    driver_id: UUID | None
    second_id: UUID | None
    stops: int


_RUNS = """
    SELECT r.id, r.on, r.shift, r.state, r.depot_id, r.van_id, n.name, n.place_id, r.driver_id, r.second_id,
        (SELECT count(*) FROM visits_visit v WHERE v.run_id = r.id AND v.state <> 'CANCELLED')::int
    FROM visits_run r JOIN visits_van n ON n.id = r.van_id
    WHERE r.contract_id = %(contract)s AND (%(after)s::uuid IS NULL OR r.id > %(after)s)
    AND (%(on)s::date IS NULL OR r.on = %(on)s) AND (%(depot)s::uuid IS NULL OR r.depot_id = %(depot)s)
    AND (%(crew)s::uuid IS NULL OR %(crew)s IN (r.driver_id, r.second_id))
    ORDER BY r.id LIMIT %(limit)s
"""


def runs_page(
    scope: Scope, *, limit: int, after: UUID | None = None, on: date | None = None, depot_id: UUID | None = None
) -> tuple[RunListed, ...]:
    """Runs in the order in which they were made; of a day or a depot. Raises `Refused(NOT_ALLOWED)`."""
    return rows(
        _run,
        _RUNS,
        {
            "contract": scope.contract_id,
            "after": after,
            "on": on,
            "depot": depot_id,
            "crew": own_runs_only(scope),
            "limit": limit,
        },
    )


def _run(*row: Any) -> RunListed:
    values = dict(zip(RunListed.__slots__, row, strict=True))
    values["state"] = RunState(values["state"])
    return RunListed(**values)


@dataclass(frozen=True, slots=True)
class VanListed:
    """A van in use. `place_id`: the place where things on it are."""

    van_id: UUID
    name: str
    registration: str
    depot_id: UUID
    place_id: UUID


def vans_page(
    scope: Scope, *, limit: int, today: date, after: UUID | None = None, depot_id: UUID | None = None
) -> tuple[VanListed, ...]:
    """Vans that are in use, by key; of one depot or of all."""
    return rows(
        VanListed,
        """SELECT n.id, n.name, n.registration, n.depot_id, n.place_id FROM visits_van n
           WHERE n.contract_id = %(contract)s AND (n.retired_on IS NULL OR n.retired_on > %(today)s)
           AND (%(after)s::uuid IS NULL OR n.id > %(after)s) AND (%(depot)s::uuid IS NULL OR n.depot_id = %(depot)s)
           ORDER BY n.id LIMIT %(limit)s""",
        {"contract": scope.contract_id, "today": today, "after": after, "depot": depot_id, "limit": limit},
    )
