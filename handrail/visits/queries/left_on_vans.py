"""Reads what is still on vans and no stop to come brings: what a failed stop left, and what was cancelled once loaded.
Refuses names of people: the depot works by order and visit numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.visits.queries.on_van import PIECES_ON, TAKEN_OFF_WITH


@dataclass(frozen=True, slots=True)
class LeftOnVan:
    """One thing, or so many pieces of a counted product, for one line. `run_id`: the run with which it is
    taken off. `reason`: why it was not handed over (list failed_visit). `visit_number`: the visit that is to bring it
    now, and `visit_on` its day where it is on a run. `stop_stands`: it is on this van's run, past its day."""

    line_id: UUID
    line_state: LineState
    order_number: int
    product_name: str
    number: str
    quantity: int
    van: str
    run_id: UUID | None
    run_on: date | None
    reason: str
    visit_number: int | None
    visit_on: date | None
    stop_stands: bool


# What is kept for a line and lies on a van.
_THERE = f"""
    FROM orders_allocation k
    JOIN orders_orderline l ON l.id = k.line_id AND l.state IN ('LOADED', 'CANCELLED', 'REFUSED')
    LEFT JOIN stock_asset a ON a.id = k.asset_id
    LEFT JOIN LATERAL ({PIECES_ON.format(line="l.id")}) pieces ON a.id IS NULL
    JOIN visits_van n ON n.contract_id = k.contract_id
        AND n.place_id = CASE WHEN a.id IS NULL THEN pieces.place_id WHEN a.state = 'LOADED' THEN a.place_id END
    LEFT JOIN LATERAL (
        SELECT t.outcome, v.number, v.state, r.id AS run_id, r.van_id, r.on, r.state AS run_state
        FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id LEFT JOIN visits_run r ON r.id = v.run_id
        WHERE t.line_id = l.id AND t.kind = 'DELIVER' ORDER BY t.id DESC LIMIT 1) last ON true
    WHERE k.contract_id = %(contract)s AND k.ended_at IS NULL
    AND (%(depot)s::uuid IS NULL OR n.depot_id = %(depot)s)
    AND NOT (l.state = 'LOADED' AND coalesce(last.van_id = n.id AND last.on >= %(today)s AND last.outcome = 'OPEN'
        AND last.run_state IN ('PLANNED', 'RELEASED', 'OUT')
        AND last.state IN ('BOOKED', 'PLANNED', 'RELEASED', 'EN_ROUTE', 'ARRIVED'), false))
"""
_LEFT = f"""
    WITH there AS (
        SELECT k.id, l.id AS line_id, l.state, l.order_id, l.product_id, coalesce(a.number, '') AS number, k.quantity,
            n.id AS van_id, n.name AS van, last.number AS visit_number, last.on AS visit_on, last.outcome,
            coalesce(last.van_id = n.id AND last.outcome = 'OPEN', false) AS stands
        {_THERE})
    SELECT x.line_id, x.state, o.number, p.name, x.number, x.quantity, x.van, run.id, run.on, coalesce(said.reason, ''),
        CASE WHEN x.outcome = 'OPEN' AND x.state = 'LOADED' THEN x.visit_number END,
        CASE WHEN x.outcome = 'OPEN' AND x.state = 'LOADED' THEN x.visit_on END, x.stands
    FROM there x
    JOIN orders_order o ON o.id = x.order_id
    JOIN catalogue_product p ON p.id = x.product_id
    LEFT JOIN visits_run run ON run.id = {TAKEN_OFF_WITH.format(line="x.line_id", van="x.van_id")}
    LEFT JOIN LATERAL (
        SELECT t.reason FROM visits_visittask t
        WHERE t.line_id = x.line_id AND t.kind = 'DELIVER' AND t.reason <> '' AND t.outcome <> 'CANCELLED'
        ORDER BY t.id DESC LIMIT 1) said ON true
    ORDER BY x.van, o.number, p.name, x.id LIMIT %(limit)s OFFSET %(offset)s
"""


def left_on_vans(
    scope: Scope, *, today: date, depot_id: UUID | None = None, limit: int = 50, offset: int = 0
) -> tuple[LeftOnVan, ...]:
    """What is to be put right, van by van; of one depot's vans or of all. One statement."""
    return rows(_left, _LEFT, {**_asked(scope, today, depot_id), "limit": limit, "offset": offset})


def count_left_on_vans(scope: Scope, *, today: date, depot_id: UUID | None = None) -> int:
    """How many rows that list has; one statement."""
    return int(rows(int, f"SELECT count(*) {_THERE}", _asked(scope, today, depot_id))[0])


def _asked(scope: Scope, today: date, depot_id: UUID | None) -> dict[str, Any]:
    return {"contract": scope.contract_id, "today": today, "depot": depot_id}


def _left(*row: Any) -> LeftOnVan:
    values = dict(zip(LeftOnVan.__slots__, row, strict=True))
    values["line_state"] = LineState(values["line_state"])
    return LeftOnVan(**values)
