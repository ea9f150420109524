"""Decides which things of a visit will not come, as nothing is kept for them.
Refuses nothing: whether a van goes all the same is asked where it is booked and sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.orders.states import HOLDS_STOCK, LineState

# Nothing is to be brought any more, so nothing is missing.
_OVER = frozenset({LineState.DELIVERED, LineState.CANCELLED, LineState.REFUSED})
COMING = HOLDS_STOCK | _OVER


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many things a visit is to bring, and the names of those that will not come: `waiting` is not in stock, for
    `unkept` nobody has looked yet, `elsewhere` lies on a van that does not bring it."""

    things: int = 0
    waiting: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.waiting or self.unkept or self.elsewhere)


def shortage_of(lines: Iterable[tuple[str, LineState]], elsewhere: Iterable[str] = ()) -> Shortage:
    """What is missing of these lines, each by the name of its product and its state; `elsewhere` names those of them
    that lie on another van."""
    open_lines = [(name, state) for name, state in lines if state not in _OVER]
    return Shortage(
        things=len(open_lines),
        waiting=tuple(name for name, state in open_lines if state is LineState.BACK_ORDERED),
        unkept=tuple(name for name, state in open_lines if state not in COMING and state is not LineState.BACK_ORDERED),
        elsewhere=tuple(elsewhere),
    )
