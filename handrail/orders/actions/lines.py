"""Writes the lines of orders and moves them.
Refuses (STALE) a line that is no longer in the state its caller saw."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic_core import to_json

from handrail.core.refusal import CallReason, refuse
from handrail.core.steps import move
from handrail.orders.models import OrderLine
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import LineState


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line as it is first written. `path` are the states it passed, from DRAFT; money in pence without VAT.
    `goes_now`: out before its release, by the contract's rule."""

    id: UUID
    position: int
    product_id: UUID
    quantity: int
    speed_code: str
    chosen_on: date | None
    due_at: datetime | None
    lived_from: datetime
    goes_now: bool
    supply_route: str
    price_pence: int
    spend_pence: int
    funding: Mapping[str, Any]
    measurements: Mapping[str, Any]
    path: Sequence[LineState]
    review_on: date | None = None
    bundle_code: str = ""
    delivered_at: datetime | None = None
    paid_by_line_id: UUID | None = None
    visit_pence: int = 0


def line_columns(row: NewLine) -> dict[str, Any]:
    """The columns of a new line."""
    own = {name: getattr(row, name) for name in NewLine.__slots__ if name != "path"}
    return own | {
        "quantity_delivered": 0,
        "expected_from": "",
        "state": row.path[-1],
        "state_path": list(row.path),
        "state_reason": "",
        "state_seq": 0,
    }


def move_lines(
    ids: Collection[UUID], *, expected: Collection[LineState], path: Sequence[LineState], reason: str = "", **also: Any
) -> None:
    """Move lines along one path, with `also` set on each. One statement; raises `Refused(STALE)`."""
    move(OrderLine, ids, expected=expected, path=path, reason=reason, **also)


def back_order_lines(ids: Collection[UUID], *, reason: str, expected: Expected = NOT_KNOWN) -> None:
    """Move lines to BACK_ORDERED, and say when their delivery is expected: what was said of an earlier back-order holds
    no more. One statement; raises `Refused(STALE)`."""
    move(
        OrderLine,
        ids,
        expected=[LineState.AUTHORISED],
        path=[LineState.BACK_ORDERED],
        reason=reason,
        expected_on=expected.on,
        expected_from=expected.supplier,
    )


def expect_lines(ids: Collection[UUID], expected: Expected) -> None:
    """Say when the delivery for lines on back-order is expected. One statement; raises `Refused(STALE)`."""
    if not ids:
        return
    rows = OrderLine.objects.filter(pk__in=ids, state=LineState.BACK_ORDERED)
    if rows.update(expected_on=expected.on, expected_from=expected.supplier) != len(set(ids)):
        raise refuse(CallReason.STALE)


def deliver_lines(
    ids: Collection[UUID], *, at: datetime, expected: Collection[LineState], path: Sequence[LineState], reason: str = ""
) -> None:
    """Move lines to DELIVERED and keep when. One statement; raises `Refused(STALE)`."""
    move(OrderLine, ids, expected=expected, path=path, reason=reason, delivered_at=at)


def deliver_parts(parts: Mapping[UUID, int]) -> None:
    """So many more of each of these counted lines were handed over; the rest is still to come. One statement."""
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_orderline l SET quantity_delivered = l.quantity_delivered + p.pieces
               FROM unnest(%s::uuid[], %s::int[]) AS p (line_id, pieces) WHERE l.id = p.line_id""",
            [list(parts), list(parts.values())],
        )


def count_parts(parts: Mapping[UUID, int]) -> None:
    """Say anew how many of each of these counted lines were handed over in all, without a step of their states. One
    statement."""
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_orderline l SET quantity_delivered = p.pieces
               FROM unnest(%s::uuid[], %s::int[]) AS p (line_id, pieces) WHERE l.id = p.line_id""",
            [list(parts), list(parts.values())],
        )


def count_ordered(quantities: Mapping[UUID, int]) -> None:
    """Say anew how many of each of these counted lines were ordered, all of which are handed over, and what they
    cost. One statement."""
    if not quantities:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_orderline l SET quantity = p.pieces, quantity_delivered = 0,
                   spend_pence = l.price_pence * p.pieces
               FROM unnest(%s::uuid[], %s::int[]) AS p (line_id, pieces) WHERE l.id = p.line_id""",
            [list(quantities), list(quantities.values())],
        )


@dataclass(frozen=True, slots=True)
class LineAmendment:
    """What one line is from now on. `path` are the states after the present one; empty: it stays as it is."""

    id: UUID
    was: LineState
    path: Sequence[LineState]
    product_id: UUID
    quantity: int
    speed_code: str
    chosen_on: date | None
    due_at: datetime | None
    goes_now: bool
    supply_route: str
    price_pence: int
    spend_pence: int
    review_on: date | None
    measurements: Mapping[str, Any]
    visit_pence: int


def amend_lines(rows: Sequence[LineAmendment], *, reason: str) -> None:
    """Give lines new terms and move each along its own path. One statement; raises `Refused(STALE)`."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_orderline AS l SET product_id = n.product_id, quantity = n.quantity,
                   speed_code = n.speed_code, chosen_on = n.chosen_on, due_at = n.due_at, goes_now = n.goes_now,
                   supply_route = n.supply_route, price_pence = n.price_pence, spend_pence = n.spend_pence,
                   visit_pence = n.visit_pence,
                   review_on = n.review_on, measurements = n.measurements,
                   state_reason = CASE WHEN n.path = '' THEN l.state_reason ELSE n.reason END,
                   state_path = nullif(string_to_array(n.path, '>'), '{}')::varchar[]
               FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::int[], %s::text[], %s::date[],
                    %s::timestamptz[], %s::bool[], %s::text[], %s::int[], %s::int[], %s::date[], %s::jsonb[],
                    %s::int[], %s::text[])
                    AS n (id, was, path, product_id, quantity, speed_code, chosen_on, due_at, goes_now, supply_route,
                          price_pence, spend_pence, review_on, measurements, visit_pence, reason)
               WHERE l.id = n.id AND l.state = n.was""",
            [
                [row.id for row in rows],
                [row.was.value for row in rows],
                [">".join(row.path) for row in rows],
                [row.product_id for row in rows],
                [row.quantity for row in rows],
                [row.speed_code for row in rows],
                [row.chosen_on for row in rows],
                [row.due_at for row in rows],
                [row.goes_now for row in rows],
                [row.supply_route for row in rows],
                [row.price_pence for row in rows],
                [row.spend_pence for row in rows],
                [row.review_on for row in rows],
                [to_json(row.measurements).decode() for row in rows],
                [row.visit_pence for row in rows],
                [reason] * len(rows),
            ],
        )
        if cursor.rowcount != len(rows):
            raise refuse(CallReason.STALE)


def authorise_lines(promised: Mapping[UUID, datetime | None], *, reason: str = "") -> None:
    """Authorise lines that waited, each with the moment it is now promised for. One statement; `Refused(STALE)`."""
    if not promised:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_orderline AS l SET due_at = n.due_at, state_path = ARRAY[%s], state_reason = %s
               FROM unnest(%s::uuid[], %s::timestamptz[]) AS n (id, due_at) WHERE l.id = n.id AND l.state = %s""",
            [LineState.AUTHORISED, reason, list(promised), list(promised.values()), LineState.AWAITING_AUTHORITY],
        )
        if cursor.rowcount != len(promised):
            raise refuse(CallReason.STALE)


def step_lines(paths: Mapping[UUID, tuple[LineState, Sequence[LineState]]], *, reason: str = "") -> None:
    """Move lines each along its own path, given as (the state it was seen in, the states passed). One statement;
    raises `Refused(STALE)`."""
    if not paths:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_orderline AS l SET state_path = string_to_array(n.path, '>')::varchar[], state_reason = %s
               FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS n (id, was, path)
               WHERE l.id = n.id AND l.state = n.was""",
            [
                reason,
                list(paths),
                [was.value for was, _ in paths.values()],
                [">".join(path) for _, path in paths.values()],
            ],
        )
        if cursor.rowcount != len(paths):
            raise refuse(CallReason.STALE)


def promise_anew(due: Mapping[UUID, datetime]) -> None:
    """Set by when lines are promised, without a step of their states, in one statement."""
    if not due:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_orderline l SET due_at = d.due_at
               FROM unnest(%s::uuid[], %s::timestamptz[]) AS d (id, due_at) WHERE l.id = d.id""",
            [list(due), list(due.values())],
        )
