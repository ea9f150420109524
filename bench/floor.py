"""Owns the floor: the statements of a recorded round said again as prepared statements, for other people and things.
Refuses a statement that touches another number of rows than it did when it was recorded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Json, Jsonb

from bench.recording import Recording, Statement
from handrail.core.ids import fresh_id

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(slots=True)
class Swap:
    """What stands for what: ids of people and things for others, ids made in the round for new ones, days later."""

    ids: dict[UUID, UUID]
    made: frozenset[UUID]
    on: date
    later: timedelta
    days: frozenset[date] = field(init=False)

    def __post_init__(self) -> None:
        self.days = frozenset({self.on})

    @property
    def _other_day(self) -> str:
        return (self.on + self.later).isoformat()

    def id(self, was: UUID) -> UUID:
        """The other id; a new one for what was made in the round, itself for what stands outside (a place, a user)."""
        found = self.ids.get(was)
        if found is None:
            found = self.ids[was] = fresh_id() if was in self.made else was
        return found

    def value(self, was: Any) -> Any:
        """A value of a statement with everything in it swapped."""
        if isinstance(was, UUID):
            return self.id(was)
        if isinstance(was, Enum):
            return self.value(was.value)
        if isinstance(was, str):
            other = _UUID.sub(lambda found: str(self.id(UUID(found[0]))), was)
            # Rows that are inserted travel as JSON.
            return other.replace(self.on.isoformat(), self._other_day) if other.startswith("[{") else other
        if isinstance(was, datetime):
            return was + self.later if was.date() == self.on else was
        if isinstance(was, date):
            return was + self.later if was == self.on else was
        if isinstance(was, Jsonb | Json):
            return type(was)(self.value(was.obj))
        if isinstance(was, Mapping):
            return {name: self.value(one) for name, one in was.items()}
        if isinstance(was, list | tuple | set | frozenset):
            return [self.value(one) for one in was]
        return was


type Script = list[list[Statement]]


def scripted(recording: Recording, swap: Swap) -> Script:
    """The round as it is said for others. Made before the clock runs."""
    return [
        [Statement(one.sql, None if one.values is None else swap.value(one.values)) for one in transaction]
        for transaction in recording.transactions
    ]


def replayed(connection: psycopg.Connection[Any], script: Script) -> None:
    """Say a round: each transaction of it in one transaction, each statement prepared."""
    cursor = connection.cursor()
    for transaction in script:
        for one in transaction:
            cursor.execute(one.sql, one.values, prepare=True)
        connection.commit()
