"""NHS numbers: reading, checking and showing them, and making test numbers that belong to nobody.
Refuses to say whose a number is: that takes a trace by the national service.

Sources: NHS Data Dictionary, attribute NHS NUMBER (ten digits, modulus 11); the ranges issued by each country."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from handrail.core.text_guard import clean_line

DIGITS: Final = 10
TEST_PREFIX: Final = "999"
SEPARATORS: Final = str.maketrans("", "", " -‐‑‒–—.")


class NhsNumberRange(StrEnum):
    """Who issues the numbers that begin with these three digits."""

    SCOTLAND = "SCOTLAND"
    NORTHERN_IRELAND = "NORTHERN_IRELAND"
    ENGLAND_WALES_MAN = "ENGLAND_WALES_MAN"
    SYNTHETIC = "SYNTHETIC"
    TEST = "TEST"
    NOT_ISSUED = "NOT_ISSUED"


class NhsNumberProblem(StrEnum):
    """What is wrong with a text that should be an NHS number."""

    EMPTY = "NHS_NUMBER_EMPTY"
    NOT_DIGITS = "NHS_NUMBER_NOT_DIGITS"
    WRONG_LENGTH = "NHS_NUMBER_WRONG_LENGTH"
    WRONG_CHECK_DIGIT = "NHS_NUMBER_WRONG_CHECK_DIGIT"
    NOT_ISSUED = "NHS_NUMBER_NOT_ISSUED"
    TEST_NOT_ALLOWED = "NHS_NUMBER_TEST_NOT_ALLOWED"
    ONLY_TEST_ALLOWED = "NHS_NUMBER_ONLY_TEST_ALLOWED"


_RANGES: Final = (
    (10, 311, NhsNumberRange.SCOTLAND),
    (320, 399, NhsNumberRange.NORTHERN_IRELAND),
    (400, 499, NhsNumberRange.ENGLAND_WALES_MAN),
    (600, 799, NhsNumberRange.ENGLAND_WALES_MAN),
    (900, 998, NhsNumberRange.SYNTHETIC),
    (999, 999, NhsNumberRange.TEST),
)


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """A well-formed NHS number. `digits` are stored and compared, `shown` is for people."""

    digits: str

    @property
    def shown(self) -> str:
        """As the NHS shows it, in groups of three, three and four."""
        return shown_nhs_number(self.digits)

    @property
    def range(self) -> NhsNumberRange:
        """Who issues numbers that begin like this one."""
        prefix = int(self.digits[:3])
        return next((kind for first, last, kind in _RANGES if first <= prefix <= last), NhsNumberRange.NOT_ISSUED)


def check_nhs_number(text: str, *, allow_test: bool, only_test: bool) -> NhsNumber | NhsNumberProblem:
    """The NHS number in a text typed or imported, or the first thing wrong with it. Spaces and dashes are ignored.

    `allow_test`: take numbers beginning with 9, which no person has (live systems refuse them). `only_test`: take
    nothing but numbers beginning with 999 (the demo, so that no real number is ever typed into it)."""
    digits = clean_line(text).translate(SEPARATORS)
    problem = _problem_with(digits)
    if problem is not None:
        return problem
    number = NhsNumber(digits)
    match number.range:
        case NhsNumberRange.TEST:
            return number if allow_test or only_test else NhsNumberProblem.TEST_NOT_ALLOWED
        case _ if only_test:
            return NhsNumberProblem.ONLY_TEST_ALLOWED
        case NhsNumberRange.SYNTHETIC if not allow_test:
            return NhsNumberProblem.TEST_NOT_ALLOWED
        case NhsNumberRange.NOT_ISSUED:
            return NhsNumberProblem.NOT_ISSUED
        case _:
            return number


def check_digit(first_nine: str) -> int:
    """The tenth digit for nine others; 10 means that no number begins with these nine."""
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, range(DIGITS, 1, -1), strict=True))
    return (11 - total % 11) % 11


def shown_nhs_number(digits: str) -> str:
    """Ten digits in groups of three, three and four."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def count_of_test_numbers() -> int:
    """How many valid numbers begin with 999: the bound of `nth_test_number`."""
    return _endings(6)[_residue_of_prefix()]


def nth_test_number(index: int) -> NhsNumber:
    """The valid number beginning with 999 that has `index` smaller ones: each index gives another number, and every
    number has an index. Raises `ValueError` outside 0 to `count_of_test_numbers() - 1`."""
    if not 0 <= index < count_of_test_numbers():
        raise ValueError("there is no test number with this index")
    residue, chosen = _residue_of_prefix(), TEST_PREFIX
    for left in range(5, -1, -1):
        residues = [(residue + digit * (left + 2)) % 11 for digit in range(DIGITS)]
        endings = [_endings(left)[reached] for reached in residues]
        digit = next(digit for digit in range(DIGITS) if index < sum(endings[: digit + 1]))
        index -= sum(endings[:digit])
        residue, chosen = residues[digit], f"{chosen}{digit}"
    return NhsNumber(f"{chosen}{check_digit(chosen)}")


def _problem_with(digits: str) -> NhsNumberProblem | None:
    if not digits:
        return NhsNumberProblem.EMPTY
    if not (digits.isascii() and digits.isdigit()):
        return NhsNumberProblem.NOT_DIGITS
    if len(digits) != DIGITS:
        return NhsNumberProblem.WRONG_LENGTH
    if check_digit(digits[:9]) != int(digits[9]):
        return NhsNumberProblem.WRONG_CHECK_DIGIT
    return None


def _residue_of_prefix() -> int:
    return sum(int(digit) * weight for digit, weight in zip(TEST_PREFIX, (10, 9, 8), strict=True)) % 11


@cache
def _endings(length: int) -> tuple[int, ...]:
    """For each residue so far, how many endings of `length` digits give a valid check digit.

    A weighted sum of residue 1 would need the check digit 10, which does not exist."""
    if length == 0:
        return tuple(int(residue != 1) for residue in range(11))
    shorter, weight = _endings(length - 1), length + 1
    return tuple(sum(shorter[(residue + digit * weight) % 11] for digit in range(DIGITS)) for residue in range(11))
