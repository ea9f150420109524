"""Owns: how a special is told from a catalogue product: by its code, SPC- and a number.
Refuses nothing: a special is a product like any other, but for not being offered to everybody."""

from collections.abc import Iterable

SPECIAL = "SPC-"


def is_special(code: str) -> bool:
    """Whether a product was bought for one person because the catalogue had nothing that fits."""
    return code.startswith(SPECIAL)


def next_code(known: Iterable[str]) -> str:
    """The code of a new special: one more than the highest number so far."""
    numbers = [int(code.removeprefix(SPECIAL)) for code in known if code.removeprefix(SPECIAL).isdecimal()]
    return f"{SPECIAL}{max(numbers, default=0) + 1:04}"
