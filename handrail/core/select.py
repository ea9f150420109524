"""Runs one SELECT and gives its rows as frozen values.
Refuses nothing; queries bring the scope's contract as a parameter."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from pydantic_core import from_json


def rows[T](make: Callable[..., T], sql: str, params: Mapping[str, Any]) -> tuple[T, ...]:
    """The rows of a SELECT, each handed to `make` in the order of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return tuple(make(*row) for row in cursor.fetchall())


def value_of(stored: Any) -> Any:
    """A JSON column as Python: a plain cursor gives it as text."""
    return from_json(stored) if isinstance(stored, str) else stored
