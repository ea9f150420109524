"""New ids, made at the edge and passed in, so that the same seed makes the same history.
Refuses nothing; ids are UUID version 7 (RFC 9562): they sort by time, so that indexes grow at one end, and those of one
maker sort as they were made, also within a millisecond or while a clock is set back."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from threading import Lock
from uuid import UUID

type NewId = Callable[[], UUID]

_COUNT_BITS = 12
_RANDOM_BITS = 62


class Turns:
    """The turn of each id of one maker: a time in milliseconds and a 12-bit count after it, always above the last one
    (RFC 9562 6.2, method 1). More than a millisecond's count are taken from the next."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = Lock()

    def next(self, at: datetime) -> int:
        """The next turn, at this time or as soon after it as is free."""
        with self._lock:
            self._last = max(int(at.timestamp() * 1000) << _COUNT_BITS, self._last + 1)
            return self._last


def uuid7(turn: int, random_bits: int) -> UUID:
    """The version 7 UUID of a turn and 62 random bits."""
    milliseconds, count = divmod(turn, 1 << _COUNT_BITS)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (count << 64) | (0b10 << _RANDOM_BITS) | random_bits)


_TURNS = Turns()


def fresh_id() -> UUID:
    """A new id from the machine's clock and entropy."""
    return uuid7(_TURNS.next(datetime.now(UTC)), secrets.randbits(_RANDOM_BITS))


def seeded_ids(random: Random, at: Callable[[], datetime]) -> NewId:
    """A maker of ids which gives the same ids for the same seed and the same times."""
    turns = Turns()
    return lambda: uuid7(turns.next(at()), random.getrandbits(_RANDOM_BITS))
