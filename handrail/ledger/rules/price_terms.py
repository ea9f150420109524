"""Owns: reading a price list as somebody typed it, and making one from an index figure.
Refuses each line that cannot be read exactly, with its number: a price is never guessed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handrail.core.refusal import Reason
from handrail.ledger.rules.price_list import ListedPrice

MOST_LINES, MOST_PENCE = 500, 999_999_999
# An index moves prices by parts of a million; more than half in a year is a slip of the hand.
WHOLE, MOST_INDEX = 1_000_000, 500_000
_PRICE = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")
_SIGNS = re.compile(r"[£$€]|\b(GBP|EUR)\b", re.IGNORECASE)


class PriceReason(StrEnum):
    """Why a line of a price list, or an index figure, cannot be taken."""

    NOTHING = "PRICES_EMPTY"
    TOO_MANY = "PRICES_TOO_MANY"
    NOT_THREE_PARTS = "PRICE_LINE_NOT_THREE_PARTS"
    CURRENCY_SIGN = "PRICE_WITH_CURRENCY_SIGN"
    DECIMAL_COMMA = "PRICE_WITH_DECIMAL_COMMA"
    NEGATIVE = "PRICE_BELOW_ZERO"
    NOT_AN_AMOUNT = "PRICE_NOT_AN_AMOUNT"
    TWICE = "PRICE_ROW_TWICE"
    ROW_UNKNOWN = "PRICE_ROW_UNKNOWN"
    SPEED_UNKNOWN = "PRICE_SPEED_UNKNOWN"
    INDEX_OUTSIDE = "INDEX_FIGURE_OUTSIDE"


@dataclass(frozen=True, slots=True)
class PriceWanted:
    """What a row of the price list shall cost. `speed_code` empty: any speed."""

    activity: str
    speed_code: str
    pence: int


class PriceNames:
    """What activities and speeds are called, beside their codes. A name that two have is no name. No speed: `ANY`."""

    ANY = "Any"

    def __init__(self, activities: Iterable[tuple[str, str]] = (), speeds: Iterable[tuple[str, str]] = ()) -> None:
        """Code and name of each; of the names of one code the last is shown."""
        self._activities, self._activity_names = _both_ways(activities)
        self._speeds, self._speed_names = _both_ways([*speeds, ("", self.ANY)])

    def codes_of(self, activity: str, speed: str) -> tuple[str, str]:
        """The codes of what was typed, by name or as codes."""
        return self._activities.get(activity.casefold(), activity), self._speeds.get(speed.casefold(), speed)

    def names_of(self, activity: str, speed: str) -> tuple[str, str]:
        """As they are shown to be typed."""
        return self._activity_names.get(activity, activity), self._speed_names.get(speed, speed)


def _both_ways(named: Iterable[tuple[str, str]]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    of_name: dict[str, set[str]] = {}
    pairs = list(named)
    for code, name in pairs:
        of_name.setdefault(name.casefold(), set()).add(code)
    codes = {name: next(iter(of)) for name, of in of_name.items() if len(of) == 1}
    return codes, {code: name for code, name in pairs if name.casefold() in codes}


NO_NAMES = PriceNames()


def read_prices(text: str, names: PriceNames = NO_NAMES) -> tuple[tuple[PriceWanted, ...], tuple[Reason, ...]]:
    """The rows of a text such as "delivery, deliver_5d, 41.50", one a line, by codes or names, and what is wrong with
    others. Empty lines are passed over."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return (), (Reason(PriceReason.NOTHING, "prices"),)
    if len(lines) > MOST_LINES:
        return (), (Reason(PriceReason.TOO_MANY, "prices", (("most", MOST_LINES),)),)
    found: dict[tuple[str, str], PriceWanted] = {}
    wrong: list[Reason] = []
    for number, line in lines:
        read = _read(line, names)
        if isinstance(read, PriceReason):
            wrong.append(_about(read, number, line))
        elif (read.activity, read.speed_code) in found:
            wrong.append(_about(PriceReason.TWICE, number, line))
        else:
            found[read.activity, read.speed_code] = read
    return tuple(found.values()), tuple(wrong)


def _read(line: str, names: PriceNames) -> PriceWanted | PriceReason:
    parts = [part.strip() for part in line.split(",")]
    if len(parts) > 3 and parts[-2].lstrip("-£$€ ").isdigit() and parts[-1].isdigit():
        return PriceReason.DECIMAL_COMMA
    if len(parts) < 3:
        return PriceReason.NOT_THREE_PARTS
    # The name of an activity may have commas of its own.
    *named, speed, price = parts
    if _SIGNS.search(price):
        return PriceReason.CURRENCY_SIGN
    if price.startswith(("-", "\u2212")):
        return PriceReason.NEGATIVE
    if not _PRICE.fullmatch(price):
        return PriceReason.NOT_AN_AMOUNT
    pounds, _, pence = price.partition(".")
    activity, speed = names.codes_of(", ".join(named), speed)
    return PriceWanted(activity, speed, int(pounds) * 100 + int(pence.ljust(2, "0")))


def _about(code: PriceReason, number: int, line: str) -> Reason:
    return Reason(code, "prices", (("line", number), ("text", line[:100])))


def as_typed(prices: Iterable[ListedPrice], names: PriceNames = NO_NAMES) -> str:
    """A price list as `read_prices` reads it with the same names."""
    return "\n".join(
        ", ".join((*names.names_of(price.activity, price.speed_code), f"{price.pence // 100}.{price.pence % 100:02d}"))
        for price in prices
    )


def indexed(prices: Sequence[ListedPrice], parts: int) -> tuple[PriceWanted, ...]:
    """The list moved by an index: each price by so many parts of a million, half a penny up. Raises nothing for a
    figure within `reason_against_index`."""
    return tuple(
        PriceWanted(price.activity, price.speed_code, (2 * price.pence * (WHOLE + parts) + WHOLE) // (2 * WHOLE))
        for price in prices
    )


def reason_against_index(parts: int) -> Reason | None:
    """Why a list cannot be made by this figure."""
    if parts and abs(parts) <= MOST_INDEX:
        return None
    return Reason(PriceReason.INDEX_OUTSIDE, "percent")


def listed(wanted: Iterable[PriceWanted], known: Sequence[ListedPrice]) -> tuple[ListedPrice, ...]:
    """These prices as the rules of charging take them: with the hours of their speeds, as the list knows them."""
    hours = {price.speed_code: price.hours for price in known if price.hours is not None}
    return tuple(ListedPrice(one.activity, one.speed_code, one.pence, hours.get(one.speed_code)) for one in wanted)
