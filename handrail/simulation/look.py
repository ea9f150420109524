"""What the desk and the depot see when they look: visits that are open, what is left of a stop, what runs short.
Refuses to write; every row is read under the scope of the user who looks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.visits.rules.aftermath import TO_BE_ANSWERED


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do at a door. `number` is the asset's that is kept for the line or lent; empty: counted."""

    id: UUID
    kind: str
    outcome: str
    product: str
    quantity: int
    line_id: UUID | None
    line_state: str
    loan_id: UUID | None
    number: str
    lot: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit with what is to be done. `joint`: a prescriber is to come along."""

    id: UUID
    number: int
    person_id: UUID
    depot_id: UUID
    state: str
    due_at: datetime
    crew: int
    minutes: int
    easting: int
    northing: int
    run_id: UUID | None
    joint: bool
    tasks: tuple[Task, ...]


_STOPS = """
    SELECT v.id, v.number, v.person_id, v.depot_id, v.state, coalesce(v.due_at, v.asked_at), v.crew, v.minutes,
        coalesce(a.easting, 0), coalesce(a.northing, 0), v.run_id,
        EXISTS (SELECT FROM visits_jointvisit j WHERE j.visit_id = v.id AND j.ended_at IS NULL),
        t.id, t.kind, t.outcome, coalesce(p.code, ''), t.quantity,
        t.line_id, coalesce(l.state, ''), t.loan_id, coalesce(s.number, ''), coalesce(n.lot, '')
    FROM visits_visit v
    JOIN people_address a ON a.id = v.address_id
    JOIN visits_visittask t ON t.visit_id = v.id
    LEFT JOIN catalogue_product p ON p.id = t.product_id
    LEFT JOIN orders_orderline l ON l.id = t.line_id
    LEFT JOIN loans_loan n ON n.id = t.loan_id
    LEFT JOIN orders_allocation k ON k.line_id = l.id AND k.ended_at IS NULL AND k.asset_id IS NOT NULL
    LEFT JOIN stock_asset s ON s.id = coalesce(k.asset_id, t.asset_id)
    WHERE v.contract_id = %(contract)s AND {which} ORDER BY v.due_at, v.id, t.id
"""


def open_visits(scope: Scope, depot_ids: Collection[UUID], *, until: datetime) -> tuple[Stop, ...]:
    """Visits of these depots that nobody has put on a run, due by a moment, the soonest first."""
    which = "v.state IN ('UNBOOKED', 'BOOKED') AND v.depot_id = ANY(%(depots)s) AND v.due_at <= %(until)s"
    return _stops(scope, which, {"depots": list(depot_ids), "until": until})


def stops_of(scope: Scope, visit_ids: Collection[UUID]) -> tuple[Stop, ...]:
    """These visits as they stand now."""
    return _stops(scope, "v.id = ANY(%(ids)s)", {"ids": list(visit_ids)})


def _stops(scope: Scope, which: str, params: dict[str, Any]) -> tuple[Stop, ...]:
    with reading(scope):
        found = rows(lambda *row: row, _STOPS.format(which=which), {"contract": scope.contract_id, **params})
    heads: dict[UUID, tuple[Any, ...]] = {}
    tasks: dict[UUID, list[Task]] = {}
    for row in found:
        heads[row[0]] = row[:12]
        tasks.setdefault(row[0], []).append(Task(*row[12:]))
    return tuple(Stop(*(*head, tuple(tasks[key]))) for key, head in heads.items())


@dataclass(frozen=True, slots=True)
class Shelf:
    """How many of a product are ready in a store, and how many pieces people wait for there."""

    product: str
    ready: int
    wanted: int


def shelves(scope: Scope, place_id: UUID) -> dict[str, Shelf]:
    """Every product of a store: what is ready, and what is on back-order."""
    with reading(scope):
        found = rows(
            Shelf,
            """SELECT p.code,
                   ((SELECT count(*) FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.product_id = p.id
                     AND a.place_id = %(place)s AND a.state IN ('READY', 'PASSED'))
                    + coalesce((SELECT sum(c.quantity) FROM stock_stockcell c WHERE c.product_id = p.id
                     AND c.place_id = %(place)s AND c.condition = 'READY'), 0))::int,
                   coalesce((SELECT sum(l.quantity) FROM orders_orderline l WHERE l.contract_id = %(contract)s
                     AND l.product_id = p.id AND l.state = 'BACK_ORDERED'), 0)::int
               FROM catalogue_product p WHERE p.contract_id = %(contract)s ORDER BY p.code""",
            {"contract": scope.contract_id, "place": place_id},
        )
    return {shelf.product: shelf for shelf in found}


def overdue_assets(scope: Scope, place_id: UUID, *, before: date) -> tuple[tuple[str, str], ...]:
    """Items on the shelf whose test or examination is due before a day: number and product."""
    with reading(scope):
        return rows(
            lambda number, product: (number, product),
            """SELECT a.number, p.code FROM stock_asset a JOIN catalogue_product p ON p.id = a.product_id
               WHERE a.contract_id = %(contract)s AND a.place_id = %(place)s AND a.state = 'READY'
               AND least(a.electrical_test_due_on, a.examination_due_on) < %(before)s ORDER BY a.number""",
            {"contract": scope.contract_id, "place": place_id, "before": before},
        )


def reported_unsafe(scope: Scope, numbers: Collection[str]) -> frozenset[str]:
    """Those items that do not pass before what was said of them in a home is answered."""
    with reading(scope):
        return frozenset(
            rows(
                lambda number: number,
                """SELECT a.number FROM stock_asset a JOIN stock_discrepancy d ON d.asset_id = a.id
                   WHERE a.contract_id = %(contract)s AND a.number = ANY(%(numbers)s)
                   AND d.settled_at IS NULL AND d.kind = ANY(%(kinds)s)""",
                {"contract": scope.contract_id, "numbers": list(numbers), "kinds": sorted(TO_BE_ANSWERED)},
            )
        )


def overdue_lines(scope: Scope, line_ids: Sequence[UUID], *, on: date) -> tuple[UUID, ...]:
    """Those lines that keep an item whose test or examination is overdue on a day."""
    with reading(scope):
        return rows(
            lambda line_id: line_id,
            """SELECT DISTINCT held_for_line_id FROM stock_asset
               WHERE contract_id = %(contract)s AND held_for_line_id = ANY(%(lines)s) AND state = 'HELD'
               AND least(electrical_test_due_on, examination_due_on) < %(on)s ORDER BY 1""",
            {"contract": scope.contract_id, "lines": list(line_ids), "on": on},
        )


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in a store: an item by its number, or so many of a counted product and lot, in which condition."""

    code: str
    condition: str
    quantity: int
    lot: str
    counted: bool


def lying(scope: Scope, place_id: UUID, category: str) -> tuple[Lying, ...]:
    """Everything of a category that the record says lies in a store."""
    with reading(scope):
        return rows(
            Lying,
            """SELECT a.number, a.state, 1, '', false FROM stock_asset a JOIN catalogue_product p ON p.id = a.product_id
               WHERE a.contract_id = %(contract)s AND a.place_id = %(place)s AND p.category = %(category)s
               AND a.state NOT IN ('SCRAPPED', 'LOST', 'SOLD', 'GIFTED', 'TRANSFERRED')
               UNION ALL
               SELECT p.code, c.condition, c.quantity, c.lot, true
               FROM stock_stockcell c JOIN catalogue_product p ON p.id = c.product_id
               WHERE c.contract_id = %(contract)s AND c.place_id = %(place)s AND p.category = %(category)s
               AND c.quantity > 0 ORDER BY 2, 1, 4""",
            {"contract": scope.contract_id, "place": place_id, "category": category},
        )


def open_discrepancies(scope: Scope, *, before: datetime) -> tuple[UUID, ...]:
    """Differences that nobody has settled, raised before a moment."""
    with reading(scope):
        return rows(
            lambda row_id: row_id,
            """SELECT id FROM stock_discrepancy WHERE contract_id = %(contract)s AND settled_at IS NULL
               AND happened_at < %(before)s ORDER BY id""",
            {"contract": scope.contract_id, "before": before},
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """An item where it stands now."""

    number: str
    product: str
    place_id: UUID


def standing(scope: Scope, asset_ids: Sequence[UUID]) -> tuple[Standing, ...]:
    """These items and their places; no statement for none."""
    if not asset_ids:
        return ()
    with reading(scope):
        return rows(
            Standing,
            """SELECT a.number, p.code, a.place_id FROM stock_asset a JOIN catalogue_product p ON p.id = a.product_id
               WHERE a.contract_id = %(contract)s AND a.id = ANY(%(assets)s) ORDER BY a.number""",
            {"contract": scope.contract_id, "assets": list(asset_ids)},
        )


def line_states(scope: Scope, line_ids: Collection[UUID]) -> dict[UUID, str]:
    """How these lines stand."""
    with reading(scope):
        return dict(
            rows(
                lambda line_id, state: (line_id, state),
                "SELECT id, state FROM orders_orderline WHERE contract_id = %(contract)s AND id = ANY(%(ids)s)",
                {"contract": scope.contract_id, "ids": list(line_ids)},
            )
        )


def orders_waiting(scope: Scope, *, before: datetime) -> tuple[UUID, ...]:
    """Orders of which a release waits, or was asked back, since before a moment: the longest first."""
    with reading(scope):
        return rows(
            UUID,
            """SELECT order_id::text FROM orders_release WHERE contract_id = %(contract)s
               AND state IN ('PENDING', 'RETURNED') AND state_at < %(before)s
               GROUP BY order_id ORDER BY min(state_at), order_id""",
            {"contract": scope.contract_id, "before": before},
        )


def lots_fitted(scope: Scope) -> tuple[tuple[str, str], ...]:
    """Lots of which a few are fitted in homes: the product's code and the lot."""
    with reading(scope):
        return rows(
            lambda *row: row,
            """SELECT p.code, m.lot FROM loans_adaptation h JOIN catalogue_product p ON p.id = h.product_id
               JOIN stock_stockmove m ON m.line_id = h.line_id AND m.to_place_id IS NULL AND m.lot <> ''
               WHERE h.contract_id = %(contract)s AND h.removed_at IS NULL
               GROUP BY p.code, m.lot HAVING count(DISTINCT h.id) BETWEEN 2 AND 6 ORDER BY p.code, m.lot""",
            {"contract": scope.contract_id},
        )
