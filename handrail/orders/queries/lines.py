"""Reads lines of orders, with the order and product they belong to, and what is kept for them.
Refuses lines of another contract: they are as if they were not there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import OPEN, LineState


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line with what those who supply it need to know. Money in pence; `tracking` serialised or counted.

    `quantity_delivered`: how many of a count were handed over while the rest is still to come."""

    id: UUID
    order_id: UUID
    order_number: int
    person_id: UUID
    address_id: UUID
    position: int
    state: LineState
    state_at: datetime
    state_reason: str
    product_id: UUID
    product_code: str
    product_name: str
    category: str
    size_group: str
    tracking: str
    minimum_authority: str
    supply_route: str
    quantity: int
    quantity_delivered: int
    speed_code: str
    chosen_on: date | None
    due_at: datetime | None
    lived_from: datetime
    goes_now: bool
    review_on: date | None
    bundle_code: str
    price_pence: int
    spend_pence: int
    visit_pence: int
    crew: int
    fitting_minutes: int
    median_loan_days: int | None
    collect_when_done: bool
    funding: Mapping[str, Any]
    measurements: Mapping[str, Any]
    delivered_at: datetime | None
    prescriber_id: UUID
    entered_by_id: UUID
    partner_id: UUID
    team_id: UUID | None
    expected: Expected = NOT_KNOWN

    @property
    def quantity_left(self) -> int:
        """How many are still to be brought."""
        return self.quantity - self.quantity_delivered

    @property
    def owed_pence(self) -> int:
        """Its price; where it ended after a part was handed over, the price of that part."""
        ended = self.state in (LineState.CANCELLED, LineState.REFUSED) and self.quantity_delivered
        return self.spend_pence * self.quantity_delivered // self.quantity if ended else self.spend_pence


_COLUMNS = """
    SELECT l.id, l.order_id, o.number, l.person_id, o.address_id, l.position, l.state, l.state_at, l.state_reason,
           l.product_id, p.code, p.name, p.category, p.size_group, p.tracking, p.minimum_authority, l.supply_route,
           l.quantity, l.quantity_delivered,
           l.speed_code, l.chosen_on, l.due_at, l.lived_from, l.goes_now,
           l.review_on, l.bundle_code, l.price_pence, l.spend_pence, l.visit_pence, p.crew,
           p.fitting_minutes, p.median_loan_days, p.collect_when_done, l.funding, l.measurements, l.delivered_at,
           o.prescriber_id, o.entered_by_id, o.partner_id, o.team_id, l.expected_on, l.expected_from
"""
_BESIDE = "JOIN orders_order o ON o.id = l.order_id JOIN catalogue_product p ON p.id = l.product_id"
_LINES = f"{_COLUMNS} FROM orders_orderline l {_BESIDE} WHERE l.contract_id = %(contract)s"


def _locked(which: str) -> str:
    """The same, locked in the order of their keys, before anything is joined to them: a line of which somebody changes
    the product meanwhile would else be missed."""
    return f"""
        WITH l AS MATERIALIZED (SELECT l.* FROM orders_orderline l WHERE l.contract_id = %(contract)s AND {which}
            ORDER BY l.id FOR NO KEY UPDATE)
        {_COLUMNS} FROM l {_BESIDE} ORDER BY l.id"""


def _line(*row: Any) -> LineRow:
    values = dict(zip(LineRow.__slots__, (*row[:-2], Expected(*row[-2:])), strict=True))
    values["state"] = LineState(values["state"])
    values["funding"] = value_of(values["funding"])
    values["measurements"] = value_of(values["measurements"])
    return LineRow(**values)


def lines_for_update(scope: Scope, ids: Collection[UUID]) -> tuple[LineRow, ...]:
    """These lines, locked in the order of their keys until the change ends. Fewer rows than ids: some are unknown."""
    return rows(
        _line,
        _locked("l.id = ANY(%(ids)s)"),
        {"contract": scope.contract_id, "ids": list(ids)},
    )


def lines_of_orders(scope: Scope, order_ids: Collection[UUID], *, lock: bool = False) -> tuple[LineRow, ...]:
    """All lines of these orders, by order and position (or, when locked, by key)."""
    which = "l.order_id = ANY(%(ids)s)"
    return rows(
        _line,
        _locked(which) if lock else f"{_LINES} AND {which} ORDER BY l.order_id, l.position",
        {"contract": scope.contract_id, "ids": list(order_ids)},
    )


def lines_of_releases(scope: Scope, release_ids: Collection[UUID]) -> tuple[LineRow, ...]:
    """All lines of the orders that these releases belong to, locked in the order of their keys."""
    return rows(
        _line,
        _locked("""l.order_id IN (SELECT r.order_id FROM orders_release r
            WHERE r.contract_id = %(contract)s AND r.id = ANY(%(ids)s))"""),
        {"contract": scope.contract_id, "ids": list(release_ids)},
    )


def stopped_before(scope: Scope, line_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these lines that were cancelled or refused when they were handed over all the same."""
    return frozenset(
        rows(
            lambda line_id: line_id,
            """SELECT x.id FROM unnest(%(lines)s::uuid[]) x (id) CROSS JOIN LATERAL (
                   SELECT h.from_state FROM orders_linehistory h WHERE h.contract_id = %(contract)s
                   AND h.subject_id = x.id AND h.to_state = 'DELIVERED' ORDER BY h.seq DESC LIMIT 1) d
               WHERE d.from_state IN ('CANCELLED', 'REFUSED')""",
            {"contract": scope.contract_id, "lines": list(line_ids)},
        )
    )


def lines_of_number(scope: Scope, number: int, product_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """The lines of these products of the order with this number, in its order."""
    return rows(
        lambda line_id: line_id,
        """SELECT l.id FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
           WHERE l.contract_id = %(contract)s AND o.number = %(number)s AND l.product_id = ANY(%(products)s)
           ORDER BY l.position""",
        {"contract": scope.contract_id, "number": number, "products": list(product_ids)},
    )


def open_lines_of(scope: Scope, person_ids: Collection[UUID], *, lock: bool = False) -> tuple[LineRow, ...]:
    """What is coming to these people: lines neither delivered, cancelled nor refused, by key."""
    which = "l.person_id = ANY(%(ids)s) AND l.state = ANY(%(states)s)"
    return rows(
        _line,
        _locked(which) if lock else f"{_LINES} AND {which} ORDER BY l.id",
        {"contract": scope.contract_id, "ids": list(person_ids), "states": [state.value for state in OPEN]},
    )


@dataclass(frozen=True, slots=True)
class KeptStock:
    """What is kept for a line now: one asset, or so many of a counted product and lot, at a place."""

    line_id: UUID
    asset_id: UUID | None
    lot: str
    quantity: int
    place_id: UUID
    recycled: bool


def kept_for(scope: Scope, line_ids: Collection[UUID]) -> tuple[KeptStock, ...]:
    """What is kept for these lines, by line."""
    return rows(
        KeptStock,
        """SELECT line_id, asset_id, lot, quantity, place_id, recycled FROM orders_allocation
           WHERE contract_id = %(contract)s AND line_id = ANY(%(ids)s) AND ended_at IS NULL ORDER BY line_id, id""",
        {"contract": scope.contract_id, "ids": list(line_ids)},
    )
