"""Writes what differs from the record, and stock takes that look for it.
Refuses (STALE) what somebody settled or closed meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest

from handrail.core.refusal import CallReason, refuse
from handrail.stock.actions.whose import ACTOR, CONTRACT, HAPPENED, RECORDED
from handrail.stock.models import CountLine, Discrepancy, StockTake
from handrail.stock.plans import NewCount, NewDiscrepancy


def raise_discrepancies(rows: Sequence[NewDiscrepancy]) -> None:
    """Store what differs from the record, each with its owner, in one statement."""
    Discrepancy.objects.bulk_create(
        Discrepancy(
            id=row.id, contract_id=CONTRACT, kind=row.kind, asset_id=row.asset_id, product_id=row.product_id,
            person_id=row.person_id, place_id=row.place_id, quantity=row.quantity, code_read=row.code_read[:120],
            detail=row.detail, visit_id=row.visit_id, owner_role=row.owner_role, raised_by_id=ACTOR,
            happened_at=HAPPENED, recorded_at=RECORDED,
        )
        for row in rows
    )  # fmt: skip


def settle_discrepancies(ids: Collection[UUID], *, by: UUID, at: datetime, how: str) -> None:
    """Settle open discrepancies, in one statement; `Refused(STALE)` where one was settled meanwhile. A late report may
    settle what was found after what it tells: never before it was found."""
    if not ids:
        return
    found = Discrepancy.objects.filter(pk__in=ids, settled_at__isnull=True)
    if found.update(settled_at=Greatest(F("happened_at"), at), settled_by_id=by, settled_how=how) != len(set(ids)):
        raise refuse(CallReason.STALE)


def open_stock_take(*, take_id: UUID, place_id: UUID, category: str) -> None:
    """Begin a stock take of a store, or of one product category in it; the database holds one open at a time."""
    StockTake.objects.create(
        id=take_id, contract_id=CONTRACT, place_id=place_id, category=category, begun_by_id=ACTOR, begun_at=HAPPENED
    )


def add_counts(rows: Sequence[NewCount]) -> None:
    """What was counted, in one statement; an asset that was scanned before stays as first scanned."""
    CountLine.objects.bulk_create(
        (
            CountLine(
                id=row.id, contract_id=CONTRACT, stock_take_id=row.stock_take_id, product_id=row.product_id,
                asset_id=row.asset_id, lot=row.lot, condition=row.condition, code_read=row.code_read[:120],
                recorded_quantity=row.recorded_quantity, counted_quantity=row.counted_quantity, by_id=ACTOR,
                counted_at=HAPPENED,
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def restate_counts(more: Mapping[UUID, int]) -> None:
    """What the record should have said when these were counted: so many more (or fewer) than it said."""
    for line_id in sorted(more):
        CountLine.objects.filter(pk=line_id).update(recorded_quantity=F("recorded_quantity") + more[line_id])


def close_take(take_id: UUID) -> None:
    """Close a stock take; `Refused(STALE)` when somebody closed it meanwhile."""
    if StockTake.objects.filter(pk=take_id, closed_at__isnull=True).update(closed_at=HAPPENED, closed_by_id=ACTOR) != 1:
        raise refuse(CallReason.STALE)
