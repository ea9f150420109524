"""New ids, made at the edge and passed in, so that the same seed makes the same history.
Refuses nothing; ids are UUID version 7 (RFC 9562): they sort by time, so that indexes grow at one end."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from uuid import UUID

type NewId = Callable[[], UUID]


def uuid7(at: datetime, random_bits: int) -> UUID:
    """The version 7 UUID of a time (millisecond precision) and 74 random bits."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    rand_a = (random_bits >> 62) & 0xFFF
    rand_b = random_bits & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (rand_a << 64) | (0b10 << 62) | rand_b)


def fresh_id() -> UUID:
    """A new id from the machine's clock and entropy."""
    return uuid7(datetime.now(UTC), secrets.randbits(74))


def seeded_ids(random: Random, at: Callable[[], datetime]) -> NewId:
    """A maker of ids which gives the same ids for the same seed and the same times."""
    return lambda: uuid7(at(), random.getrandbits(74))
