"""Joined records each wrote the same home down: it stands once, and what one record says of two stays is kept."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from handrail.people.rules.homes import each_place_once, may_be_one

FRONT, BEHIND = UUID(int=1), UUID(int=2)
HERE = ("14 Sallow Lane", "PE29 3RB")


@dataclass(frozen=True)
class Row:
    person_id: UUID
    lines: str
    postcode: str
    from_on: date
    until_on: date | None = None


def row(who: UUID = FRONT, place: tuple[str, str] = HERE, since: int = 2020, until: int | None = None) -> Row:
    return Row(who, *place, date(since, 1, 1), date(until, 1, 1) if until else None)


@pytest.mark.parametrize("place", [HERE, ("14, sallow  lane", "pe293rb")])
def test_the_row_of_the_front_stands_for_both_and_the_order_stays(place: tuple[str, str]) -> None:
    other, own, elsewhere = row(BEHIND, place), row(), row(BEHIND, ("2 Mill Road", "PE29 3RB"))
    assert each_place_once((elsewhere, other, own), front_id=FRONT) == (elsewhere, own)
    assert each_place_once((elsewhere, other, own), front_id=BEHIND) == (elsewhere, other)


def test_where_the_front_says_that_they_left_they_left() -> None:
    left = row(until=2026)
    assert each_place_once((row(BEHIND, since=2019), left), front_id=FRONT) == (left,)


def test_who_came_back_lives_there_again() -> None:
    rows = (row(BEHIND, since=2022), row(until=2021))
    assert each_place_once(rows, front_id=FRONT) == rows


def test_what_one_record_says_twice_and_what_has_no_postcode_is_not_guessed_at() -> None:
    twice = (row(), row())
    assert each_place_once(twice, front_id=FRONT) == twice
    nowhere = (row(place=("Boat", "")), row(BEHIND, place=("Boat", "")))
    assert each_place_once(nowhere, front_id=FRONT) == nowhere


@pytest.mark.parametrize(
    ("other", "may"),
    [
        (row(BEHIND, ("14 Sallow Ln", "pe293rb")), True),
        (row(BEHIND, ("2 Mill Road", "PE29 3RB")), False),
        (row(BEHIND, ("14 Sallow Ln", "PE29 3RC")), False),
        (row(BEHIND, ("14 Sallow Ln", "PE29 3RB"), until=2025), False),
        (row(BEHIND), False),
        (row(FRONT, ("14 Sallow Ln", "PE29 3RB")), False),
    ],
)
def test_another_record_may_mean_the_home_that_it_writes_differently(other: Row, may: bool) -> None:
    assert may_be_one(other, row()) is may
