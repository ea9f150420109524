"""Owns: how one cell of another system's file is read, whatever words that system used.
Refuses: a value that cannot be what its column says (CellFault); words for "not known" are read as nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handrail.core.csv_reading import looks_like_formula
from handrail.core.emails import is_email
from handrail.core.money import MoneyProblem, has_decimal_comma, parse_pounds
from handrail.core.nhs_number import NhsNumberProblem, check_nhs_number
from handrail.core.postcodes import PostcodeProblem, check_postcode
from handrail.core.text_guard import clean_line
from handrail.core.typed_dates import DateProblem, read_date
from handrail.intake.rules.faults import ImportReason

EARLIEST = date(1890, 1, 1)
MOST_PENCE = 100_000_000
# What systems write where they know nothing.
NOT_KNOWN = frozenset(
    {
        "",
        "-",
        "--",
        "n/a",
        "na",
        "#n/a",
        "null",
        "none",
        "nil",
        "unknown",
        "not known",
        "not recorded",
        "nk",
        "?",
        "tbc",
    }
)
_WHOLE = re.compile(r"[0-9]{1,9}(?:\.0+)?")
_ASSET_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z\-./_]{0,29}")


@dataclass(frozen=True, slots=True)
class Setting:
    """What reading depends on: today, and whether this is the demo, which takes test NHS numbers only."""

    today: date
    demo: bool


class CellFault(ValueError):
    """A cell that cannot be read as its column."""

    def __init__(self, code: StrEnum, **params: str | int) -> None:
        super().__init__(code.value)
        self.code, self.params = code, params


type ReadCell = Callable[[str, Setting], object]


def text(longest: int) -> ReadCell:
    """One line of text. A cell that a spreadsheet would calculate is refused: it is no name and no number."""

    def read(cell: str, _setting: Setting) -> str:
        value = clean_line(cell)
        if looks_like_formula(value):
            raise CellFault(ImportReason.FORMULA)
        if len(value) > longest:
            raise CellFault(ImportReason.TOO_LONG, most=longest, found=len(value))
        return value

    return read


def code(longest: int) -> ReadCell:
    """A code or number of another system; words for "not known" are nothing."""
    read_text = text(longest)

    def read(cell: str, setting: Setting) -> str:
        value = str(read_text(cell, setting))
        return "" if value.lower() in NOT_KNOWN else value

    return read


def asset_number(cell: str, _setting: Setting) -> str:
    """The number on an item's label, in capitals, as our labels can carry it."""
    value = clean_line(cell).upper().replace(" ", "")
    if value.lower() in NOT_KNOWN:
        return ""
    if not _ASSET_NUMBER.fullmatch(value):
        raise CellFault(ImportReason.NOT_A_NUMBER_OF_AN_ITEM)
    return value


def day(*, future: bool = False) -> ReadCell:
    """A date, or None where it is not known. Only due dates may lie in the future."""

    def read(cell: str, setting: Setting) -> date | None:
        if clean_line(cell).lower() in NOT_KNOWN:
            return None
        found = read_date(cell)
        if isinstance(found, DateProblem):
            raise CellFault(found)
        if found < EARLIEST:
            raise CellFault(ImportReason.DATE_TOO_LONG_AGO)
        if found > setting.today and not future:
            raise CellFault(ImportReason.DATE_IN_FUTURE)
        return found

    return read


def nhs_number(cell: str, setting: Setting) -> str:
    """Ten digits with a right check digit, or nothing."""
    if clean_line(cell).lower() in NOT_KNOWN:
        return ""
    found = check_nhs_number(cell, allow_test=setting.demo, only_test=setting.demo)
    if isinstance(found, NhsNumberProblem):
        raise CellFault(found)
    return found.digits


def postcode(cell: str, _setting: Setting) -> str:
    """A postcode that is possible, or nothing; whether it is known is seen when it is placed."""
    if clean_line(cell).lower() in NOT_KNOWN:
        return ""
    found = check_postcode(cell)
    if isinstance(found, PostcodeProblem):
        raise CellFault(found)
    return str(found)


def phone(cell: str, _setting: Setting) -> str:
    """A telephone number in international form, or nothing. Leading noughts that a spreadsheet took come back."""
    value = clean_line(cell)
    if value.lower() in NOT_KNOWN:
        return ""
    digits = "".join(sign for sign in value if sign.isdigit())
    if value.startswith("+") and 8 <= len(digits) <= 15:
        return f"+{digits}"
    if digits.startswith("44") and len(digits) == 12:
        return f"+{digits}"
    if 9 <= len(digits.removeprefix("0")) <= 10:
        return f"+44{digits.removeprefix('0')}"
    raise CellFault(ImportReason.NOT_A_PHONE)


def email(cell: str, _setting: Setting) -> str:
    """An e-mail address, or nothing."""
    value = clean_line(cell)
    if value.lower() in NOT_KNOWN:
        return ""
    if not is_email(value):
        raise CellFault(ImportReason.NOT_AN_EMAIL)
    return value


def whole(least: int, most: int) -> ReadCell:
    """A whole number, or None where it is not known."""

    def read(cell: str, _setting: Setting) -> int | None:
        value = clean_line(cell).replace(",", "")
        if value.lower() in NOT_KNOWN:
            return None
        if not _WHOLE.fullmatch(value.removeprefix("-")):
            raise CellFault(ImportReason.NOT_A_NUMBER)
        number = int(value.split(".")[0])
        if not least <= number <= most:
            raise CellFault(ImportReason.OUT_OF_RANGE, least=least, most=most)
        return number

    return read


def pounds(cell: str, _setting: Setting) -> int | None:
    """An amount in pounds, given in pence; None where it is not known. Refuses to guess what a comma stands for."""
    if clean_line(cell).lower() in NOT_KNOWN:
        return None
    if has_decimal_comma(cell):
        raise CellFault(MoneyProblem.DECIMAL_COMMA)
    found = parse_pounds(cell, at_most_pence=MOST_PENCE)
    if isinstance(found, MoneyProblem):
        raise CellFault(found, field="The amount", most="£1,000,000.00")
    return found


def one_of(words: Mapping[str, str], *, listed: str) -> ReadCell:
    """One of several words for each of our codes; nothing stays nothing."""

    def read(cell: str, _setting: Setting) -> str:
        value = " ".join(re.findall(r"[a-z0-9]+", clean_line(cell).lower()))
        if value in NOT_KNOWN:
            return ""
        if value not in words:
            raise CellFault(ImportReason.NOT_LISTED, listed=listed)
        return words[value]

    return read
