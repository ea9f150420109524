"""Reads what lies on a van, for which of its runs: a van may be loaded in the evening for its next one.
Refuses names of people: the depot works by order and visit numbers."""

from collections.abc import Collection
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.queries.depot import COLUMNS, RunLine, run_line

# The one meaning of "loaded for": the last of this van's runs not yet closed that was to bring the line, also where it
# is not to be delivered any more. None where its visit was taken off the run, or goes with another van now.
LOADED_FOR = """
    (SELECT own.id FROM visits_visittask own_task JOIN visits_visit own_stop ON own_stop.id = own_task.visit_id
     JOIN visits_run own ON own.id = own_stop.run_id
     WHERE own_task.line_id = {line} AND own_task.kind = 'DELIVER' AND own.van_id = {van}
     AND own.state IN ('PLANNED', 'RELEASED', 'OUT') ORDER BY own_task.id DESC LIMIT 1)
"""
# What was loaded for none of them is taken off with the first run that is not closed; after all, with the last.
TAKEN_OFF_WITH = f"""
    coalesce({LOADED_FOR}, (SELECT any_run.id FROM visits_run any_run
     WHERE any_run.van_id = {{van}} AND any_run.state <> 'CANCELLED'
     ORDER BY any_run.state = 'CLOSED', CASE WHEN any_run.state <> 'CLOSED' THEN any_run."on" END,
        any_run."on" DESC, any_run.id LIMIT 1))
"""
# The place of the van on which the counted pieces for a line lie, by the sum of the moves for that line.
PIECES_ON = """
    SELECT moved.place_id FROM (
        SELECT m.to_place_id AS place_id, m.quantity FROM stock_stockmove m WHERE m.line_id = {line}
        UNION ALL
        SELECT m.from_place_id, -m.quantity FROM stock_stockmove m WHERE m.line_id = {line}) moved
    JOIN visits_van w ON w.place_id = moved.place_id
    GROUP BY moved.place_id HAVING sum(moved.quantity) > 0 ORDER BY moved.place_id LIMIT 1
"""
# A line that stayed behind may have gone out again on another van before this one is unloaded. A line whose order was
# changed has two tasks, maybe both on this run: its things are on the van once.
_THERE = f"""{COLUMNS}
    FROM visits_run r
    JOIN visits_van n ON n.id = r.van_id
    JOIN orders_allocation k ON k.contract_id = r.contract_id AND k.ended_at IS NULL
    JOIN orders_orderline l ON l.id = k.line_id AND l.state IN ('LOADED', 'CANCELLED', 'REFUSED')
    JOIN LATERAL (
        SELECT x.visit_id, x.outcome FROM visits_visittask x JOIN visits_visit y ON y.id = x.visit_id
        WHERE x.line_id = l.id AND x.kind = 'DELIVER'
        ORDER BY y.run_id IS NOT DISTINCT FROM r.id DESC, x.id DESC LIMIT 1) t ON true
    JOIN visits_visit v ON v.id = t.visit_id
    JOIN orders_order o ON o.id = l.order_id
    JOIN catalogue_product p ON p.id = l.product_id
    LEFT JOIN stock_asset a ON a.id = k.asset_id
    LEFT JOIN stock_place s ON s.id = k.place_id
    LEFT JOIN stock_bin b ON b.place_id = k.place_id AND b.product_id = p.id
    WHERE r.contract_id = %(contract)s AND r.id = ANY(%(runs)s)
    AND (a.state = 'LOADED' AND a.place_id = n.place_id OR a.id IS NULL AND
        (SELECT sum(CASE WHEN m.to_place_id = n.place_id THEN m.quantity ELSE -m.quantity END) FROM stock_stockmove m
         WHERE m.line_id = l.id AND n.place_id IN (m.to_place_id, m.from_place_id)) > 0)
    AND r.id = {TAKEN_OFF_WITH.format(line="l.id", van="n.id")}
"""
_NOT_GOING = """
    AND NOT (l.state = 'LOADED' AND t.outcome = 'OPEN' AND v.run_id IS NOT DISTINCT FROM r.id)
"""


def left_on_van(scope: Scope, run_id: UUID, *, lock: bool = True) -> tuple[RunLine, ...]:
    """What was loaded for a run and not handed over, its lines locked: failed stops and cancelled lines too, and what
    lies on its van for no run. One statement."""
    end = f"ORDER BY l.id, k.id {'FOR NO KEY UPDATE OF l' if lock else ''}"
    return rows(run_line, f"{_THERE} {end}", {"contract": scope.contract_id, "runs": [run_id]})


def not_going(scope: Scope, run_ids: Collection[UUID]) -> tuple[RunLine, ...]:
    """What lies on the vans of these runs and is to be taken off: none of their stops to come brings it."""
    end = "ORDER BY r.on, v.number, p.name, k.id"
    return rows(run_line, f"{_THERE} {_NOT_GOING} {end}", {"contract": scope.contract_id, "runs": list(run_ids)})
