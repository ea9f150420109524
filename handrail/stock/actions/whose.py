"""Owns the values that come from the open change: whose row it is, by whom and when.
Refuses nothing: no row can say anything else than its audit row."""

from typing import Any

from django.db.models.expressions import RawSQL

CONTRACT: Any = RawSQL("core_setting('app.contract_id')::uuid", ())
ACTOR: Any = RawSQL("core_setting('app.actor')::uuid", ())
HAPPENED: Any = RawSQL("core_setting('app.happened_at')::timestamptz", ())
RECORDED: Any = RawSQL("core_setting('app.recorded_at')::timestamptz", ())
OF_CONTRACT = {"contract_id": "core_setting('app.contract_id')::uuid"}
BY_ACTOR = OF_CONTRACT | {
    "by_id": "core_setting('app.actor')::uuid",
    "happened_at": "core_setting('app.happened_at')::timestamptz",
    "recorded_at": "core_setting('app.recorded_at')::timestamptz",
}
