"""Owns taking values out of a JSON object one key at a time, and noting what is wrong with the path of the key.
Refuses to stop at the first fault: a wrong value is noted and nought goes on in its place."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from handrail.core.refusal import Reason
from handrail.core.text_guard import TextProblem, take_line
from handrail.forecasting.codes import ScenarioReason

MOST_POUNDS = Decimal("1000000000000")
MOST_DECIMALS = 24
LONGEST_TEXT = 200
_LONGEST_SHOWN = 40
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class NotANumber:
    """A word that JSON of some programs has in the place of a number: NaN, Infinity, or one beyond all bounds."""

    word: str


class Pairs(dict[str, Any]):
    """An object of a JSON file that remembers which keys it has twice."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)


def number_of(text: str) -> Decimal | NotANumber:
    """A number of a JSON file, exactly as it is written; nought has neither a sign nor an exponent."""
    try:
        return Decimal(text) or _ZERO
    except InvalidOperation:
        return NotANumber(text)


@dataclass(frozen=True, slots=True)
class Place:
    """An object in the file, and where it stands."""

    path: str
    held: Mapping[str, Any]
    faults: list[Reason]

    @classmethod
    def at_top(cls, found: object, faults: list[Reason]) -> Self | None:
        """The whole file as a place."""
        return cls._made("", found, faults)

    @classmethod
    def _made(cls, path: str, found: object, faults: list[Reason]) -> Self | None:
        if not isinstance(found, Mapping):
            faults.append(Reason(ScenarioReason.NOT_AN_OBJECT, path or None, (("found", shown(found)),)))
            return None
        return cls(path, found, faults)

    def at(self, key: str) -> str:
        """The path of a key."""
        if not _PLAIN_KEY.fullmatch(key):
            return f"{self.path}[{_cut(json.dumps(key))}]"
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, code: ScenarioReason, **params: str | int) -> None:
        """Note what is wrong with a key."""
        self.faults.append(Reason(code, self.at(key), tuple(params.items())))

    def only(self, known: Sequence[str]) -> None:
        """Note keys that are not known here, and those that stand here twice."""
        for key in self.held:
            if key not in known:
                self.fault(key, ScenarioReason.KEY_UNKNOWN, known=", ".join(known))
        if isinstance(self.held, Pairs):
            for key in self.held.twice:
                self.fault(key, ScenarioReason.KEY_TWICE)

    def rate(self, key: str) -> Decimal:
        """A number from 0 to 1."""
        return self._number(key, Decimal(1), ScenarioReason.RATE_OUT_OF_RANGE)

    def amount(self, key: str) -> Decimal:
        """Pounds, none below nought."""
        return self._number(key, MOST_POUNDS, ScenarioReason.AMOUNT_OUT_OF_RANGE)

    def text(self, key: str) -> str:
        """A line of text."""
        if self._missing(key):
            return ""
        found = self.held[key]
        taken = take_line(found, at_most=LONGEST_TEXT) if isinstance(found, str) else TextProblem.EMPTY
        if isinstance(taken, TextProblem):
            self.fault(key, ScenarioReason.NOT_A_TEXT, found=shown(found), most=LONGEST_TEXT)
            return ""
        return taken

    def yes_or_no(self, key: str) -> bool:
        """True or false; false where nothing is said."""
        found = self.held.get(key, False)
        if not isinstance(found, bool):
            self.fault(key, ScenarioReason.NOT_TRUE_OR_FALSE, found=shown(found))
            return False
        return found

    def inner(self, key: str) -> Self | None:
        """The object under a key that may be left out."""
        return self._made(self.at(key), self.held[key], self.faults) if key in self.held else None

    def inner_list(self, key: str) -> list[Self | None] | None:
        """The objects of the list under a key."""
        if self._missing(key):
            return None
        found = self.held[key]
        if not isinstance(found, list):
            self.fault(key, ScenarioReason.NOT_A_LIST, found=shown(found))
            return None
        path = self.at(key)
        return [self._made(f"{path}[{number}]", one, self.faults) for number, one in enumerate(found)]

    def _missing(self, key: str) -> bool:
        if key in self.held:
            return False
        self.fault(key, ScenarioReason.KEY_MISSING)
        return True

    def _number(self, key: str, most: Decimal, outside: ScenarioReason) -> Decimal:
        if self._missing(key):
            return _ZERO
        found = self.held[key]
        number = Decimal(found) if isinstance(found, int) and not isinstance(found, bool) else found
        if not isinstance(number, Decimal) or not number.is_finite():
            self.fault(key, ScenarioReason.NOT_A_NUMBER, found=shown(found))
        elif not _ZERO <= number <= most:
            self.fault(key, outside, found=shown(number), most=f"{most:,}")
        elif number and _decimals(number) > MOST_DECIMALS:
            self.fault(key, ScenarioReason.TOO_PRECISE, most=MOST_DECIMALS)
        else:
            return number or _ZERO
        return _ZERO


def shown(found: object) -> str:
    """What was found instead, short enough for a sentence."""
    match found:
        case NotANumber():
            return _cut(found.word)
        case Decimal():
            return _cut(str(found))
        case Mapping():
            return "an object"
        case list():
            return "a list"
        case str() | bool() | None:
            return _cut(json.dumps(found))
        case _:
            return _cut(str(found))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


def _decimals(number: Decimal) -> int:
    """How many digits stand after the point."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
