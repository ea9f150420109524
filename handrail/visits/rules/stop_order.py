"""Owns: in which order the stops of a run come: by slot, then by the moment at which each is due, unless somebody
moved them by hand. Refuses to put a stop before one that is under way or over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from handrail.visits.states import VisitState

MOVABLE = frozenset({VisitState.BOOKED, VisitState.PLANNED, VisitState.RELEASED})
# What nothing was promised for comes after what was.
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PlacedStop:
    """A stop as its place is decided."""

    id: UUID
    number: int
    state: VisitState
    slot_from: datetime | None
    due_at: datetime | None
    stop: int | None = None

    @property
    def comes(self) -> tuple[datetime, datetime, int]:
        """By what it is put in order; the number last, so that two of one moment stay as they were asked for."""
        return self.slot_from or _NEVER, self.due_at or _NEVER, self.number


def in_order(there: Sequence[PlacedStop], new: Iterable[PlacedStop]) -> tuple[UUID, ...]:
    """The stops with the new ones among them. Those that are there stay in the order in which somebody put them."""
    order = list(there)
    for one in sorted(new, key=lambda stop: stop.comes):
        at = len(order)
        while at and order[at - 1].state in MOVABLE and order[at - 1].comes > one.comes:
            at -= 1
        order.insert(at, one)
    return tuple(stop.id for stop in order)


def named_first(there: Sequence[PlacedStop], named: Sequence[UUID]) -> tuple[UUID, ...]:
    """The stops with those that are named in this order, and the others after them as they were. What is under way or
    over and not named stays before them: the crew was there first."""
    others = [stop for stop in there if stop.id not in named]
    begun = [stop.id for stop in others if stop.state not in MOVABLE]
    return (*begun, *named, *(stop.id for stop in others if stop.state in MOVABLE))


def may_swap(there: Sequence[PlacedStop], at: int) -> bool:
    """Whether the stop at this place and the one after it may change places."""
    return 0 <= at < len(there) - 1 and there[at].state in MOVABLE and there[at + 1].state in MOVABLE


def moved(there: Sequence[PlacedStop], visit_id: UUID, *, earlier: bool) -> tuple[UUID, ...]:
    """The stops with this one a place earlier or later; as they are where that cannot be, or it is no stop of these."""
    ids = [stop.id for stop in there]
    if visit_id in ids:
        at = ids.index(visit_id) - (1 if earlier else 0)
        if may_swap(there, at):
            ids[at], ids[at + 1] = ids[at + 1], ids[at]
    return tuple(ids)
