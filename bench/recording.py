"""Owns writing down what a round of cycles writes: its INSERTs and UPDATEs by transaction, with their values.
Refuses what only reads: the floor has nothing to decide."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# `FOR UPDATE` locks and reads; core_begin and core_finish open, audit and answer a change.
_WRITES = re.compile(
    r"\bINSERT\s+INTO\b|(?<!FOR )(?<!KEY )\bUPDATE\s+\"?\w|\bDELETE\s+FROM\b|core_begin|core_finish", re.I
)
_BEGINS = "core_begin"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, with its values in the order of its places or by name."""

    sql: str
    values: Any


@dataclass(slots=True)
class Recording:
    """The transactions of a round, each a list of statements."""

    transactions: list[list[Statement]] = field(default_factory=list)

    @property
    def statements(self) -> int:
        """How many statements there are in all."""
        return sum(len(one) for one in self.transactions)

    def take(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        """An execute wrapper of Django that keeps what writes."""
        if _WRITES.search(sql):
            if _BEGINS in sql:
                self.transactions.append([])
            if many:
                raise ValueError(f"the floor cannot say this again: {sql[:80]}")
            self.transactions[-1].append(Statement(sql, params))
        return execute(sql, params, many, context)


@contextmanager
def recorded() -> Iterator[Recording]:
    """Keep what is written inside the block."""
    made = Recording()
    with connection.execute_wrapper(made.take):
        yield made
