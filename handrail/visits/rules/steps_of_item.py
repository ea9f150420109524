"""Owns: to which order and which visit a step of an item belongs, by when it happened.
Refuses to guess: a step at a time when the item was kept for nobody belongs to none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Tied(StrEnum):
    """To what a step belongs."""

    ORDER = "ORDER"
    VISIT = "VISIT"


@dataclass(frozen=True, slots=True)
class Tie:
    """An order or visit for which an item was kept, lent or fetched, from when until when (None: still)."""

    to: Tied
    id: UUID
    number: int
    from_at: datetime
    until_at: datetime | None


def ties_at(moment: datetime, ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """The order and the visit of a step, at most one of each: of several the one that ends first, as a visit that
    failed comes before the next one for the same things."""
    there = [tie for tie in ties if tie.from_at <= moment and (tie.until_at is None or moment <= tie.until_at)]
    found = (_first([tie for tie in there if tie.to is kind]) for kind in Tied)
    return tuple(tie for tie in found if tie)


def _first(ties: Sequence[Tie]) -> Tie | None:
    return min(ties, key=lambda tie: (tie.until_at is None, tie.until_at or tie.from_at, tie.number), default=None)
