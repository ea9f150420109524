"""Reads what a depot does for runs: pick lists, what is loaded.
Refuses names of people: the depot works by order and visit numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.stock.states import AssetState
from handrail.visits.queries.driver import MEET_AT
from handrail.visits.queries.lies_elsewhere import ON_ANOTHER_VAN
from handrail.visits.queries.runs import STILL_SENT
from handrail.visits.states import RunState


def depot_of_lines(scope: Scope, line_ids: Collection[UUID]) -> UUID | None:
    """The depot of the visit that brings these lines; the first of several; None where there is no visit."""
    found = rows(
        lambda depot_id: depot_id,
        """SELECT v.depot_id FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
           WHERE t.contract_id = %(contract)s AND t.line_id = ANY(%(ids)s) AND t.kind = 'DELIVER'
           ORDER BY t.outcome <> 'OPEN', t.id LIMIT 1""",
        {"contract": scope.contract_id, "ids": list(line_ids)},
    )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class RunLine:
    """One line on a run and what is kept for it; a counted line has a row for each lot and place it comes from.

    `quantity` is what the line still waits for, `kept` what this row holds; `shelf` names the bin; `recycled`: it was
    with somebody before; `alert`: the safety alert that names it; `stop`: None where its visit is not on this run;
    `elsewhere`: the other van that it lies on; `by_post`: the run is that of the post."""

    run_id: UUID
    run_state: RunState
    run_on: date
    van_place_id: UUID
    depot_id: UUID
    visit_id: UUID
    visit_number: int
    stop: int | None
    line_id: UUID
    line_state: LineState
    order_number: int
    person_id: UUID
    product_id: UUID
    product_code: str
    product_name: str
    tracking: str
    quantity: int
    asset_id: UUID | None
    number: str
    asset_state: AssetState | None
    lot: str
    kept: int
    place_id: UUID | None
    place: str
    shelf: str
    recycled: bool
    alert: str
    elsewhere: str
    by_post: bool


COLUMNS = f"""
    SELECT r.id, r.state, r.on, n.place_id, r.depot_id, v.id, v.number,
        CASE WHEN v.run_id = r.id THEN v.stop END, l.id, l.state, o.number, l.person_id,
        p.id, p.code, p.name, p.tracking, l.quantity - l.quantity_delivered, k.asset_id, coalesce(a.number, ''),
        a.state, coalesce(k.lot, ''), coalesce(k.quantity, 0), k.place_id, coalesce(s.name, ''),
        coalesce(nullif(a.bin, ''), b.label, ''), coalesce(k.recycled, false),
        coalesce(nullif(a.alert_reference, ''), (SELECT min(x.reference) FROM stock_recall x
            WHERE x.product_id = coalesce(a.product_id, l.product_id) AND x.lifted_at IS NULL
            AND lower(x.lot) IN ('', lower(coalesce(a.lot, k.lot, '')))), ''),
        coalesce({ON_ANOTHER_VAN.format(van="n.id")}, ''), n.by_post
"""
_RUN_LINES = f"""{COLUMNS}
    FROM visits_run r
    JOIN visits_van n ON n.id = r.van_id
    JOIN visits_visit v ON v.run_id = r.id
    JOIN visits_visittask t ON t.visit_id = v.id AND t.kind = 'DELIVER' AND t.line_id IS NOT NULL
    JOIN orders_orderline l ON l.id = t.line_id
    JOIN orders_order o ON o.id = l.order_id
    JOIN catalogue_product p ON p.id = l.product_id
    LEFT JOIN orders_allocation k ON k.line_id = l.id AND k.ended_at IS NULL
    LEFT JOIN stock_asset a ON a.id = k.asset_id
    LEFT JOIN stock_place s ON s.id = k.place_id
    LEFT JOIN stock_bin b ON b.place_id = k.place_id AND b.product_id = p.id
    WHERE r.contract_id = %(contract)s AND r.id = %(run)s
"""


def run_line(*row: Any) -> RunLine:
    """One row of the statement above."""
    values = dict(zip(RunLine.__slots__, row, strict=True))
    values["run_state"] = RunState(values["run_state"])
    values["line_state"] = LineState(values["line_state"])
    values["asset_state"] = AssetState(values["asset_state"]) if values["asset_state"] else None
    return RunLine(**values)


def pick_list(scope: Scope, run_id: UUID, *, lock: bool = False) -> tuple[RunLine, ...]:
    """What a run is to bring, by stop; with `lock` its lines are locked until the change ends."""
    end = "ORDER BY l.id, k.id FOR NO KEY UPDATE OF l" if lock else "ORDER BY v.stop, v.number, o.number, p.name, l.id"
    return rows(
        run_line,
        f"{_RUN_LINES} AND t.outcome = 'OPEN' AND v.state NOT IN ('CANCELLED') {end}",
        {"contract": scope.contract_id, "run": run_id},
    )


@dataclass(frozen=True, slots=True)
class Meets:
    """A prescriber who comes along to a stop of a run, and when the crew meets them: between two times, or at one."""

    stop: int | None
    name: str
    slot_from: datetime | None
    slot_until: datetime | None
    meet_at: datetime | None


@dataclass(frozen=True, slots=True)
class DepotRun:
    """A run as the depot sees it: how many lines wait for stock, are to pick, to load and loaded; stops in all."""

    run_id: UUID
    on: date
    shift: str
    state: RunState
    van: str
    van_place_id: UUID
    depot_id: UUID
    crew: str
    stops: int
    without_stock: int
    to_pick: int
    to_load: int
    loaded: int
    to_collect: int
    by_post: bool
    meets: tuple[Meets, ...] = ()


_RUNS = f"""
    SELECT r.id, r.on, r.shift, r.state, n.name, n.place_id, r.depot_id, concat_ws(' and ', u.name, w.name),
        count(DISTINCT v.id)::int,
        count(DISTINCT l.id) FILTER (WHERE l.state IN ('AUTHORISED', 'BACK_ORDERED'))::int,
        count(DISTINCT l.id) FILTER (WHERE l.state = 'ALLOCATED')::int,
        count(DISTINCT l.id) FILTER (WHERE l.state = 'PICKED')::int,
        count(DISTINCT l.id) FILTER (WHERE l.state = 'LOADED')::int,
        count(DISTINCT t.id) FILTER (WHERE t.kind = 'COLLECT' AND t.outcome = 'OPEN')::int, n.by_post,
        (SELECT json_agg(json_build_object('stop', v.stop, 'name', j.name, 'slot_from', v.slot_from,
            'slot_until', v.slot_until, 'meet_at', {MEET_AT}) ORDER BY v.stop, v.id)
         FROM visits_visit v JOIN visits_jointvisit j ON j.visit_id = v.id AND j.ended_at IS NULL
         WHERE v.run_id = r.id AND v.state <> 'CANCELLED')
    FROM visits_run r
    JOIN visits_van n ON n.id = r.van_id
    LEFT JOIN identity_user u ON u.id = r.driver_id
    LEFT JOIN identity_user w ON w.id = r.second_id
    LEFT JOIN visits_visit v ON v.run_id = r.id AND v.state <> 'CANCELLED'
    LEFT JOIN visits_visittask t ON t.visit_id = v.id AND t.outcome = 'OPEN'
    LEFT JOIN orders_orderline l ON l.id = t.line_id AND t.kind = 'DELIVER'
    WHERE r.contract_id = %(contract)s AND (%(depot)s::uuid IS NULL OR r.depot_id = %(depot)s)
"""
_MEETS = TypeAdapter(tuple[Meets, ...])
_RUNS_GROUPED = "GROUP BY r.id, n.name, n.place_id, n.by_post, u.name, w.name ORDER BY r.on, n.name, r.shift, r.id"


def _run(*row: Any) -> DepotRun:
    values = dict(zip(DepotRun.__slots__, row, strict=True))
    values["state"] = RunState(values["state"])
    values["meets"] = _MEETS.validate_python(value_of(values["meets"]) or [])
    return DepotRun(**values)


def depot_runs(scope: Scope, *, from_on: date, until_on: date, depot_id: UUID | None = None) -> tuple[DepotRun, ...]:
    """The runs of these days (both included) that are not cancelled, and those before that were sent and are open."""
    return rows(
        _run,
        f"""{_RUNS} AND (r.on BETWEEN %(from)s AND %(until)s OR r.state = 'OUT'
            OR r.on < %(from)s AND {STILL_SENT}) AND r.state <> 'CANCELLED'
            {_RUNS_GROUPED}""",
        {"contract": scope.contract_id, "depot": depot_id, "from": from_on, "until": until_on},
    )


def depot_run(scope: Scope, run_id: UUID) -> DepotRun | None:
    """One run, or None."""
    found = rows(
        _run,
        f"{_RUNS} AND r.id = %(run)s {_RUNS_GROUPED}",
        {"contract": scope.contract_id, "depot": None, "run": run_id},
    )
    return found[0] if found else None


def order_numbers(scope: Scope, line_ids: Collection[UUID]) -> dict[UUID, int]:
    """The number of the order that each of these lines belongs to."""
    found = rows(
        lambda line_id, number: (line_id, number),
        """SELECT l.id, o.number FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
           WHERE l.contract_id = %(contract)s AND l.id = ANY(%(ids)s)""",
        {"contract": scope.contract_id, "ids": list(line_ids)},
    )
    return dict(found)
