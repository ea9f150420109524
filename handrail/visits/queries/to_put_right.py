"""Reads the visits that failed for something that the depot is to put right, and what was said of each.
Refuses names of people: the depot works by order and visit numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.queries.measuring import NAME


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """One visit. `things`: what it left undone; `why`: the reason in the contract's words; `said`: at the door."""

    visit_id: UUID
    number: int
    since: datetime
    depot: str
    things: tuple[str, ...]
    why: str
    said: str


_OWED = """
    FROM visits_visit v
    WHERE v.contract_id = %(contract)s AND v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL
    AND v.next_step_owner = 'DEPOT' AND (%(depot)s::uuid IS NULL OR v.depot_id = %(depot)s)
"""
_LIST = f"""
    SELECT o.id, o.number, o.finished_at, d.name, coalesce(x.things, '{{}}'),
        coalesce((SELECT string_agg(DISTINCT c.label, '; ') FROM partners_code c
            WHERE c.contract_id = %(contract)s AND c.list = 'failed_visit' AND c.code = ANY (o.fail_code || x.reasons)
            AND daterange(c.from_on, c.until_on) @> %(today)s::date), ''),
        concat_ws(chr(10), nullif(o.fail_note, ''), x.notes)
    FROM (SELECT v.* {_OWED} AND (%(visit)s::uuid IS NULL OR v.id = %(visit)s)
        ORDER BY v.finished_at, v.id LIMIT %(limit)s OFFSET %(offset)s) o
    JOIN partners_depot d ON d.id = o.depot_id
    LEFT JOIN LATERAL (
        SELECT array_agg(concat_ws(' ', CASE WHEN t.quantity > 1 THEN t.quantity || ' x' END, {NAME},
                coalesce(a.number, k.number)) ORDER BY t.id) AS things,
            array_agg(t.reason) AS reasons, string_agg(nullif(t.note, ''), chr(10) ORDER BY t.id) AS notes
        FROM visits_visittask t LEFT JOIN catalogue_product p ON p.id = t.product_id
        LEFT JOIN stock_asset a ON a.id = t.asset_id
        LEFT JOIN orders_allocation h ON h.line_id = t.line_id AND h.ended_at IS NULL
        LEFT JOIN stock_asset k ON k.id = h.asset_id
        WHERE t.visit_id = o.id AND t.outcome NOT IN ('DONE', 'CANCELLED')) x ON true
    ORDER BY o.finished_at, o.id
"""


def to_put_right(
    scope: Scope,
    *,
    today: date,
    depot_id: UUID | None = None,
    visit_id: UUID | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[ToPutRight, ...]:
    """These visits, the oldest first; of one depot or of all, or one of them. One statement."""
    asked = {
        "contract": scope.contract_id, "today": today, "depot": depot_id, "visit": visit_id, "limit": limit,
        "offset": offset,
    }  # fmt: skip
    return rows(
        lambda visit, number, since, depot, things, *rest: ToPutRight(
            visit, number, since, depot, tuple(things), *rest
        ),
        _LIST,
        asked,
    )


def count_to_put_right(scope: Scope, *, depot_id: UUID | None = None) -> int:
    """How many rows that list has; one statement."""
    return int(rows(int, f"SELECT count(*) {_OWED}", {"contract": scope.contract_id, "depot": depot_id})[0])
