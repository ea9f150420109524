"""Reads how much of what lies where, in which state: for shelves, pages and the control room.
Refuses nothing; loans are counted elsewhere, homes are left out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.states import AssetState

# With people, or gone: not part of what a store holds.
_OUT = "('ON_LOAN', 'SCRAPPED', 'LOST', 'SOLD', 'GIFTED', 'TRANSFERRED')"


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many items (and pieces of counted stock) are in a state, and since when the longest of them."""

    state: AssetState
    items: int
    pieces: int
    longest_since: datetime | None


def stock_by_state(scope: Scope, place_id: UUID | None = None) -> tuple[StateCount, ...]:
    """What is in stock, by state, at one place or at all; one statement."""
    found = rows(
        lambda *row: row,
        f"""SELECT state, sum(items)::int, sum(pieces)::int, min(since) FROM (
                SELECT state, count(*) AS items, 0 AS pieces, min(state_at) AS since FROM stock_asset
                WHERE contract_id = %(contract)s AND state NOT IN {_OUT}
                AND (%(place)s::uuid IS NULL OR place_id = %(place)s) GROUP BY state
                UNION ALL
                SELECT condition, 0, sum(quantity), NULL FROM stock_stockcell
                WHERE contract_id = %(contract)s AND condition NOT IN {_OUT} AND quantity > 0
                AND (%(place)s::uuid IS NULL OR place_id = %(place)s) GROUP BY condition) c
            GROUP BY state""",
        {"contract": scope.contract_id, "place": place_id},
    )
    counts = {AssetState(row[0]): StateCount(AssetState(row[0]), *row[1:]) for row in found}
    return tuple(counts[state] for state in AssetState if state in counts)


@dataclass(frozen=True, slots=True)
class ReadyCount:
    """What could be issued of a product at a store today, items or counted pieces: recycled (issued before) and new."""

    product_id: UUID
    place_id: UUID
    recycled: int
    new: int

    @property
    def total(self) -> int:
        """All that could be issued."""
        return self.recycled + self.new


@dataclass(frozen=True, slots=True)
class ReadyUntil:
    """What could be issued of a product at a store today, and the last day on which it can go out: then its test or
    examination runs out. `until` None: not within the next weeks."""

    product_id: UUID
    place_id: UUID
    until: date | None
    recycled: int
    new: int

    @property
    def total(self) -> int:
        """All that could be issued."""
        return self.recycled + self.new

    def goes_on(self, day: date) -> bool:
        """Whether it can still go out on a day."""
        return self.until is None or self.until >= day


# What runs out later is not told apart: until then a depot has time to test it anew.
_WEEKS_AHEAD = timedelta(weeks=8)


def ready_counts(scope: Scope, *, today: date, product_ids: Collection[UUID] = ()) -> tuple[ReadyCount, ...]:
    """What is ready to issue today, by product and store, of these products or of all; one statement."""
    found: dict[tuple[UUID, UUID], ReadyCount] = {}
    for part in ready_until(scope, today=today, product_ids=product_ids):
        key = (part.product_id, part.place_id)
        sofar = found.get(key, ReadyCount(*key, 0, 0))
        found[key] = ReadyCount(*key, sofar.recycled + part.recycled, sofar.new + part.new)
    return tuple(found.values())


def ready_until(scope: Scope, *, today: date, product_ids: Collection[UUID] = ()) -> tuple[ReadyUntil, ...]:
    """What is ready to issue today, by product, store and the last day on which it can go out; one statement.

    What is under an alert or overdue for a test or examination is left out, as promise 4 would refuse it."""
    return rows(
        ReadyUntil,
        """SELECT product_id, place_id, until, sum(recycled)::int, sum(fresh)::int FROM (
               SELECT product_id, place_id,
                   CASE WHEN least(examination_due_on, electrical_test_due_on) < %(far)s
                       THEN least(examination_due_on, electrical_test_due_on) END AS until,
                   count(*) FILTER (WHERE issues > 0) AS recycled, count(*) FILTER (WHERE issues = 0) AS fresh
               FROM stock_asset
               WHERE contract_id = %(contract)s AND state = 'READY' AND alert_reference = ''
               AND coalesce(examination_due_on, %(today)s) >= %(today)s
               AND coalesce(electrical_test_due_on, %(today)s) >= %(today)s
               AND (%(any)s OR product_id = ANY(%(products)s)) GROUP BY product_id, place_id, until
               UNION ALL
               SELECT product_id, place_id, NULL, sum(used), sum(quantity - used) FROM stock_stockcell
               WHERE contract_id = %(contract)s AND condition = 'READY' AND quantity > 0
               AND (%(any)s OR product_id = ANY(%(products)s)) GROUP BY product_id, place_id) r
           -- What is on its way lies on a van, where nobody can issue it.
           WHERE place_id IN (SELECT l.id FROM stock_place l WHERE l.contract_id = %(contract)s
               AND l.kind IN ('DEPOT', 'SATELLITE'))
           GROUP BY product_id, place_id, until ORDER BY product_id, place_id, until""",
        {
            "contract": scope.contract_id,
            "today": today,
            "far": today + _WEEKS_AHEAD,
            "products": list(product_ids),
            "any": not product_ids,
        },
    )


@dataclass(frozen=True, slots=True)
class KeptLevel:
    """How many of a product a satellite keeps; with `refill_at` or fewer it is filled up again; `ready` are there."""

    place_id: UUID
    place_name: str
    product_id: UUID
    product_code: str
    product_name: str
    keep: int
    refill_at: int
    ready: int

    @property
    def wanted(self) -> int:
        """How many to bring."""
        return max(self.keep - self.ready, 0)

    @property
    def is_low(self) -> bool:
        """Whether it is to be filled up now."""
        return self.ready <= self.refill_at


_LEVELS = """
    SELECT * FROM (
        SELECT v.place_id, l.name AS place, v.product_id, p.code, p.name, v.keep, v.refill_at,
            (SELECT count(*) FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.state = 'READY'
             AND a.place_id = v.place_id AND a.product_id = v.product_id)::int
            + coalesce((SELECT sum(c.quantity) FROM stock_stockcell c WHERE c.place_id = v.place_id
                AND c.product_id = v.product_id AND c.condition = 'READY'), 0)::int AS ready
        FROM stock_stocklevel v JOIN stock_place l ON l.id = v.place_id
        JOIN catalogue_product p ON p.id = v.product_id
        WHERE v.contract_id = %(contract)s AND v.keep > 0 AND (%(place)s::uuid IS NULL OR v.place_id = %(place)s)
        AND (%(any)s OR v.product_id = ANY(%(products)s))) s
    WHERE NOT %(low)s OR ready <= refill_at ORDER BY place, name, code
"""


def kept_levels(scope: Scope, place_id: UUID | None = None) -> tuple[KeptLevel, ...]:
    """What a satellite keeps, or all of them, by store and product; one statement."""
    asked = {"contract": scope.contract_id, "place": place_id, "products": list[UUID](), "any": True, "low": False}
    return rows(KeptLevel, _LEVELS, asked)


def low_levels(
    scope: Scope, *, place_id: UUID | None = None, product_ids: Collection[UUID] = ()
) -> tuple[KeptLevel, ...]:
    """What satellites should be filled up with, by store and product; one statement."""
    return rows(
        KeptLevel,
        _LEVELS,
        {
            "contract": scope.contract_id,
            "place": place_id,
            "products": list(product_ids),
            "any": not product_ids,
            "low": True,
        },
    )
