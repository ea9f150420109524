"""The one way in which rows change state: a set-based compare-and-set along a path of states.
Refuses (STALE) when a row is no longer in the state that the caller saw."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from handrail.core.refusal import CallReason, refuse


def move(
    model: type[models.Model],
    ids: Collection[UUID],
    *,
    expected: Collection[str],
    path: Sequence[str],
    reason: str = "",
    **also: Any,
) -> None:
    """Move the rows along `path` (the states passed, the last is the new one), with `also` set in the same statement.

    One statement for all rows; raises `Refused(STALE)` unless every one of them was in an `expected` state."""
    if not ids:
        return
    if any(hasattr(value, "resolve_expression") for value in also.values()):
        rows = model._default_manager.filter(pk__in=ids, state__in=list(expected))
        changed = rows.update(state_path=list(path), state_reason=reason, **also)
    else:
        changed = _moved(model, ids, expected, path, {"state_reason": reason, **also})
    if changed != len(set(ids)):
        raise refuse(CallReason.STALE)


def _moved(
    model: type[models.Model],
    ids: Collection[UUID],
    expected: Collection[str],
    path: Sequence[str],
    values: Mapping[str, Any],
) -> int:
    """The same statement without the ORM's compiler, which cost twice what the database did. Gives the rows changed."""
    statement, fields = _statement(model, tuple(values))
    given = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [[str(state) for state in path], *given, list(ids), [str(state) for state in expected]]
        )
        return int(cursor.rowcount)


@cache
def _statement(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The statement that moves rows and sets these fields or columns, and the fields in this order."""
    known = {name: field for field in model._meta.local_concrete_fields for name in (field.name, field.attname)}
    fields = tuple(known[name] for name in names)
    sets = ", ".join(f'"{field.column}" = %s' for field in fields)
    return (
        f"""UPDATE "{model._meta.db_table}" SET state_path = %s::varchar[], {sets}
            WHERE id = ANY(%s::uuid[]) AND state = ANY(%s::varchar[])""",  # noqa: S608 - names are the model's
        fields,
    )
