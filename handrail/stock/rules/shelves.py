"""Owns: the order in which somebody walks past shelves: store by store, then by the shelf's name as people count.
Refuses nothing; what has no shelf comes after what has one."""

import re

type WalkingKey = tuple[bool, str, bool, tuple[tuple[int, str], ...]]


def walking_key(place: str, shelf: str) -> WalkingKey:
    """Where a thing comes in the walk: "A2" before "A10", what lies nowhere last."""
    parts = re.findall(r"\d+|\D+", shelf.strip().casefold())
    # Ten digits are more than any shelf has, and as many as are worth reading as a number.
    return not place, place, not parts, tuple((int(part[:10]) if part.isdecimal() else -1, part) for part in parts)
