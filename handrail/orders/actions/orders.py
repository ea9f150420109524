"""Writes the head of an order, the answers to its questions and the checks that spoke up.
Refuses (STALE) to change an order that was seen at another version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic_core import to_json

from handrail.core.refusal import CallReason, refuse
from handrail.orders.actions.lines import NewLine, line_columns
from handrail.orders.actions.releases import NewRelease, release_columns
from handrail.orders.models import Order


@dataclass(frozen=True, slots=True)
class NewOrder:
    """The head of an order. `submitted_at` when it was sent, `recorded_at` when we knew."""

    id: UUID
    contract_id: UUID
    person_id: UUID
    need_id: UUID | None
    address_id: UUID
    team_id: UUID | None
    partner_id: UUID
    prescriber_id: UUID
    entered_by_id: UUID
    reason: str
    note: str
    ward: str
    discharge_on: date | None
    discharge_pathway: str
    named_supervisor_id: UUID | None
    submitted_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to one clinical question; `action` is the flag it raised, `reason` what was said to it."""

    id: UUID
    question_code: str
    asked_at: str
    answer: str
    action: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewCheck:
    """A check that spoke up when the order was sent, its numbers, and the reason given."""

    id: UUID
    line_id: UUID | None
    code: str
    severity: str
    numbers: Mapping[str, Any]
    reason: str


def open_order(
    order: NewOrder,
    *,
    lines: Sequence[NewLine],
    answers: Sequence[NewAnswer] = (),
    checks: Sequence[NewCheck] = (),
    releases: Sequence[NewRelease] = (),
) -> int:
    """Write an order with its lines, answers, checks and releases; its number comes back. One statement for all.

    Keys between these rows are checked at the end of the transaction, so their order does not matter."""
    shared = {"contract_id": order.contract_id, "order_id": order.id, "person_id": order.person_id}
    told = {**shared, "by_id": order.entered_by_id, "happened_at": order.submitted_at}
    head = {name: getattr(order, name) for name in NewOrder.__slots__} | {"version": 1}
    tables = {
        "orders_orderline": [line_columns(line) | shared for line in lines],
        "orders_answer": [columns_of(answer) | told for answer in answers],
        "orders_check": [columns_of(check) | told for check in checks],
        "orders_release": [release_columns(release) | {"contract_id": order.contract_id} for release in releases],
    }
    return insert_together("orders_order", head, {name: rows for name, rows in tables.items() if rows})


def columns_of(row: NewAnswer | NewCheck) -> dict[str, Any]:
    """The columns of a row that are its own fields."""
    return {name: getattr(row, name) for name in row.__slots__}


def insert_together(table: str, head: Mapping[str, Any], others: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
    """Insert one row and rows of other tables in one statement; the number that the first was given comes back."""
    parts = [f"head AS ({_insert(table, head)} RETURNING number)"]
    parts += [f"{name} AS ({_insert(name, rows[0])})" for name, rows in others.items()]
    values = [to_json([head]).decode(), *(to_json(rows).decode() for rows in others.values())]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT number FROM head", values)  # noqa: S608 - as below
        return int(cursor.fetchone()[0])


def _insert(table: str, row: Mapping[str, Any]) -> str:
    columns = ", ".join(row)
    # Both come from the field names of the dataclasses above, never from a request.
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608


def change_terms(order_id: UUID, *, seen_version: int, **columns: Any) -> int:
    """Change the head of an order that was seen at a version; the new version comes back. Raises `Refused(STALE)`."""
    changed = Order.objects.filter(pk=order_id, version=seen_version).update(version=seen_version + 1, **columns)
    if changed != 1:
        raise refuse(CallReason.STALE, "seen_version")
    return seen_version + 1
