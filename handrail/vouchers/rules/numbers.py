"""Owns: the number of a voucher: not to be guessed, easy to read out, with a sign that shows a slip of the pen.
Refuses nothing: what is no number is read as none."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

# 31 signs, a prime: none that is taken for another (0 and O, 1, I and L). With weights that differ, the check sign then
# finds each wrong sign and each two that changed places.
SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 12
_GROUP: Final = 4
# An id's last 32 bits and the 14 before its last group are chance (RFC 9562), the 16 between may name a county.
_LAST_BITS, _CHANCE_BITS = 32, 46


def number_from(ids: Iterable[UUID]) -> str:
    """The number of a voucher from the chance of ids that are kept nowhere: no id that anybody sees tells it."""
    chance = 0
    for one in ids:
        chance = (chance << _CHANCE_BITS) | _chance_of(one)
    signs = ""
    for _ in range(LENGTH - 1):
        chance, sign = divmod(chance, len(SIGNS))
        signs += SIGNS[sign]
    return signs + _check_sign(signs)


def read_number(text: str) -> str:
    """The number as it is kept, from how somebody typed or scanned it; empty where it is none."""
    signs = "".join(text.split()).replace("-", "").upper()
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return ""
    return signs if _check_sign(signs[:-1]) == signs[-1] else ""


def written_number(number: str) -> str:
    """As it is printed and read out: in groups of four."""
    return "-".join(number[at : at + _GROUP] for at in range(0, len(number), _GROUP))


def _chance_of(one: UUID) -> int:
    last = one.int & ((1 << _LAST_BITS) - 1)
    before = (one.int >> 48) & ((1 << (_CHANCE_BITS - _LAST_BITS)) - 1)
    return (before << _LAST_BITS) | last


def _check_sign(signs: str) -> str:
    return SIGNS[sum(weight * SIGNS.index(sign) for weight, sign in enumerate(signs, 2)) % len(SIGNS)]
