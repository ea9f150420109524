"""Whom a new record may be about already: the order they are shown in, and how little is told of those out of sight."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from handrail.core.matching import PersonTraits
from handrail.people.rules.likeness import (
    KnownPerson,
    alike_out_of_sight,
    birth_dates_to_try,
    lookalikes,
    reasons_against_adding,
)
from handrail.people.states import PersonReason

BORN = date(1941, 4, 2)
NEW = PersonTraits("Ada", "Byrne", BORN, postcode="LS1 4AP", address_line="1 Mill Lane")
ELSEWHERE = replace(NEW, postcode="YO1 7HH", address_line="9 Low Road")


def known(number: int, traits: PersonTraits = NEW) -> KnownPerson:
    return KnownPerson(UUID(int=number), number, traits)


def test_the_likeliest_comes_first_then_the_lower_number_and_who_is_different_is_not_shown() -> None:
    other = PersonTraits("Tom", "Harker", date(1980, 9, 30))
    found = lookalikes(NEW, [known(1, ELSEWHERE), known(9), known(2, other), known(4)])
    assert [one.known.number for one in found] == [4, 9, 1]


def test_each_lookalike_is_told_five_at_most_unless_it_is_said_why_this_is_someone_else() -> None:
    alike = lookalikes(NEW, [known(number) for number in range(1, 8)])
    found = reasons_against_adding(alike, why_new="")
    assert [dict(reason.params)["number"] for reason in found] == [1, 2, 3, 4, 5]
    assert {(reason.code, reason.field) for reason in found} == {(PersonReason.LOOKS_ALIKE, "why_new")}
    assert dict(found[0].params)["born_on"] == "1941-04-02"
    assert (dict(found[0].params)["address"], dict(found[0].params)["postcode"]) == ("1 Mill Lane", "LS1 4AP")
    assert reasons_against_adding(alike, why_new="twins") == ()


def test_a_lookalike_without_a_birth_date_has_none_told() -> None:
    alike = lookalikes(NEW, [known(1, replace(NEW, born_on=None))])
    assert [dict(reason.params)["born_on"] for reason in reasons_against_adding(alike, why_new="")] == [""]


@pytest.mark.parametrize(
    ("traits", "by"),
    [
        (NEW, PersonReason.ALIKE_ELSEWHERE_BY_BOTH),
        (replace(NEW, address_line="2 Mill Lane"), PersonReason.ALIKE_ELSEWHERE_BY_BOTH),
        (replace(NEW, given_name="Byrne", family_name="Ada"), PersonReason.ALIKE_ELSEWHERE_BY_BOTH),
        (replace(NEW, family_name="Byrnes"), PersonReason.ALIKE_ELSEWHERE_BY_BOTH),
        (ELSEWHERE, PersonReason.ALIKE_ELSEWHERE_BY_BIRTH),
        (replace(NEW, born_on=None), PersonReason.ALIKE_ELSEWHERE_BY_POSTCODE),
        # A name alone, or a birth date and a home under another name, is nobody's business.
        (replace(ELSEWHERE, born_on=None, phone="01632 960001"), None),
        (replace(NEW, family_name="Harker", phone="01632 960001"), None),
    ],
)
def test_of_those_out_of_sight_only_a_near_name_with_the_birth_date_or_the_postcode_is_told(
    traits: PersonTraits, by: PersonReason | None
) -> None:
    there = known(1, traits)
    asked = replace(NEW, phone="01632 960001")
    # Who is left out is left out for what is told of it, and not because nothing is alike.
    assert [one.known for one in lookalikes(asked, [there])] == [there]
    assert alike_out_of_sight(asked, [there]) == ((there,) if by else (), by)


def test_what_is_told_of_those_out_of_sight_is_what_the_likeliest_has() -> None:
    found, by = alike_out_of_sight(NEW, [known(1, ELSEWHERE), known(2)])
    assert ([one.number for one in found], by) == ([2, 1], PersonReason.ALIKE_ELSEWHERE_BY_BOTH)


@pytest.mark.parametrize(
    ("born", "tried"),
    [
        (date(1941, 4, 2), (date(1941, 4, 2), date(1941, 2, 4))),
        (date(1941, 4, 4), (date(1941, 4, 4),)),
        (date(1941, 4, 13), (date(1941, 4, 13),)),
        (date(1941, 12, 1), (date(1941, 12, 1), date(1941, 1, 12))),
    ],
)
def test_a_birth_date_is_tried_with_day_and_month_changed_over_where_there_is_such_a_day(
    born: date, tried: tuple[date, ...]
) -> None:
    assert birth_dates_to_try(born) == tried
