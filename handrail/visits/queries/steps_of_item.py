"""Reads for which orders an item was kept and lent, and which visits brought or fetched it.
Refuses what is out of reach: row security leaves it out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.rules.steps_of_item import Tie, Tied

# What is kept for a line is ended as it is handed over, and there its loan begins.
_TIES = """
    WITH held AS (
        SELECT k.line_id, k.made_at AS from_at, k.ended_at AS until_at FROM orders_allocation k
        WHERE k.contract_id = %(contract)s AND k.asset_id = %(asset)s
    ), lent AS (
        SELECT l.id, l.line_id, l.started_at AS from_at, l.ended_at AS until_at FROM loans_loan l
        WHERE l.contract_id = %(contract)s AND l.asset_id = %(asset)s
    )
    SELECT 'ORDER', o.id, o.number, h.from_at, h.until_at
    FROM (SELECT * FROM held UNION ALL SELECT line_id, from_at, until_at FROM lent) h
    JOIN orders_orderline l ON l.id = h.line_id JOIN orders_order o ON o.id = l.order_id
    UNION
    SELECT 'VISIT', v.id, v.number, h.from_at, least(h.until_at, v.finished_at)
    FROM held h JOIN visits_visittask t ON t.line_id = h.line_id AND t.kind = 'DELIVER'
    JOIN visits_visit v ON v.id = t.visit_id AND v.state <> 'CANCELLED'
    WHERE v.finished_at IS NULL OR v.finished_at >= h.from_at
    UNION
    SELECT 'VISIT', v.id, v.number, v.finished_at, v.finished_at
    FROM lent n JOIN visits_visittask t ON t.loan_id = n.id
    JOIN visits_visit v ON v.id = t.visit_id AND v.finished_at IS NOT NULL
    ORDER BY 4, 3
"""


def ties_of(scope: Scope, asset_id: UUID) -> tuple[Tie, ...]:
    """The orders and visits of an item, the earliest first; one statement."""
    return rows(_tie, _TIES, {"contract": scope.contract_id, "asset": asset_id})


def _tie(*row: Any) -> Tie:
    return Tie(Tied(row[0]), *row[1:])


@dataclass(frozen=True, slots=True)
class Picked:
    """When an item was picked for a line for which it was kept, and by whom."""

    at: datetime
    by: str


def picks_of(scope: Scope, asset_id: UUID) -> tuple[Picked, ...]:
    """Each time that the item was picked, the earliest first; one statement."""
    return rows(
        Picked,
        """SELECT DISTINCT h.happened_at, coalesce(u.name, '') FROM orders_allocation k
           JOIN orders_linehistory h ON h.contract_id = k.contract_id AND h.subject_id = k.line_id
               AND h.to_state = 'PICKED' AND h.from_state = 'ALLOCATED'
               AND h.happened_at >= k.made_at AND (k.ended_at IS NULL OR h.happened_at <= k.ended_at)
           LEFT JOIN identity_user u ON u.id = h.by_id
           WHERE k.contract_id = %(contract)s AND k.asset_id = %(asset)s ORDER BY 1, 2""",
        {"contract": scope.contract_id, "asset": asset_id},
    )
