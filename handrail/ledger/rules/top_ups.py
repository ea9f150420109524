"""Owns: when stock that moves fills a satellite store up, and under which cause the journey of a day is charged.
Refuses nothing: stock that moves any other way costs nothing."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

TOP_UP = "satellite_top_up"
# So often in a day a store may be filled, emptied again wholly, and filled anew; each is found by its cause.
MOST_A_DAY = 20
# What comes by van on the way came out of a depot.
_BEHIND = frozenset({"DEPOT", "VAN"})
_STORE = "SATELLITE"


def is_filled(from_kind: str, to_kind: str) -> bool:
    """Whether such a move fills a satellite store up."""
    return to_kind == _STORE and from_kind in _BEHIND


def is_taken_back(from_kind: str, to_kind: str) -> bool:
    """Whether such a move may undo one that filled a satellite store up."""
    return is_filled(to_kind, from_kind)


def causes_of(place_id: UUID, on: date) -> tuple[str, ...]:
    """Under which a store may be charged on a day: the first, and those after all of it was taken back."""
    first = f"charge:top_up:{place_id}:{on.isoformat()}:{TOP_UP}"
    return first, *(f"{first}:{again}" for again in range(2, MOST_A_DAY + 1))


def next_cause(causes: Collection[str], used: Collection[str]) -> str | None:
    """The first that was not used yet; None where all were."""
    return next((cause for cause in causes if cause not in used), None)
