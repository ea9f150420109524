"""What a contract lays down, kept by this process while nobody changes it: it is read in every call and changed a few
times a year. Refuses to keep anything outside a transaction that knows the contract's last change.

What holds for some days only is kept for all days together, so that a new day is no reason to read.

A call learns at its begin by which change the contract's data stands (`core_laiddown`). What is read of them later in
that call may be newer, never older; whoever begins after a change has another number and reads anew."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any
from uuid import UUID

# Something with its first day and the day after its last; None: no end is known.
type Lasting[T] = tuple[date, date | None, T]

# A contract's catalogue is the greatest part: about a megabyte. Days come and go; a process forgets them all at once.
MOST_CONTRACTS, MOST_OF_A_CONTRACT = 24, 400

_stands: ContextVar[tuple[UUID, int] | None] = ContextVar("stands", default=None)
_kept: dict[UUID, tuple[int, dict[Hashable, Any]]] = {}


@contextmanager
def standing(contract_id: UUID | None, laid_down: int | None) -> Iterator[None]:
    """The block reads the data of this contract as they stand by this change; None: it reads all anew."""
    before = _stands.set((contract_id, laid_down) if contract_id and laid_down else None)
    try:
        yield
    finally:
        _stands.reset(before)


def state_of(contract_id: UUID) -> int | None:
    """By which change the block reads the data of this contract; None: it reads all anew."""
    stands = _stands.get()
    return stands[1] if stands and stands[0] == contract_id else None


def remembered[T](contract_id: UUID, what: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, or gave earlier for the same contract, `what` and state of the data. Whoever gets it leaves it
    as it is."""
    laid_down = state_of(contract_id)
    if laid_down is None:
        return read()
    kept = _of(contract_id, laid_down)
    found = kept.get(what, kept)
    if found is kept:
        found = read()
        if len(kept) >= MOST_OF_A_CONTRACT:
            kept.clear()
        kept[what] = found
    answer: T = found
    return answer


def in_force[T](contract_id: UUID, what: Hashable, on: date, read: Callable[[], Sequence[Lasting[T]]]) -> tuple[T, ...]:
    """Of what `read` gives those that hold on a day, in the same order. Read for all days at once and remembered."""
    return remembered(contract_id, what, lambda: Days(read())).of(on)


class Days[T]:
    """Things with the days for which they hold. What holds stays the same from one first or last day to the next."""

    def __init__(self, things: Sequence[Lasting[T]]) -> None:
        self._things = things
        self._turns = sorted({day for first, after, _ in things for day in (first, after) if day})
        self._found: dict[int, tuple[T, ...]] = {}
        self._made: dict[tuple[int, Callable[[tuple[T, ...]], Any]], Any] = {}

    def ever(self) -> tuple[T, ...]:
        """All of them, whatever their days."""
        return tuple(thing for _, _, thing in self._things)

    def turns(self, *, after: date) -> tuple[date, ...]:
        """The days after this one on which something begins or holds no longer."""
        return tuple(self._turns[self._turn(after) :])

    def made[U](self, on: date, make: Callable[[tuple[T, ...]], U]) -> U:
        """What `make` gives of those that hold on a day, made once for as long as they do. Whoever gets it leaves it as
        it is; `make` is one of few functions, not one of its own for each call."""
        key = (self._turn(on), make)
        if key not in self._made:
            self._made[key] = make(self.of(on))
        answer: U = self._made[key]
        return answer

    def of(self, on: date) -> tuple[T, ...]:
        """Those that hold on a day, in the order in which they were given."""
        turn = self._turn(on)
        if turn not in self._found:
            self._found[turn] = tuple(
                thing for first, after, thing in self._things if first <= on and (after is None or on < after)
            )
        return self._found[turn]

    def _turn(self, on: date) -> int:
        return bisect_right(self._turns, on)


def _of(contract_id: UUID, laid_down: int) -> dict[Hashable, Any]:
    """What is kept of a contract as it stands; what was kept of another state is dropped."""
    found = _kept.get(contract_id)
    if found is None or found[0] != laid_down:
        if found is None and len(_kept) >= MOST_CONTRACTS:
            _kept.clear()
        found = _kept[contract_id] = (laid_down, {})
    return found[1]
