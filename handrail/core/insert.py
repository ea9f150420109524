"""Inserts many rows of one table in one statement that reads them from one JSON parameter: a placeholder or an array
for each column costs several times as much. Refuses rows that differ in their columns; triggers, policies and
constraints hold as for any other insert."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models
from pydantic_core import to_json


def insert_rows(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    sql: Mapping[str, str] | None = None,
    returning: Sequence[str] = (),
    unless_there: bool = False,
) -> list[tuple[Any, ...]]:
    """Insert rows given as values by column. Columns that are not given take their field's default; `sql` gives some of
    them as an expression instead, in which `r.column` is what the row gives. `unless_there` leaves a row that is there
    already as it is.

    Raises `ValueError` when rows do not all name the same columns, `TypeError` for a time without a zone, which the
    server would read in a zone of its own. Answers the `returning` columns of each row."""
    if not rows:
        return []
    _refuse_unequal(model, rows)
    statement = _statement(model, frozenset(rows[0]), tuple((sql or {}).items()), tuple(returning), unless_there)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_given(model, rows, (sql or {}).keys())])
        return list(cursor.fetchall()) if returning else []


def insert_with_parts(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    part: type[models.Model],
    parts: Sequence[Mapping[str, Any]],
    *,
    returning: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Insert rows and what belongs to them, one of either at least, in one statement. Answers the `returning` columns
    of each row, not of its parts."""
    _refuse_unequal(model, rows)
    _refuse_unequal(part, parts)
    whole = _statement(model, frozenset(rows[0]), (), tuple(returning), unless_there=False)
    beside = _statement(part, frozenset(parts[0]), (), (), unless_there=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH made AS ({whole}), also AS ({beside}) SELECT * FROM made",
            [_given(model, rows, ()), _given(part, parts, ())],
        )
        return list(cursor.fetchall())


def _given(model: type[models.Model], rows: Sequence[Mapping[str, Any]], made: Iterable[str]) -> str:
    """The rows as one parameter, with what Django gives for the columns that neither they nor `made` name."""
    defaults = _defaults(model, {*rows[0], *made})
    return to_json([{**defaults, **row} for row in rows]).decode()


def _refuse_unequal(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError("every row names the same columns")
    _refuse_times_without_zone(model, rows)


def _refuse_times_without_zone(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        for name, value in row.items():
            if isinstance(value, datetime) and value.tzinfo is None:
                raise TypeError(f"{model.__name__}.{name}: a time without a zone")


@cache
def _statement(
    model: type[models.Model],
    given: frozenset[str],
    sql: tuple[tuple[str, str], ...],
    returning: tuple[str, ...],
    unless_there: bool,
) -> str:
    """The statement for rows with these columns. Raises `ValueError` for a column that the model does not have."""
    fields, expressions = _fields(model), dict(sql)
    unknown = (given | expressions.keys()) - fields.keys()
    if unknown:
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    read = [name for name in fields if name in given or (name not in expressions and not _by_database(model, name))]
    written = [name for name in fields if name in read or name in expressions]
    into = ", ".join(f'"{name}"' for name in written)
    chosen = ", ".join(expressions.get(name, f'r."{name}"') for name in written)
    record = ", ".join(f'"{name}" {fields[name][1]}' for name in read)
    end = " ON CONFLICT DO NOTHING" if unless_there else ""
    end += f" RETURNING {', '.join(returning)}" if returning else ""
    # Names and kinds are those of the model; values are the parameter.
    return (
        f'INSERT INTO "{model._meta.db_table}" ({into}) SELECT {chosen}'
        f" FROM jsonb_to_recordset(%s::jsonb) AS r ({record}){end}"
    )


def _defaults(model: type[models.Model], named: Iterable[str]) -> dict[str, Any]:
    """What Django gives for the columns that nobody named; those that the database fills are left to it."""
    return {name: default() for name, default in _makers(model, frozenset(named))}


@cache
def _makers(model: type[models.Model], named: frozenset[str]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    return tuple(
        (name, field.get_default)
        for name, (field, _) in _fields(model).items()
        if name not in named and not _by_database(model, name)
    )


def _by_database(model: type[models.Model], name: str) -> bool:
    return bool(_fields(model)[name][0].has_db_default())


@cache
def _fields(model: type[models.Model]) -> dict[str, tuple[Any, str]]:
    """The fields of a model by column, each with its type in the database; asked once, it was a tenth of a cycle."""
    return {
        str(field.column): (field, re.sub(r"\(.*?\)", "", field.db_type(connection) or ""))
        for field in model._meta.local_concrete_fields
    }
