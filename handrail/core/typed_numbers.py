"""Owns: reading a number that somebody typed, with a comma for decimals or for thousands.
Refuses: what could be either; it never guesses, as a guess would be a thousandfold wrong."""

import re
from decimal import Decimal
from enum import StrEnum


class NumberProblem(StrEnum):
    """Why a text is not a number."""

    NOT_A_NUMBER = "NUMBER_NOT_A_NUMBER"
    EITHER_WAY = "NUMBER_EITHER_WAY"


# Digits of any script would do for Decimal; a form field wants those of the keyboard.
_SIGN = r"(?P<sign>[-+\N{MINUS SIGN}]?)"
_PLAIN = re.compile(_SIGN + r"(?P<number>[0-9]+\.?[0-9]*|\.[0-9]+)")
_THOUSANDS = re.compile(_SIGN + r"(?P<number>[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?)")
_DECIMAL_COMMA = re.compile(_SIGN + r"(?P<number>[0-9]*,[0-9]+)")
LONGEST = 40


def read_number(typed: str, *, whole: bool = False) -> Decimal | NumberProblem:
    """The number. "1,234" is a thousand where only whole numbers are asked for; elsewhere it could be either."""
    text = typed.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if len(text) > LONGEST:
        return NumberProblem.NOT_A_NUMBER
    thousands, decimal = _THOUSANDS.fullmatch(text), _DECIMAL_COMMA.fullmatch(text)
    if thousands and decimal and not whole:
        return NumberProblem.EITHER_WAY
    found = thousands or decimal or _PLAIN.fullmatch(text)
    if found is None:
        return NumberProblem.NOT_A_NUMBER
    number = found["number"].replace(",", "" if thousands else ".")
    return Decimal(number) * (1 if found["sign"] in {"", "+"} else -1)


def both_ways(typed: str) -> tuple[str, str]:
    """How to write a number that could be either: as a thousand, and as a decimal."""
    text = typed.replace(" ", "")
    return text.replace(",", ""), text.replace(",", ".")
