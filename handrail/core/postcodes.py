"""UK postcodes: reading what people type, and telling the impossible from the possible.
Refuses to say that a possible postcode exists: `geography` knows some, and people know more.

Source: BS 7666 and the Royal Mail's rules of form, as published in the GOV.UK bulk data transfer schema; the pseudo
postcodes are those of the NHS Organisation Data Service."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handrail.core.text_guard import clean_line

_AREA_CODES: Final = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE "
    "NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ "
    "TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
AREAS: Final = frozenset(_AREA_CODES.split())
# No fixed abode, address not known, and the countries of those who live abroad: never a place.
_PSEUDO_AREA: Final = "ZZ"
_PSEUDO: Final = re.compile("ZZ99[1-9][A-Z]{2}")
_OUTWARD: Final = re.compile("(?P<area>[A-Z]{1,2})(?:0|[1-9][0-9]?|[0-9][A-HJKMNPR-Y])")
_INWARD: Final = re.compile("[0-9][ABD-HJLNP-UW-Z]{2}")
_SPECIAL: Final = frozenset({"GIR0AA"})
_NOT_ALPHANUMERIC: Final = re.compile("[^0-9A-Z]")
_DIGIT_FOR: Final = str.maketrans("OIL", "011")
_LETTER_FOR: Final = str.maketrans("015", "OIS")


class PostcodeProblem(StrEnum):
    """What is wrong with a text that should be a postcode."""

    EMPTY = "POSTCODE_EMPTY"
    IMPOSSIBLE = "POSTCODE_IMPOSSIBLE"


@dataclass(frozen=True, slots=True)
class Postcode:
    """A possible postcode in its parts, in capitals: outward "ME10", inward "2AB"."""

    outward: str
    inward: str

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}"

    @property
    def is_pseudo(self) -> bool:
        """Whether it stands for no place at all, such as ZZ99 3VZ for no fixed abode."""
        return self.outward.startswith(_PSEUDO_AREA)


def check_postcode(text: str) -> Postcode | PostcodeProblem:
    """The postcode in a text, or why it cannot be one. Case, spaces and punctuation do not matter.

    A letter keyed for a digit or the other way round (O and 0, I or L and 1, S and 5) is mended where the text would
    otherwise be impossible."""
    typed = _NOT_ALPHANUMERIC.sub("", clean_line(text).upper())
    if not typed:
        return PostcodeProblem.EMPTY
    if not 5 <= len(typed) <= 7:
        return PostcodeProblem.IMPOSSIBLE
    candidates = (typed, *_mended(typed))
    possible = next((candidate for candidate in candidates if _is_possible(candidate)), None)
    return PostcodeProblem.IMPOSSIBLE if possible is None else Postcode(possible[:-3], possible[-3:])


def outcode_of(text: str) -> str | None:
    """The outward part of a postcode, or the outward code that the text itself is; None when it is neither."""
    typed = _NOT_ALPHANUMERIC.sub("", clean_line(text).upper())
    if _is_possible_outward(typed):
        return typed
    match check_postcode(typed):
        case Postcode(outward=outward):
            return outward
        case _:
            return None


def _is_possible(typed: str) -> bool:
    if typed in _SPECIAL or _PSEUDO.fullmatch(typed):
        return True
    return _is_possible_outward(typed[:-3]) and _INWARD.fullmatch(typed[-3:]) is not None


def _is_possible_outward(typed: str) -> bool:
    read = _OUTWARD.fullmatch(typed)
    return read is not None and read["area"] in AREAS


def _mended(typed: str) -> tuple[str, ...]:
    """The readings that put digits and letters where the form wants them: one and two letters for the area."""
    outward, inward = typed[:-3], typed[-3].translate(_DIGIT_FOR) + typed[-2:].translate(_LETTER_FOR)
    return (
        outward + inward,
        *(outward[:n].translate(_LETTER_FOR) + outward[n:].translate(_DIGIT_FOR) + inward for n in (2, 1)),
    )
