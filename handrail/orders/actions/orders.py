"""Writes the head of an order, the answers to its questions and the checks that spoke up.
Refuses (STALE) to change an order that was seen at another version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.orders.models import Answer, Check, Order


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


def open_order(order: NewOrder) -> int:
    """Write the head of an order; its number comes back. One statement."""
    row = Order(**{name: getattr(order, name) for name in NewOrder.__slots__})
    row.save(force_insert=True)
    return int(row.number)


def keep_answers(
    *, contract_id: UUID, order_id: UUID, person_id: UUID, rows: Sequence[NewAnswer], by_id: UUID, at: datetime
) -> None:
    """Write the answers to clinical questions. One statement, none for no rows."""
    Answer.objects.bulk_create(
        [
            Answer(
                contract_id=contract_id,
                order_id=order_id,
                person_id=person_id,
                by_id=by_id,
                happened_at=at,
                **{name: getattr(row, name) for name in NewAnswer.__slots__},
            )
            for row in rows
        ]
    )


def keep_checks(
    *, contract_id: UUID, order_id: UUID, person_id: UUID, rows: Sequence[NewCheck], by_id: UUID, at: datetime
) -> None:
    """Write the checks that spoke up, with the reasons given. One statement, none for no rows."""
    Check.objects.bulk_create(
        [
            Check(
                id=row.id,
                contract_id=contract_id,
                order_id=order_id,
                person_id=person_id,
                line_id=row.line_id,
                code=row.code,
                severity=row.severity,
                numbers=dict(row.numbers),
                reason=row.reason,
                by_id=by_id,
                happened_at=at,
            )
            for row in rows
        ]
    )


def change_terms(order_id: UUID, *, seen_version: int, **columns: Any) -> int:
    """Change the head of an order that was seen at a version; the new version comes back. Raises `Refused(STALE)`."""
    changed = Order.objects.filter(pk=order_id, version=seen_version).update(version=seen_version + 1, **columns)
    if changed != 1:
        raise refuse(CallReason.STALE, "seen_version")
    return seen_version + 1
