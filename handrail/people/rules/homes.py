"""Which addresses of a person are one place: records that were joined each wrote it down, and it is shown once.
Refuses to leave out what one record alone says twice, and a stay that began after the other record's had ended."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID


class Place(Protocol):
    """Where a person lives, lived or stays, as one record says."""

    @property
    def person_id(self) -> UUID:
        """Of which record it is."""

    @property
    def lines(self) -> str:
        """House and street."""

    @property
    def postcode(self) -> str:
        """Empty where it is not known."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def until_on(self) -> date | None:
        """The day after which it holds no longer."""


def each_place_once[P: Place](rows: Iterable[P], *, front_id: UUID) -> tuple[P, ...]:
    """The addresses in their order, without those that a record in front of theirs says of the same days: what that
    one says holds, also that the person has left."""
    given = tuple(rows)
    shown: list[P] = []
    for row in sorted(given, key=lambda one: one.person_id != front_id):
        if not any(_is_the_same(row, other) for other in shown):
            shown.append(row)
    return tuple(row for row in given if any(row is other for other in shown))


def place_of(row: Place) -> tuple[str, str]:
    """By what two addresses are known as one place: text and postcode, however they were typed."""
    return " ".join(row.lines.replace(",", " ").lower().split()), row.postcode.replace(" ", "").upper()


def may_be_one(row: Place, home: Place) -> bool:
    """Whether another record may mean this home, and only wrote its street differently: the number and the postcode
    are the same."""
    if row.person_id == home.person_id or row.until_on or home.until_on or not row.postcode:
        return False
    (text, postcode), (home_text, home_postcode) = place_of(row), place_of(home)
    return postcode == home_postcode and text != home_text and text.split()[:1] == home_text.split()[:1]


def _is_the_same(row: Place, other: Place) -> bool:
    same = row.person_id != other.person_id and row.postcode and place_of(row) == place_of(other)
    return bool(same) and row.from_on <= (other.until_on or date.max) and other.from_on <= (row.until_on or date.max)
