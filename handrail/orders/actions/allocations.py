"""Writes which stock is kept for which line.
Refuses an asset that is kept already: a unique key, which reads as STALE."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from handrail.core.insert import insert_rows
from handrail.orders.models import Allocation


@dataclass(frozen=True, slots=True)
class NewAllocation:
    """One asset (quantity 1), or so many of a counted product and lot, kept at a place for a line."""

    id: UUID
    line_id: UUID
    asset_id: UUID | None
    lot: str
    quantity: int
    place_id: UUID
    recycled: bool


@dataclass(frozen=True, slots=True)
class EndedAllocation:
    """What was kept for a line until now, so that its stock can be moved."""

    line_id: UUID
    asset_id: UUID | None
    lot: str
    quantity: int
    place_id: UUID


def allocate(*, contract_id: UUID, rows: Sequence[NewAllocation], by_id: UUID, at: datetime) -> None:
    """Keep stock for lines. One statement; an asset that is kept already breaks a unique key, which reads as STALE."""
    made = {"contract_id": contract_id, "made_at": at, "made_by_id": by_id}
    insert_rows(Allocation, [made | {name: getattr(row, name) for name in NewAllocation.__slots__} for row in rows])


def end_allocations(line_ids: Collection[UUID], *, at: datetime, how: str) -> tuple[EndedAllocation, ...]:
    """End what is kept for these lines, and say what it was, in the order in which it was kept. `how`: DELIVERED,
    CANCELLED, RELEASED, AMENDED, ..."""
    if not line_ids:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE orders_allocation SET ended_at = %s, ended_how = %s
               WHERE line_id = ANY(%s) AND ended_at IS NULL
               RETURNING id, line_id, asset_id, lot, quantity, place_id""",
            [at, how, list(line_ids)],
        )
        return tuple(EndedAllocation(*row[1:]) for row in sorted(cursor.fetchall()))


def place_allocations(line_ids: Collection[UUID], *, place_id: UUID) -> None:
    """What is kept for these lines lies in this store from now on. One statement."""
    if line_ids:
        Allocation.objects.filter(line_id__in=line_ids, ended_at__isnull=True).update(place_id=place_id)
