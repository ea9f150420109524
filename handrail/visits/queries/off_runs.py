"""Reads what is kept or picked at a depot and is on none of the runs that it looks at.
Refuses names of people: the depot works by order and visit numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.visits.rules.next_steps import NextStep, Owner


@dataclass(frozen=True, slots=True)
class OffRunLine:
    """A line that something is kept for, to be picked or picked, and not on one of the runs that are shown. `number`:
    of its item, where it has one; `run_on`: the day of the run it is on, None where it is on none. `failed`: of a line
    on no open visit, the number of the last one, which was not done, with the next step that it waits for."""

    line_id: UUID
    order_number: int
    state: LineState
    product_name: str
    product_code: str
    quantity: int
    number: str
    place: str
    shelf: str
    due_at: datetime | None
    visit_number: int | None
    run_on: date | None
    van: str
    failed: int | None
    next_step: NextStep | None
    owner: Owner | None


_KEPT = """
    SELECT l.id, o.number, l.state, p.name, p.code, l.quantity - l.quantity_delivered, coalesce(min(a.number), ''),
        coalesce(min(s.name), ''), coalesce(min(nullif(a.bin, '')), min(b.label), ''), l.due_at, v.number, r.on,
        coalesce(n.name, ''), f.number, f.next_step, f.next_step_owner
    FROM orders_orderline l
    JOIN orders_order o ON o.id = l.order_id
    JOIN catalogue_product p ON p.id = l.product_id
    LEFT JOIN orders_allocation k ON k.line_id = l.id AND k.ended_at IS NULL
    LEFT JOIN stock_asset a ON a.id = k.asset_id
    LEFT JOIN stock_place s ON s.id = k.place_id
    LEFT JOIN stock_bin b ON b.place_id = k.place_id AND b.product_id = p.id
    LEFT JOIN visits_visittask t ON t.line_id = l.id AND t.kind = 'DELIVER' AND t.outcome = 'OPEN'
    LEFT JOIN visits_visit v ON v.id = t.visit_id
    LEFT JOIN visits_run r ON r.id = v.run_id
    LEFT JOIN visits_van n ON n.id = r.van_id
    LEFT JOIN LATERAL (
        SELECT y.number, y.next_step, y.next_step_owner, y.depot_id
        FROM visits_visittask x JOIN visits_visit y ON y.id = x.visit_id
        WHERE v.id IS NULL AND x.line_id = l.id AND x.kind = 'DELIVER' AND y.state IN ('FAILED', 'PART_COMPLETED')
        AND y.next_step_done_at IS NULL ORDER BY x.id DESC LIMIT 1) f ON true
    WHERE l.contract_id = %(contract)s AND l.supply_route <> 'retail_voucher' AND l.state IN ('ALLOCATED', 'PICKED')
    AND (%(depot)s::uuid IS NULL OR coalesce(v.depot_id, f.depot_id, %(depot)s) = %(depot)s)
    AND (r.id IS NULL OR r.id <> ALL(%(runs)s))
    GROUP BY l.id, o.number, p.id, v.number, r.id, n.name, f.number, f.next_step, f.next_step_owner
    ORDER BY r.on NULLS FIRST, l.due_at NULLS LAST, l.id
"""


def kept_off_runs(scope: Scope, *, run_ids: Collection[UUID], depot_id: UUID | None = None) -> tuple[OffRunLine, ...]:
    """Lines whose things are kept or picked, and that are on none of these runs. One statement."""
    return rows(_kept, _KEPT, {"contract": scope.contract_id, "depot": depot_id, "runs": list(run_ids)})


def _kept(*row: Any) -> OffRunLine:
    values = dict(zip(OffRunLine.__slots__, row, strict=True))
    values["state"] = LineState(values["state"])
    values["next_step"] = NextStep(values["next_step"]) if values["next_step"] else None
    values["owner"] = Owner(values["owner"]) if values["owner"] else None
    return OffRunLine(**values)
