"""Reads lists of orders and releases page by page, by key, for systems that follow them.
Refuses offsets: a page that begins after a key neither skips nor repeats when rows are added."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.orders.states import LineState, ReleaseState


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """One line of an order: what, how many, by when, and how it stands. `goes_now`: it goes out, or went, before its
    release by the contract's rule, and is reviewed afterwards."""

    line_id: UUID
    position: int
    product_code: str
    product_name: str
    quantity: int
    speed_code: str
    state: LineState
    state_at: datetime
    due_at: datetime | None
    delivered_at: datetime | None
    goes_now: bool


@dataclass(frozen=True, slots=True)
class OrderListed:
    """An order with its lines. `version` is what a change must have seen; `joint_suits`: when it suits the prescriber
    to be there as it comes; nothing where they do not come along."""

    order_id: UUID
    number: int
    version: int
    person_id: UUID
    address_id: UUID
    prescriber_id: UUID
    entered_by_id: UUID
    submitted_at: datetime
    ward: str
    discharge_on: date | None
    joint_suits: str | None
    lines: tuple[OrderedLine, ...]


_ORDERS = """
    WITH page AS (
        SELECT o.* FROM orders_order o
        WHERE o.contract_id = %(contract)s AND (%(after)s::uuid IS NULL OR o.id < %(after)s)
        AND (%(id)s::uuid IS NULL OR o.id = %(id)s)
        AND (%(person)s::uuid IS NULL OR o.person_id = %(person)s)
        AND (%(state)s = '' OR EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id AND l.state = %(state)s))
        ORDER BY o.id DESC LIMIT %(limit)s
    )
    SELECT o.id, o.number, o.version, o.person_id, o.address_id, o.prescriber_id, o.entered_by_id, o.submitted_at,
        o.ward, o.discharge_on, o.joint_suits,
        (SELECT jsonb_agg(jsonb_build_object('line_id', l.id, 'position', l.position, 'product_code', p.code,
            'product_name', p.name, 'quantity', l.quantity, 'speed_code', l.speed_code, 'state', l.state,
            'state_at', l.state_at, 'due_at', l.due_at, 'delivered_at', l.delivered_at, 'goes_now', l.goes_now)
            ORDER BY l.position)
         FROM orders_orderline l JOIN catalogue_product p ON p.id = l.product_id WHERE l.order_id = o.id)
    FROM page o ORDER BY o.id DESC
"""
_LINES = TypeAdapter(tuple[OrderedLine, ...])


def orders_page(
    scope: Scope,
    *,
    limit: int,
    after: UUID | None = None,
    order_id: UUID | None = None,
    person_id: UUID | None = None,
    state: LineState | None = None,
) -> tuple[OrderListed, ...]:
    """Orders, the newest first; of one person, or with a line in a state. One statement."""
    return rows(
        _order,
        _ORDERS,
        {
            "contract": scope.contract_id,
            "after": after,
            "id": order_id,
            "person": person_id,
            "state": state.value if state else "",
            "limit": limit,
        },
    )


def _order(*row: Any) -> OrderListed:
    values = dict(zip(OrderListed.__slots__, row, strict=True))
    values["lines"] = _LINES.validate_python(value_of(values["lines"]) or [])
    return OrderListed(**values)


@dataclass(frozen=True, slots=True)
class ReleaseListed:
    """A release that somebody gave, or has still to give. `reasons` are codes with their numbers; `afterwards`: a
    review of what goes out, or went, before it; `answered_by_id` is the approver, null until somebody has answered."""

    release_id: UUID
    order_id: UUID
    order_number: int
    person_id: UUID
    kind: str
    state: ReleaseState
    state_at: datetime
    line_ids: tuple[UUID, ...]
    reasons: tuple[dict[str, Any], ...]
    spend_pence: int
    urgent: bool
    afterwards: bool
    due_at: datetime | None
    escalate_at: datetime | None
    answered_by_id: UUID | None
    answered_at: datetime | None
    note: str


_RELEASES = """
    SELECT r.id, r.order_id, o.number, r.person_id, r.kind, r.state, r.state_at, r.line_ids, r.reasons, r.spend_pence,
        r.urgent, r.afterwards, r.due_at, r.escalate_at, r.answered_by_id,
        r.answered_at, r.note
    FROM orders_release r JOIN orders_order o ON o.id = r.order_id
    WHERE r.contract_id = %(contract)s AND (%(after)s::uuid IS NULL OR r.id > %(after)s)
    AND r.state = ANY(%(states)s) AND (%(order)s::uuid IS NULL OR r.order_id = %(order)s)
    ORDER BY r.id LIMIT %(limit)s
"""


def releases_page(
    scope: Scope,
    *,
    limit: int,
    states: Collection[ReleaseState],
    after: UUID | None = None,
    order_id: UUID | None = None,
) -> tuple[ReleaseListed, ...]:
    """Releases in these states, the oldest first; of one order or of all. One statement."""
    return rows(
        _release,
        _RELEASES,
        {
            "contract": scope.contract_id,
            "after": after,
            "states": [state.value for state in states],
            "order": order_id,
            "limit": limit,
        },
    )


def _release(*row: Any) -> ReleaseListed:
    values = dict(zip(ReleaseListed.__slots__, row, strict=True))
    values["state"] = ReleaseState(values["state"])
    values["line_ids"] = tuple(values["line_ids"])
    values["reasons"] = tuple(value_of(values["reasons"]))
    return ReleaseListed(**values)
