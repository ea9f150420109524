"""The only code that writes stock: assets, counted stock, care, discrepancies, stock takes, places.
Refuses (STALE) an asset that is no longer in the state the caller saw; the triggers refuse what breaks a promise."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL
from pydantic_core import to_json

from handrail.core.insert import insert_rows
from handrail.core.refusal import CallReason, refuse
from handrail.core.steps import move
from handrail.stock.models import (
    Asset,
    Bin,
    Contamination,
    CountLine,
    Decontamination,
    Discrepancy,
    Inspection,
    Place,
    Repair,
    StockLevel,
    StockMove,
    StockTake,
)
from handrail.stock.plans import (
    KEEP,
    AssetStep,
    CaredFor,
    CountedMove,
    Keep,
    NewAsset,
    NewContamination,
    NewCount,
    NewDecontamination,
    NewDiscrepancy,
    NewInspection,
    NewRepair,
    Value,
)
from handrail.stock.states import AssetState

# Contract, user and times come from the open change, so no row can say anything else than its audit row.
CONTRACT: Any = RawSQL("core_setting('app.contract_id')::uuid", ())
ACTOR: Any = RawSQL("core_setting('app.actor')::uuid", ())
HAPPENED: Any = RawSQL("core_setting('app.happened_at')::timestamptz", ())
RECORDED: Any = RawSQL("core_setting('app.recorded_at')::timestamptz", ())
_CONTRACT = {"contract_id": "core_setting('app.contract_id')::uuid"}
_BY_ACTOR = _CONTRACT | {
    "by_id": "core_setting('app.actor')::uuid",
    "happened_at": "core_setting('app.happened_at')::timestamptz",
    "recorded_at": "core_setting('app.recorded_at')::timestamptz",
}

# The columns that may be set row by row, with their type in the database.
_COLUMNS: Mapping[str, str] = {
    "alert_reference": "text",
    "bin": "text",
    "condition_grade": "text",
    "discrepancy_id": "uuid",
    "electrical_test_due_on": "date",
    "examination_due_on": "date",
    "held_for_line_id": "uuid",
    "issues": "int",
    "lot": "text",
    "place_id": "uuid",
    "product_id": "uuid",
    "serial": "text",
    "service_due_on": "date",
    "state_at": "timestamptz",
}


def move_assets(
    ids: Collection[UUID],
    *,
    expected: Collection[AssetState],
    path: Sequence[AssetState],
    place_id: UUID | None = None,
    held_for: UUID | Keep | None = KEEP,
    reason: str = "",
    **also: Any,
) -> None:
    """Move assets along one path, to one place, in one statement; `Refused(STALE)` where one had moved on.

    `held_for` None lets go of the line, KEEP leaves it. `also` sets other columns, such as `issues=F("issues") + 1`."""
    columns = dict(also)
    if place_id is not None:
        columns["place_id"] = place_id
    if held_for is not KEEP:
        columns["held_for_line_id"] = held_for
    move(Asset, ids, expected=expected, path=path, reason=reason, **columns)


def step_assets(rows: Sequence[AssetStep]) -> None:
    """Move assets each along its own path, with its own place and line, in one statement; `Refused(STALE)` as above."""
    if not rows:
        return
    named = sorted({name for row in rows for name in row.also})
    records = [_record(row) for row in rows]
    sets = "".join(f", {name} = CASE WHEN r.has ? '{name}' THEN r.{name} ELSE a.{name} END" for name in named)
    shape = "".join(f", {name} {_COLUMNS[name]}" for name in named)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE stock_asset a SET state_path = r.path, state_reason = r.reason,
                    place_id = coalesce(r.place, a.place_id),
                    held_for_line_id = CASE WHEN r.keep THEN a.held_for_line_id ELSE r.held_for END {sets}
                FROM jsonb_to_recordset(%s::jsonb) AS r
                    (id uuid, expected text[], path text[], place uuid, keep boolean, held_for uuid, reason text,
                     has jsonb {shape})
                WHERE a.id = r.id AND a.state = ANY (r.expected)""",  # noqa: S608 - names from _COLUMNS only
            [to_json(records).decode()],
        )
        if cursor.rowcount != len({row.id for row in rows}):
            raise refuse(CallReason.STALE)


def _record(row: AssetStep) -> dict[str, Any]:
    return {
        "id": row.id,
        "expected": list(row.expected),
        "path": list(row.path),
        "place": row.place_id,
        "keep": row.held_for is KEEP,
        "held_for": None if row.held_for is KEEP else row.held_for,
        "reason": row.reason,
        "has": list(row.also),
        **row.also,
    }


def set_asset_columns(rows: Sequence[tuple[UUID, Mapping[str, Value | datetime]]]) -> None:
    """Set columns of assets row by row, without a change of state, in one statement. Each row names the same columns.

    Raises `ValueError` for rows that differ in their columns or name one that may not be set."""
    if not rows:
        return
    names = sorted(rows[0][1])
    if any(sorted(columns) != names for _, columns in rows):
        raise ValueError("every row sets the same columns")
    if not set(names) <= set(_COLUMNS):
        raise ValueError(f"only {sorted(_COLUMNS)} may be set")
    shape = "".join(f", {name} {_COLUMNS[name]}" for name in names)
    records = [{"id": asset_id, **columns} for asset_id, columns in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE stock_asset a SET {", ".join(f"{name} = r.{name}" for name in names)}
                FROM jsonb_to_recordset(%s::jsonb) AS r (id uuid {shape}) WHERE a.id = r.id""",  # noqa: S608 - as above
            [to_json(records).decode()],
        )
        if cursor.rowcount != len({asset_id for asset_id, _ in rows}):
            raise refuse(CallReason.STALE)


def add_assets(rows: Sequence[NewAsset]) -> None:
    """Enter new assets, each along its path, in one statement."""
    insert_rows(
        Asset,
        [
            {"id": row.id, "product_id": row.product_id, "number": row.number, "serial": row.serial, "lot": row.lot,
             "made_on": row.made_on, "bought_on": row.bought_on, "price_paid_pence": row.price_paid_pence,
             "place_id": row.place_id, "issues": row.issues, "condition_grade": row.condition_grade,
             "electrical_test_due_on": row.electrical_test_due_on, "examination_due_on": row.examination_due_on,
             "service_due_on": row.service_due_on, "discrepancy_id": row.discrepancy_id, "bin": row.bin,
             "state_path": [state.value for state in row.path], "state_at": row.state_at, "state_reason": row.reason}
            for row in rows
        ],
        sql=_CONTRACT | {"state_at": "coalesce(r.state_at, core_setting('app.happened_at')::timestamptz)"},
    )  # fmt: skip


def new_asset_numbers(count: int) -> tuple[str, ...]:
    """So many asset numbers that no asset of the contract has, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM stock_new_asset_numbers(%s)", [count])
        return tuple(row[0] for row in cursor.fetchall())


def move_counted(moves: Sequence[CountedMove]) -> None:
    """Move counted stock between cells, in one statement. `Refused(STALE)` where a cell does not hold so many.

    By product, so that two calls do not wait for each other; moves of one product stay in the order given."""
    insert_rows(
        StockMove,
        [
            {"id": row.id, "product_id": row.product_id, "lot": row.lot, "quantity": row.quantity,
             "from_place_id": row.from_place, "from_condition": row.from_condition, "to_place_id": row.to_place,
             "to_condition": row.to_condition, "reason": row.reason, "line_id": row.line_id, "mends_id": row.mends_id,
             "discrepancy_id": row.discrepancy_id}
            for row in sorted(moves, key=lambda row: (row.product_id, row.lot))
        ],
        sql=_CONTRACT,
    )  # fmt: skip


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
    """Settle open discrepancies, in one statement; `Refused(STALE)` where one was settled meanwhile."""
    if not ids:
        return
    found = Discrepancy.objects.filter(pk__in=ids, settled_at__isnull=True)
    if found.update(settled_at=at, settled_by_id=by, settled_how=how) != len(set(ids)):
        raise refuse(CallReason.STALE)


def make_home_places(addresses: Sequence[tuple[UUID, UUID, UUID]]) -> None:
    """The place that goes with each address: (address, person, contract). Made together with the address."""
    insert_rows(
        Place,
        [
            {"id": address_id, "contract_id": contract_id, "kind": "HOME", "address_id": address_id,
             "person_id": person_id}
            for address_id, person_id, contract_id in addresses
        ],
    )  # fmt: skip


def make_places(rows: Sequence[tuple[UUID, str, str, UUID | None]]) -> None:
    """Stores, vans and repairers, in one statement: (place, kind, name, depot). A store's id is its depot's."""
    Place.objects.bulk_create(
        Place(id=place_id, contract_id=CONTRACT, kind=kind, name=name, depot_id=depot_id)
        for place_id, kind, name, depot_id in rows
    )


def rename_place(place_id: UUID, *, name: str) -> None:
    """A store or van has another name."""
    Place.objects.filter(pk=place_id).update(name=name)


def set_bins(rows: Sequence[tuple[UUID, UUID, UUID, str]]) -> None:
    """On which shelf a product lies in a store: (id for a new row, place, product, label)."""
    Bin.objects.bulk_create(
        (
            Bin(id=row_id, contract_id=CONTRACT, place_id=place_id, product_id=product_id, label=label)
            for row_id, place_id, product_id, label in rows
        ),
        update_conflicts=True,
        unique_fields=["place", "product"],
        update_fields=["label"],
    )


def set_stock_levels(rows: Sequence[tuple[UUID, UUID, UUID, int, int]]) -> None:
    """What a satellite keeps: (id for a new row, place, product, keep, refill at)."""
    StockLevel.objects.bulk_create(
        (
            StockLevel(
                id=row_id, contract_id=CONTRACT, place_id=place_id, product_id=product_id, keep=keep, refill_at=refill
            )
            for row_id, place_id, product_id, keep, refill in rows
        ),
        update_conflicts=True,
        unique_fields=["place", "product"],
        update_fields=["keep", "refill_at"],
    )


def add_contaminations(rows: Iterable[NewContamination]) -> None:
    """Contamination statements, in one statement."""
    insert_rows(
        Contamination,
        [
            {**_cared_for(row.of), "contact_with": list(row.contact_with), "infection_risk": row.infection_risk,
             "precautions": row.precautions}
            for row in rows
        ],
        sql=_BY_ACTOR,
    )  # fmt: skip


def add_decontaminations(rows: Iterable[NewDecontamination]) -> None:
    """Cleans, in one statement."""
    insert_rows(
        Decontamination,
        [{**_cared_for(row.of), "method": row.method, "minutes": row.minutes, "reason": row.reason} for row in rows],
        sql=_BY_ACTOR,
    )


def add_inspections(rows: Iterable[NewInspection]) -> None:
    """Inspections and tests, in one statement."""
    insert_rows(
        Inspection,
        [
            {**_cared_for(row.of), "kinds": list(row.kinds), "verdict": row.verdict,
             "condition_grade": row.condition_grade, "readings": dict(row.readings), "defects": row.defects,
             "electrical_test_due_on": row.electrical_test_due_on, "examination_due_on": row.examination_due_on,
             "service_due_on": row.service_due_on}
            for row in rows
        ],
        sql=_BY_ACTOR,
    )  # fmt: skip


def add_repairs(rows: Iterable[NewRepair]) -> None:
    """Repairs, in one statement."""
    insert_rows(
        Repair,
        [
            {**_cared_for(row.of), "fault": row.fault, "actions": list(row.actions), "minutes": row.minutes,
             "parts_pence": row.parts_pence, "note": row.note}
            for row in rows
        ],
        sql=_BY_ACTOR,
    )  # fmt: skip


def _cared_for(of: CaredFor) -> dict[str, Any]:
    return {
        "id": of.id,
        "asset_id": of.asset_id,
        "product_id": of.product_id,
        "lot": of.lot,
        "quantity": of.quantity,
        "depot_id": of.depot_id,
        "mends_id": of.mends_id,
    }


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


def close_take(take_id: UUID) -> None:
    """Close a stock take; `Refused(STALE)` when somebody closed it meanwhile."""
    if StockTake.objects.filter(pk=take_id, closed_at__isnull=True).update(closed_at=HAPPENED, closed_by_id=ACTOR) != 1:
        raise refuse(CallReason.STALE)


__all__ = [
    "KEEP",
    "add_assets",
    "add_contaminations",
    "add_counts",
    "add_decontaminations",
    "add_inspections",
    "add_repairs",
    "close_take",
    "make_home_places",
    "make_places",
    "move_assets",
    "move_counted",
    "new_asset_numbers",
    "open_stock_take",
    "raise_discrepancies",
    "rename_place",
    "set_asset_columns",
    "set_bins",
    "set_stock_levels",
    "settle_discrepancies",
    "step_assets",
]
