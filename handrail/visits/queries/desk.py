"""Reads what waits at a depot: lines without stock, back-orders that could be filled, the counts of every queue.
Refuses names of people: the depot works by order and visit numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import LineState


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A released line that waits for stock, with the visit that will bring it and what could be issued for it.
    `too_soon_here`: ready now, but the test or examination runs out before it is to be there. `expected`: of a
    back-order, when the supplier's delivery is expected and from whom."""

    line_id: UUID
    order_number: int
    position: int
    state: LineState
    state_reason: str
    since: datetime
    product_id: UUID
    product_code: str
    product_name: str
    quantity: int
    due_at: datetime | None
    depot_id: UUID | None
    depot_name: str
    visit_number: int | None
    ready_here: int
    too_soon_here: int
    ready_elsewhere: int
    expected: Expected = NOT_KNOWN


_WAITING = """
    WITH lines AS (
        SELECT l.id, o.number, l.position, l.state, l.state_reason, l.state_at, l.product_id,
            l.quantity - l.quantity_delivered AS quantity, l.due_at,
            greatest(%(today)s, (l.due_at AT TIME ZONE 'Europe/London')::date) AS day,
            v.depot_id, v.number AS visit_number, l.expected_on, l.expected_from
        FROM orders_orderline l
        JOIN orders_order o ON o.id = l.order_id
        LEFT JOIN visits_visittask t ON t.line_id = l.id AND t.kind = 'DELIVER' AND t.outcome = 'OPEN'
        LEFT JOIN visits_visit v ON v.id = t.visit_id
        WHERE l.contract_id = %(contract)s AND l.state = ANY(%(states)s) AND l.supply_route <> 'retail_voucher'
        -- What the index of open lines asks to be told; without it every line there ever was is looked at.
        AND l.state NOT IN ('DELIVERED', 'CANCELLED', 'REFUSED')
        AND (%(depot)s::uuid IS NULL OR v.depot_id = %(depot)s OR v.depot_id IS NULL)
        ORDER BY l.due_at NULLS LAST, l.id OFFSET %(offset)s LIMIT %(limit)s
    ), stores AS (
        SELECT id FROM stock_place WHERE contract_id = %(contract)s AND kind IN ('DEPOT', 'SATELLITE')
    ), ready AS (
        SELECT a.product_id, a.place_id, least(a.electrical_test_due_on, a.examination_due_on) AS until, count(*) AS n
        FROM stock_asset a
        WHERE a.contract_id = %(contract)s AND a.state = 'READY' AND a.alert_reference = ''
        AND coalesce(a.electrical_test_due_on, %(today)s) >= %(today)s
        AND coalesce(a.examination_due_on, %(today)s) >= %(today)s
        AND a.product_id IN (SELECT product_id FROM lines) AND a.place_id IN (SELECT id FROM stores)
        GROUP BY a.product_id, a.place_id, until
        UNION ALL
        SELECT c.product_id, c.place_id, NULL, sum(c.quantity) FROM stock_stockcell c
        WHERE c.contract_id = %(contract)s AND c.condition = 'READY' AND c.quantity > 0
        AND c.product_id IN (SELECT product_id FROM lines) AND c.place_id IN (SELECT id FROM stores)
        GROUP BY c.product_id, c.place_id
    )
    SELECT l.id, l.number, l.position, l.state, l.state_reason, l.state_at, l.product_id, p.code, p.name, l.quantity,
        l.due_at, l.depot_id, coalesce(d.name, ''), l.visit_number,
        n.here, n.too_soon, n.elsewhere, l.expected_on, l.expected_from
    FROM lines l JOIN catalogue_product p ON p.id = l.product_id LEFT JOIN partners_depot d ON d.id = l.depot_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(r.n) FILTER (WHERE r.goes AND r.here), 0)::int AS here,
            coalesce(sum(r.n) FILTER (WHERE NOT r.goes AND r.here), 0)::int AS too_soon,
            coalesce(sum(r.n) FILTER (WHERE r.goes AND NOT r.here), 0)::int AS elsewhere
        FROM (SELECT n, coalesce(until, l.day) >= l.day AS goes,
                  place_id IS NOT DISTINCT FROM coalesce(l.depot_id, %(depot)s) AS here
              FROM ready WHERE product_id = l.product_id) r) n
    ORDER BY l.due_at NULLS LAST, l.id
"""


def waiting_lines(
    scope: Scope,
    *,
    states: Collection[LineState],
    today: date,
    depot_id: UUID | None = None,
    offset: int = 0,
    limit: int = 100,
) -> tuple[WaitingLine, ...]:
    """Lines in these states that no stock is kept for, the soonest due first; of one depot or of all."""
    return rows(
        _waiting,
        _WAITING,
        {
            "contract": scope.contract_id,
            "states": [state.value for state in states],
            "depot": depot_id,
            "today": today,
            "offset": offset,
            "limit": limit,
        },
    )


def _waiting(*row: Any) -> WaitingLine:
    values = dict(zip(WaitingLine.__slots__, (*row[:-2], Expected(*row[-2:])), strict=True))
    values["state"] = LineState(values["state"])
    return WaitingLine(**values)


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line for which stock is kept in a store: what (`numbers`, or pieces) and where; `visit_number` brings it."""

    line_id: UUID
    order_number: int
    position: int
    state: LineState
    product_code: str
    product_name: str
    quantity: int
    due_at: datetime | None
    numbers: tuple[str, ...]
    place: str
    visit_number: int | None


_KEPT = """
    SELECT l.id, o.number, l.position, l.state, p.code, p.name, sum(k.quantity)::int, l.due_at,
        array_remove(array_agg(a.number ORDER BY a.number), NULL), string_agg(DISTINCT s.name, ', '),
        (SELECT v.number FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
         WHERE t.line_id = l.id AND t.kind = 'DELIVER' AND t.outcome = 'OPEN' ORDER BY v.number LIMIT 1)
    FROM orders_orderline l
    JOIN orders_order o ON o.id = l.order_id
    JOIN catalogue_product p ON p.id = l.product_id
    JOIN orders_allocation k ON k.line_id = l.id AND k.ended_at IS NULL
    JOIN stock_place s ON s.id = k.place_id
    LEFT JOIN stock_asset a ON a.id = k.asset_id
    WHERE l.contract_id = %(contract)s AND l.state IN ('ALLOCATED', 'PICKED')
    AND (%(depot)s::uuid IS NULL OR s.depot_id = %(depot)s OR s.id = %(depot)s)
    AND (%(text)s = '' OR o.number::text = %(text)s OR a.number = upper(%(text)s) OR p.code = upper(%(text)s))
    GROUP BY l.id, o.number, p.code, p.name ORDER BY l.due_at NULLS LAST, l.id LIMIT %(limit)s
"""


def kept_lines(scope: Scope, *, text: str = "", depot_id: UUID | None = None, limit: int = 100) -> tuple[KeptLine, ...]:
    """Lines that something is kept for in a store, the soonest due first. `text`: an order's number, an item's number
    or a product's code."""
    return rows(_kept, _KEPT, {"contract": scope.contract_id, "text": text, "depot": depot_id, "limit": limit})


def _kept(*row: Any) -> KeptLine:
    values = dict(zip(KeptLine.__slots__, row, strict=True))
    values["state"] = LineState(values["state"])
    values["numbers"] = tuple(values["numbers"])
    return KeptLine(**values)


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How much waits at each step of a depot's work. Pieces of counted stock are counted one by one."""

    to_allocate: int
    back_ordered: int
    back_ordered_ready: int
    to_pick: int
    to_load: int
    returned_today: int
    to_clean: int
    to_test: int
    in_repair: int
    to_put_away: int
    set_apart: int
    on_the_way: int
    overdue_on_shelf: int
    discrepancies: int


_QUEUES = """
    WITH lines AS (
        SELECT l.id, l.state, l.product_id, greatest(%(today)s, (l.due_at AT TIME ZONE 'Europe/London')::date) AS day
        FROM orders_orderline l
        LEFT JOIN visits_visittask t ON t.line_id = l.id AND t.kind = 'DELIVER' AND t.outcome = 'OPEN'
        LEFT JOIN visits_visit v ON v.id = t.visit_id
        WHERE l.contract_id = %(contract)s AND l.supply_route <> 'retail_voucher'
        AND l.state IN ('AUTHORISED', 'BACK_ORDERED', 'ALLOCATED', 'PICKED')
        AND (%(depot)s::uuid IS NULL OR v.depot_id = %(depot)s OR v.depot_id IS NULL)
    ), things AS (
        SELECT a.state, l.kind, 1 AS n, least(a.electrical_test_due_on, a.examination_due_on) AS due
        FROM stock_asset a JOIN stock_place l ON l.id = a.place_id
        WHERE a.contract_id = %(contract)s AND (%(depot)s::uuid IS NULL OR l.id = %(depot)s OR l.kind = 'VAN')
        AND a.state IN ('RETURNED_DIRTY', 'DECONTAMINATED', 'IN_REPAIR', 'PASSED', 'QUARANTINED', 'READY')
        UNION ALL
        SELECT c.condition, l.kind, c.quantity, NULL
        FROM stock_stockcell c JOIN stock_place l ON l.id = c.place_id
        WHERE c.contract_id = %(contract)s AND c.quantity > 0
        AND (%(depot)s::uuid IS NULL OR l.id = %(depot)s OR l.kind = 'VAN')
        AND c.condition IN ('RETURNED_DIRTY', 'DECONTAMINATED', 'IN_REPAIR', 'PASSED', 'QUARANTINED', 'READY')
    ), back AS (
        -- Into a store, from elsewhere or as found: what is cleared for cleaning there did not come in.
        SELECT m.subject_id AS thing, 1 AS n, m.to_place_id AS place FROM stock_assetmove m
        WHERE m.contract_id = %(contract)s AND m.to_state = 'RETURNED_DIRTY' AND m.happened_at >= %(since)s
        AND (m.from_place_id IS DISTINCT FROM m.to_place_id OR m.from_state NOT IN ('RETURNED_DIRTY', 'QUARANTINED'))
        UNION ALL
        -- Off a van, and set apart as it came in. What was loaded and never with anybody is no return.
        SELECT m.subject_id, 1, m.to_place_id FROM stock_assetmove m JOIN stock_place f ON f.id = m.from_place_id
        WHERE m.contract_id = %(contract)s AND m.to_state = 'QUARANTINED' AND m.happened_at >= %(since)s
        AND f.kind = 'VAN' AND m.from_state IN ('RETURNED_DIRTY', 'QUARANTINED')
        UNION ALL
        SELECT NULL, m.quantity, m.to_place_id FROM stock_stockmove m
        WHERE m.contract_id = %(contract)s AND m.to_condition = 'RETURNED_DIRTY' AND m.happened_at >= %(since)s
        AND (m.from_place_id IS DISTINCT FROM m.to_place_id
            OR m.from_condition NOT IN ('RETURNED_DIRTY', 'QUARANTINED'))
    ), booked_in AS (
        SELECT b.thing, b.n FROM back b JOIN stock_place l ON l.id = b.place
        WHERE l.kind IN ('DEPOT', 'SATELLITE') AND (%(depot)s::uuid IS NULL OR l.id = %(depot)s)
    )
    SELECT
        (SELECT count(*) FROM lines WHERE state = 'AUTHORISED')::int,
        (SELECT count(*) FROM lines WHERE state = 'BACK_ORDERED')::int,
        (SELECT count(*) FROM lines b WHERE b.state = 'BACK_ORDERED' AND (
            EXISTS (SELECT 1 FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.state = 'READY'
                AND a.product_id = b.product_id AND (%(depot)s::uuid IS NULL OR a.place_id = %(depot)s)
                AND a.alert_reference = ''
                AND coalesce(least(a.electrical_test_due_on, a.examination_due_on), b.day) >= b.day)
            OR EXISTS (SELECT 1 FROM stock_stockcell c WHERE c.contract_id = %(contract)s AND c.quantity > 0
                AND c.condition = 'READY' AND c.product_id = b.product_id
                AND (%(depot)s::uuid IS NULL OR c.place_id = %(depot)s))))::int,
        (SELECT count(*) FROM lines WHERE state = 'ALLOCATED')::int,
        (SELECT count(*) FROM lines WHERE state = 'PICKED')::int,
        (SELECT count(DISTINCT thing) FROM booked_in)::int
            + (SELECT coalesce(sum(n), 0) FROM booked_in WHERE thing IS NULL)::int,
        (SELECT coalesce(sum(n), 0) FROM things WHERE state = 'RETURNED_DIRTY' AND kind <> 'VAN')::int,
        (SELECT coalesce(sum(n), 0) FROM things WHERE state = 'DECONTAMINATED' AND kind <> 'VAN')::int,
        (SELECT coalesce(sum(n), 0) FROM things WHERE state = 'IN_REPAIR')::int,
        (SELECT coalesce(sum(n), 0) FROM things WHERE state = 'PASSED' AND kind <> 'VAN')::int,
        (SELECT coalesce(sum(n), 0) FROM things WHERE state = 'QUARANTINED')::int,
        (SELECT coalesce(sum(n), 0) FROM things WHERE kind = 'VAN')::int,
        (SELECT coalesce(sum(n), 0) FROM things WHERE state = 'READY' AND due < %(today)s)::int,
        (SELECT count(*) FROM stock_discrepancy d WHERE d.contract_id = %(contract)s AND d.settled_at IS NULL)::int
"""


def queue_counts(scope: Scope, *, today: date, since: datetime, depot_id: UUID | None = None) -> QueueCounts:
    """What waits, at one depot or at all; `since` is when today began. One statement."""
    return rows(
        QueueCounts, _QUEUES, {"contract": scope.contract_id, "depot": depot_id, "today": today, "since": since}
    )[0]


def fillable_back_orders(scope: Scope, *, today: date) -> tuple[tuple[UUID, UUID], ...]:
    """Back-ordered lines for which enough is ready in the depot of their visit, and still is on the day when it goes
    out: (line, depot), soonest due first."""
    return rows(
        lambda line_id, depot_id: (line_id, depot_id),
        """SELECT l.id, v.depot_id FROM orders_orderline l
           JOIN visits_visittask t ON t.line_id = l.id AND t.kind = 'DELIVER' AND t.outcome = 'OPEN'
           JOIN visits_visit v ON v.id = t.visit_id
           CROSS JOIN LATERAL (
               SELECT greatest(%(today)s, (l.due_at AT TIME ZONE 'Europe/London')::date) AS day) w
           WHERE l.contract_id = %(contract)s AND l.state = 'BACK_ORDERED' AND l.supply_route <> 'retail_voucher'
           AND l.quantity - l.quantity_delivered <= (
               SELECT count(*) FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.state = 'READY'
               AND a.product_id = l.product_id AND a.place_id = v.depot_id AND a.alert_reference = ''
               AND coalesce(least(a.electrical_test_due_on, a.examination_due_on), w.day) >= w.day)
           + coalesce((
               SELECT sum(c.quantity) FROM stock_stockcell c WHERE c.contract_id = %(contract)s
               AND c.condition = 'READY' AND c.product_id = l.product_id AND c.place_id = v.depot_id), 0)
           ORDER BY l.due_at NULLS LAST, l.id LIMIT 100""",
        {"contract": scope.contract_id, "today": today},
    )
