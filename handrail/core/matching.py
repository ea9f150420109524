"""Are two records about the same person? A score from 0 to 100, with the reasons in codes.
Refuses to decide: people join records, and are shown why two of them look alike.

The points were set by hand so that the cases in tests/core/test_matching.py come out as a careful clerk would judge
them. They are no probability."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Final

from handrail.core.names import are_nicknames, is_slip_of, joined_name, name_keys, sound_of
from handrail.core.postcodes import Postcode, check_postcode


class LikenessReason(StrEnum):
    """What speaks for or against two records being one person's."""

    NHS_NUMBER_SAME = "NHS_NUMBER_SAME"
    NHS_NUMBER_DIFFERENT = "NHS_NUMBER_DIFFERENT"
    NAME_SAME = "NAME_SAME"
    NAME_SWAPPED = "NAME_SWAPPED"
    NAME_CLOSE = "NAME_CLOSE"
    GIVEN_NAME_NICKNAME = "GIVEN_NAME_NICKNAME"
    GIVEN_NAME_ONLY_SAME = "GIVEN_NAME_ONLY_SAME"
    FAMILY_NAME_ONLY_SAME = "FAMILY_NAME_ONLY_SAME"
    NAME_DIFFERENT = "NAME_DIFFERENT"
    BIRTH_DATE_SAME = "BIRTH_DATE_SAME"
    BIRTH_DATE_DAY_MONTH_SWAPPED = "BIRTH_DATE_DAY_MONTH_SWAPPED"
    BIRTH_DATE_ONE_SLIP = "BIRTH_DATE_ONE_SLIP"
    BIRTH_DATE_DIFFERENT = "BIRTH_DATE_DIFFERENT"
    ADDRESS_SAME = "ADDRESS_SAME"
    POSTCODE_SAME = "POSTCODE_SAME"
    PHONE_SAME = "PHONE_SAME"


class Verdict(StrEnum):
    """What the score comes to."""

    SAME = "SAME"
    LIKELY = "LIKELY"
    POSSIBLE = "POSSIBLE"
    DIFFERENT = "DIFFERENT"


POINTS: Final = {
    LikenessReason.NHS_NUMBER_SAME: 60,
    # One of the two numbers may be wrong: much must speak for them to come near again.
    LikenessReason.NHS_NUMBER_DIFFERENT: -25,
    LikenessReason.NAME_SAME: 30,
    LikenessReason.NAME_SWAPPED: 26,
    LikenessReason.NAME_CLOSE: 22,
    LikenessReason.GIVEN_NAME_NICKNAME: 26,
    # People marry.
    LikenessReason.GIVEN_NAME_ONLY_SAME: 10,
    # Twins share a birth date, an address and a telephone.
    LikenessReason.FAMILY_NAME_ONLY_SAME: -22,
    LikenessReason.NAME_DIFFERENT: -35,
    LikenessReason.BIRTH_DATE_SAME: 30,
    LikenessReason.BIRTH_DATE_DAY_MONTH_SWAPPED: 22,
    LikenessReason.BIRTH_DATE_ONE_SLIP: 18,
    LikenessReason.BIRTH_DATE_DIFFERENT: -30,
    LikenessReason.ADDRESS_SAME: 15,
    LikenessReason.POSTCODE_SAME: 10,
    LikenessReason.PHONE_SAME: 10,
}
SAME_FROM: Final = 75
LIKELY_FROM: Final = 55
POSSIBLE_FROM: Final = 35
# Keyed when the date is not known.
_PLACEHOLDER_DATES: Final = frozenset({date(1900, 1, 1), date(1901, 1, 1)})


@dataclass(frozen=True, slots=True)
class PersonTraits:
    """What is compared of a person. Empty text and None mean not known; `nhs_number` is ten digits, `address_line`
    the line with the house."""

    given_name: str
    family_name: str
    born_on: date | None = None
    nhs_number: str | None = None
    postcode: str = ""
    address_line: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are: `score` 0 to 100, the `reasons` that made it, and the `verdict` it comes to."""

    score: int
    reasons: tuple[LikenessReason, ...]
    verdict: Verdict


def compare(one: PersonTraits, other: PersonTraits) -> Likeness:
    """How alike two records are; the same whichever comes first. One NHS number on two records is at least POSSIBLE,
    whatever speaks against it: one of them is wrong, and someone must look."""
    reasons = tuple(_reasons(one, other))
    score = max(0, min(100, sum(POINTS[reason] for reason in reasons)))
    if LikenessReason.NHS_NUMBER_SAME in reasons:
        score = max(score, POSSIBLE_FROM)
    return Likeness(score, reasons, _verdict(score))


def _verdict(score: int) -> Verdict:
    if score >= SAME_FROM:
        return Verdict.SAME
    if score >= LIKELY_FROM:
        return Verdict.LIKELY
    return Verdict.POSSIBLE if score >= POSSIBLE_FROM else Verdict.DIFFERENT


def _reasons(one: PersonTraits, other: PersonTraits) -> Iterator[LikenessReason]:
    if one.nhs_number and other.nhs_number:
        same = one.nhs_number == other.nhs_number
        yield LikenessReason.NHS_NUMBER_SAME if same else LikenessReason.NHS_NUMBER_DIFFERENT
    yield _name_reason(one, other)
    yield from _birth_date_reason(one.born_on, other.born_on)
    yield from _address_reason(one, other)
    if _is_same_phone(one.phone, other.phone):
        yield LikenessReason.PHONE_SAME


def _name_reason(one: PersonTraits, other: PersonTraits) -> LikenessReason:
    given = (joined_name(one.given_name), joined_name(other.given_name))
    family = (joined_name(one.family_name), joined_name(other.family_name))
    if given[0] == given[1] and family[0] == family[1]:
        return LikenessReason.NAME_SAME
    if given[0] == family[1] and family[0] == given[1]:
        return LikenessReason.NAME_SWAPPED
    family_close = _is_close_family(one.family_name, other.family_name)
    if _is_close_given(one.given_name, other.given_name):
        return LikenessReason.NAME_CLOSE if family_close else LikenessReason.GIVEN_NAME_ONLY_SAME
    if not family_close:
        return LikenessReason.NAME_DIFFERENT
    nickname = _is_nickname(one.given_name, other.given_name)
    return LikenessReason.GIVEN_NAME_NICKNAME if nickname else LikenessReason.FAMILY_NAME_ONLY_SAME


def _is_close_given(one: str, other: str) -> bool:
    """Any given name of one is near to any of the other: people go by their second name, and initials stand for it."""
    return any(
        mine == theirs or is_slip_of(mine, theirs) or (1 in {len(mine), len(theirs)} and mine[0] == theirs[0])
        for mine, theirs in product(name_keys(one), name_keys(other))
    )


def _is_nickname(one: str, other: str) -> bool:
    return any(are_nicknames(mine, theirs) for mine, theirs in product(name_keys(one), name_keys(other)))


def _is_close_family(one: str, other: str) -> bool:
    """One of the parts is the same (a double name cut short), or the whole is a slip away or sounds alike."""
    mine, theirs = joined_name(one), joined_name(other)
    if not mine or not theirs:
        return False
    if set(name_keys(one)) & set(name_keys(other)) or is_slip_of(mine, theirs):
        return True
    return bool(sound_of(mine)) and sound_of(mine) == sound_of(theirs)


def _birth_date_reason(one: date | None, other: date | None) -> Iterator[LikenessReason]:
    if one is None or other is None or {one, other} & _PLACEHOLDER_DATES:
        return
    if one == other:
        yield LikenessReason.BIRTH_DATE_SAME
    elif (one.year, one.month, one.day) == (other.year, other.day, other.month):
        yield LikenessReason.BIRTH_DATE_DAY_MONTH_SWAPPED
    elif _is_one_digit_slip(f"{one:%Y%m%d}", f"{other:%Y%m%d}"):
        yield LikenessReason.BIRTH_DATE_ONE_SLIP
    else:
        yield LikenessReason.BIRTH_DATE_DIFFERENT


def _is_one_digit_slip(one: str, other: str) -> bool:
    """One digit differs, or two neighbours have changed places."""
    differing = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    if len(differing) == 2:
        first, second = differing
        return second - first == 1 and one[first] == other[second] and one[second] == other[first]
    return len(differing) == 1


def _address_reason(one: PersonTraits, other: PersonTraits) -> Iterator[LikenessReason]:
    mine, theirs = check_postcode(one.postcode), check_postcode(other.postcode)
    if not isinstance(mine, Postcode) or mine != theirs or mine.is_pseudo:
        return
    line = joined_name(one.address_line)
    same_line = line and line == joined_name(other.address_line)
    yield LikenessReason.ADDRESS_SAME if same_line else LikenessReason.POSTCODE_SAME


def _is_same_phone(one: str, other: str) -> bool:
    """The last ten digits are the same: the country code and the first 0 stand for each other."""
    mine, theirs = ("".join(filter(str.isdigit, phone))[-10:] for phone in (one, other))
    return len(mine) == 10 and mine == theirs
