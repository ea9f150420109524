"""Fields that give numbers: counts and measures with their unit, money in pence.
Refuses what is no number and what lies outside the bounds, with the bound in the message."""

from decimal import Decimal
from typing import Any

from handrail.core.money import MoneyProblem, parse_pounds, shown_pounds
from handrail.core.typed_numbers import NumberProblem, both_ways, read_number
from handrail.web.shared.fields.text import InputWidth, TextField
from handrail.wording import say

LARGEST = 1_000_000_000


class NumberField(TextField):
    """A whole number with its unit: weight in kg, height in cm, quantity. Gives an int, or None when left empty."""

    def __init__(
        self,
        label: str,
        *,
        unit: str = "",
        least: int = 0,
        most: int = LARGEST,
        width: InputWidth = "5",
        **base: Any,
    ) -> None:
        super().__init__(label, longest=40, width=width, inputmode="numeric", suffix=unit, **base)
        self.least, self.most, self.unit = least, most, unit

    def with_unit(self, number: int | Decimal) -> str:
        """The number as it is said: "160 kg"."""
        return f"{number:,} {self.unit}".strip()

    def read(self, text: str) -> int:
        """The number. Commas between thousands and the unit may be typed too."""
        number = read_number(self.without_unit(text), whole=True)
        if isinstance(number, NumberProblem) or number.as_tuple().exponent != 0:
            raise self.fail(f"{self.label} must be a whole number, like {self.example}")
        return self.within(int(number))

    def without_unit(self, text: str) -> str:
        """What was typed before the unit."""
        return text.strip().lower().removesuffix(self.unit.lower())

    @property
    def example(self) -> int:
        """A number that would be accepted, for the message."""
        return min(max(self.least, 12), self.most)

    def within[N: (int, Decimal)](self, number: N) -> N:
        """The number, if it lies within the bounds."""
        if number < self.least:
            raise self.fail(f"{self.label} must be {self.with_unit(self.least)} or more")
        if number > self.most:
            raise self.fail(f"{self.label} must be {self.with_unit(self.most)} or less")
        return number

    def nothing(self) -> None:
        return None


class DecimalField(NumberField):
    """A measure with decimals: a test reading in ohms, a length in metres. Gives a Decimal, or None. `exact`: of what
    money is reckoned by, where a comma is not read as a point."""

    def __init__(self, label: str, *, places: int = 2, exact: bool = False, **base: Any) -> None:
        super().__init__(label, **base)
        self.places, self.exact = places, exact
        self.look["inputmode"] = "decimal"

    def read(self, text: str) -> Any:
        """The number; a comma may stand for the point. Refuses more decimals than the instrument or the rule has."""
        plain = self.without_unit(text)
        number = read_number(plain)
        if number is NumberProblem.EITHER_WAY:
            thousand, decimal = both_ways(plain)
            raise self.fail(f"{self.label} could be read in two ways. Write {thousand} or {decimal}")
        if isinstance(number, NumberProblem):
            raise self.fail(f"{self.label} must be a number, like 0.25")
        if self.exact and "," in plain and number == read_number(plain.replace(",", ".")):
            raise self.fail(f"{self.label} has a comma for the decimals. Write a point before them")
        if -int(number.as_tuple().exponent) > self.places:
            raise self.fail(f"{self.label} must have {self.places} decimal places or fewer")
        return self.within(number)


class MoneyField(TextField):
    """An amount of money. Gives whole pence; shows pounds. `least` and `most` are pence. `exact`: of what money is
    reckoned by, where neither a currency sign nor a comma for the pence is read."""

    def __init__(self, label: str, *, least: int = 0, most: int = LARGEST, exact: bool = False, **base: Any) -> None:
        super().__init__(label, **{"longest": 30, "width": "10", "inputmode": "decimal", "prefix": "£", **base})
        self.least, self.most, self.exact = least, most, exact

    def read(self, text: str) -> int:
        """The amount in pence. Refuses parts of a penny."""
        match parse_pounds(text, at_most_pence=self.most, allow_negative=self.least < 0, exact=self.exact):
            case MoneyProblem() as problem:
                raise self.fail(say(problem, field=self.label, most=shown_pounds(self.most)))
            case pence if pence < self.least:
                raise self.fail(f"{self.label} must be {shown_pounds(self.least)} or more")
            case pence:
                return pence

    def nothing(self) -> None:
        return None

    def shown(self, value: Any) -> str:
        """Pence as pounds without the sign, which stands before the box."""
        return shown_pounds(value).replace("£", "") if isinstance(value, int) else value or ""
