"""Money as whole pence: showing it, reading it, and sharing it out without losing a penny.
Refuses fractions of a penny, every other currency, and a comma that could stand for a thousand or for the pence."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final
from unicodedata import category

from handrail.core.text_guard import clean_line

# A whole amount with or without thousands commas; how many decimals it has is judged after. A comma before exactly
# two digits at the end stands for the point: no thousand is written so. Before three digits it is a thousand.
_SIGN: Final = r"(?P<sign>[-+\u2212]?) ?£? ?"
_POUNDS: Final = re.compile(_SIGN + r"(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<part>[0-9]*))?")
_DECIMAL_COMMA: Final = re.compile(_SIGN + r"(?P<whole>[0-9]+),(?P<part>[0-9]{2})")
_MEANT_AS_DECIMALS: Final = re.compile(_SIGN + r"[0-9.]*,[0-9]{1,2}")


class MoneyProblem(StrEnum):
    """What is wrong with a text that should be an amount in pounds."""

    EMPTY = "MONEY_EMPTY"
    NOT_AN_AMOUNT = "MONEY_NOT_AN_AMOUNT"
    PART_OF_A_PENNY = "MONEY_PART_OF_A_PENNY"
    NEGATIVE = "MONEY_NEGATIVE"
    TOO_LARGE = "MONEY_TOO_LARGE"
    CURRENCY_SIGN = "MONEY_CURRENCY_SIGN"
    DECIMAL_COMMA = "MONEY_DECIMAL_COMMA"


def shown_pounds(pence: int) -> str:
    """An amount as people read it: £1,234.50, and -£5.00 below zero."""
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def has_decimal_comma(text: str) -> bool:
    """Whether a comma stands where the point before the pence belongs: 41,50 and 1.041,5, and not 1,041."""
    return _MEANT_AS_DECIMALS.fullmatch(clean_line(text)) is not None


def parse_pounds(
    text: str, *, at_most_pence: int, allow_negative: bool = False, exact: bool = False
) -> int | MoneyProblem:
    """Whole pence from a text in pounds such as "£1,234.50", "1234.5", "41,50" or "12", or what is wrong with it.
    `exact`: of what money is reckoned by, where a sign or a comma for the pence is not read at all."""
    typed = clean_line(text)
    if not typed:
        return MoneyProblem.EMPTY
    if exact and any(category(one) == "Sc" for one in typed):
        return MoneyProblem.CURRENCY_SIGN
    if exact and has_decimal_comma(typed):
        return MoneyProblem.DECIMAL_COMMA
    read = _POUNDS.fullmatch(typed) or _DECIMAL_COMMA.fullmatch(typed)
    if read is None or not (read["whole"] or read["part"]):
        return MoneyProblem.NOT_AN_AMOUNT
    part = (read["part"] or "").rstrip("0")
    if len(part) > 2:
        return MoneyProblem.PART_OF_A_PENNY
    # The number of digits is judged before they are read: a million digits would take a million steps squared.
    whole = read["whole"].replace(",", "").lstrip("0")
    if len(whole) > len(str(at_most_pence)):
        return MoneyProblem.TOO_LARGE
    pence = int(whole or "0") * 100 + int(part.ljust(2, "0"))
    negative = read["sign"] in {"-", "\u2212"} and pence > 0
    if negative and not allow_negative:
        return MoneyProblem.NEGATIVE
    if pence > at_most_pence:
        return MoneyProblem.TOO_LARGE
    return -pence if negative else pence


def split_by_weights(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` (pence, or any count) shared in proportion to the weights; the parts add up to it exactly.

    Largest remainder: whole shares first, what is left goes one by one to the largest fractions, the earlier part
    winning a tie. A negative total is the mirror image of the positive one. Raises `ValueError` when there are no
    weights, one is negative, or all are 0."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("the weights must be positive together and none below 0")
    if len(weights) == 1:
        return (total,)
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    left = abs(total) - sum(share for share, _ in shares)
    by_fraction = sorted(range(len(shares)), key=lambda part: -shares[part][1])
    favoured = set(by_fraction[:left])
    return tuple(sign * (share + (part in favoured)) for part, (share, _) in enumerate(shares))
