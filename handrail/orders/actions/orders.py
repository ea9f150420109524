"""Writes the head of an order, the answers to its questions and the checks that spoke up.
Refuses (STALE) to change an order that was seen at another version."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
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
    joint_suits: str | None = None


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to one clinical question; `action` is the flag it raised, `reason` what was said to it. `line_id`: the
    one item that it is about; None: all that ask."""

    id: UUID
    question_code: str
    asked_at: str
    answer: str
    action: str = ""
    reason: str = ""
    line_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewCheck:
    """A check that spoke up when the order was sent, its numbers, and the reason given."""

    id: UUID
    line_id: UUID | None
    code: str
    severity: str
    numbers: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class OrderRows:
    """The rows of an order beside its head."""

    lines: Sequence[NewLine] = ()
    answers: Sequence[NewAnswer] = ()
    checks: Sequence[NewCheck] = ()
    releases: Sequence[NewRelease] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """To which order rows belong, who wrote them, and when it happened."""

    contract_id: UUID
    order_id: UUID
    person_id: UUID
    by_id: UUID
    at: datetime


def open_order(order: NewOrder, rows: OrderRows) -> int:
    """Write an order with its lines, answers, checks and releases; its number comes back. One statement for all.

    Keys between these rows are checked at the end of the transaction, so their order does not matter."""
    head = {name: getattr(order, name) for name in NewOrder.__slots__} | {"version": 1}
    written = Written(order.contract_id, order.id, order.person_id, order.entered_by_id, order.submitted_at)
    tables = {"orders_order": [head], **_tables(rows, written)}
    with connection.cursor() as cursor:
        cursor.execute(*_insert_together(tables, returning="number"))
        return int(cursor.fetchone()[0])


def extend_order(rows: OrderRows, written: Written) -> None:
    """Add lines, answers, checks and releases to an order. One statement for all, none for nothing."""
    tables = _tables(rows, written)
    if tables:
        with connection.cursor() as cursor:
            cursor.execute(*_insert_together(tables))


def _tables(rows: OrderRows, written: Written) -> dict[str, list[dict[str, Any]]]:
    inside = {"contract_id": written.contract_id, "order_id": written.order_id, "person_id": written.person_id}
    told = {**inside, "by_id": written.by_id, "happened_at": written.at}
    tables = {
        "orders_orderline": [line_columns(line) | inside for line in rows.lines],
        "orders_answer": [columns_of(answer) | told for answer in rows.answers],
        "orders_check": [columns_of(check) | told for check in rows.checks],
        "orders_release": [release_columns(release) | inside for release in rows.releases],
    }
    return {name: found for name, found in tables.items() if found}


def columns_of(row: NewAnswer | NewCheck) -> dict[str, Any]:
    """The columns of a row that are its own fields."""
    return {name: getattr(row, name) for name in row.__slots__}


def _insert_together(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], *, returning: str = ""
) -> tuple[str, list[str]]:
    """One statement that inserts into several tables, with its values; a column of the first table comes back."""
    first, *others = tables
    end = f" RETURNING {returning}" if returning else ""
    parts = [f"head AS ({_insert(first, tables[first][0])}{end})"]
    parts += [f"{name} AS ({_insert(name, tables[name][0])})" for name in others]
    asked = f"{returning} FROM head" if returning else "1"
    return f"WITH {', '.join(parts)} SELECT {asked}", [to_json(rows).decode() for rows in tables.values()]


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


def change_heads(ids: Collection[UUID], **columns: Any) -> None:
    """Set columns of whole orders (address, day of going home) after the person's life changed, in one statement."""
    Order.objects.filter(pk__in=ids).update(version=F("version") + 1, **columns)
