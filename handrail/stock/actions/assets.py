"""Writes items: each along its path, columns that change without a step, new ones with their numbers.
Refuses (STALE) an item that is no longer in the state the caller saw; the trigger refuses what breaks a promise."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic_core import to_json

from handrail.core.insert import insert_rows
from handrail.core.refusal import CallReason, refuse
from handrail.core.steps import move
from handrail.stock.actions.whose import OF_CONTRACT
from handrail.stock.models import Asset
from handrail.stock.plans import KEEP, AssetStep, Keep, NewAsset, Value
from handrail.stock.states import AssetState

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
             "alert_reference": row.alert_reference,
             "state_path": [state.value for state in row.path], "state_at": row.state_at, "state_reason": row.reason}
            for row in rows
        ],
        sql=OF_CONTRACT | {"state_at": "coalesce(r.state_at, core_setting('app.happened_at')::timestamptz)"},
    )  # fmt: skip


def new_asset_numbers(count: int) -> tuple[str, ...]:
    """So many asset numbers that no asset of the contract has, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM stock_new_asset_numbers(%s)", [count])
        return tuple(row[0] for row in cursor.fetchall())
