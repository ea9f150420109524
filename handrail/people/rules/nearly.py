"""Owns: what somebody may have meant by a birth date, postcode or NHS number that nobody has: one sign is another, or
two neighbours are changed over.
Refuses nothing; telephones stand as they are, since one sign away from each is somebody else's."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from string import ascii_lowercase, digits

from handrail.core.nhs_number import DIGITS, check_digit
from handrail.people.rules.finding import ONE_OF, Wish

# A slip in the century is none that is made: nobody is so old.
FARTHEST_YEARS = 90
_POSTCODE_KEY = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}")


def nearly(wish: Wish) -> Wish | None:
    """What else may have been meant by the numbers of a search; None where it holds none that can be mistyped so."""
    meant = replace(
        wish,
        exact=tuple(ONE_OF.join(dict.fromkeys((key, *_near(key)))) for key in wish.exact),
        born=tuple(dict.fromkeys((*wish.born, *(near for day in wish.born for near in _near_days(day))))),
    )
    return None if meant == wish else replace(meant, number=None)


def is_mistyped(wish: Wish) -> bool:
    """Whether ten digits were typed as an NHS number that can be none: its last digit does not fit the others."""
    return any(_is_ten_digits(key) and not _fits(key) for key in wish.exact)


def _near(key: str) -> Iterator[str]:
    if _is_ten_digits(key):
        yield from filter(_fits, _slips(key))
    elif _POSTCODE_KEY.fullmatch(key):
        yield from filter(_POSTCODE_KEY.fullmatch, _slips(key))


def _near_days(day: date) -> Iterator[date]:
    """The days one slip away from how the day is written, and the one with day and month changed over."""
    written = f"{day:%d%m}{day.year:04}"
    for slip in (f"{day:%m%d}{day.year:04}", *_slips(written)):
        try:
            near = date(int(slip[4:]), int(slip[2:4]), int(slip[:2]))
        except ValueError:
            continue
        if abs(near.year - day.year) <= FARTHEST_YEARS:
            yield near


def _slips(text: str) -> Iterator[str]:
    """The text with each sign exchanged for each other of its kind, and with each two neighbours changed over."""
    for at, sign in enumerate(text):
        for other in digits if sign in digits else ascii_lowercase:
            if other != sign:
                yield text[:at] + other + text[at + 1 :]
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _is_ten_digits(key: str) -> bool:
    return len(key) == DIGITS and key.isascii() and key.isdigit() and not key.startswith("0")


def _fits(key: str) -> bool:
    return check_digit(key[:9]) == int(key[9])
