"""The boxes of a scenario: which there are for so many years, which stand together, and to which a reason belongs.
Refuses nothing; `forecasting.reading` says what cannot be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handrail.forecasting.codes import RATES, TOP_RATES, YEAR_RATES
from handrail.forecasting.formulas import plain
from handrail.forecasting.model import EXACT
from handrail.forecasting.places import LONGEST_TEXT, MOST_POUNDS
from handrail.forecasting.reading import MOST_YEARS
from handrail.forecasting.words import RATE_NAMES
from handrail.web.shared.fields import DecimalField, MoneyField, TextField, TickField
from handrail.web.shared.fields.base import HandrailField, WrittenField

ENDS = {"low": "At least", "likely": "Most likely", "high": "At most"}
HINTS = {
    "credit_rate": "The part of the price that is paid back when a thing comes back and passes",
    "equipment_share": "The part of the spend that is equipment, not visits and other work",
    "reuse_rate": "The part of what goes out, by value, that comes back and passes",
}
_MOST_PENCE = int(MOST_POUNDS) * 100
_YEAR = re.compile(r"years\[(\d+)\](?:\.|$)")


class PercentField(DecimalField):
    """A rate, typed as a percentage. Gives the part of one, or None."""

    def __init__(self, label: str, *, unit: str = "%", **base: Any) -> None:
        super().__init__(label, unit=unit, most=100, places=22, **base)
        # Where scripts run, what must be said can be slid too.
        self.look["slide"] = "yes" if self.required else ""

    def read(self, text: str) -> Any:
        """The part of one."""
        percent: Decimal = super().read(text)
        return percent.scaleb(-2, EXACT)

    def shown(self, value: Any) -> Any:
        """A part of one as a percentage; what was typed as it was."""
        return plain(value.scaleb(2, EXACT)) if isinstance(value, Decimal) else super().shown(value)


@dataclass(frozen=True, slots=True)
class RateBoxes:
    """One rate: its own box, where it has one, and those of its range."""

    name: str
    own: WrittenField | None
    ends: tuple[WrittenField, ...]

    @property
    def says_something(self) -> bool:
        """Whether anything stands in its boxes, nought too, or is wrong there."""
        boxes = (*self.ends, *((self.own,) if self.own else ()))
        return any(box.errors or (box.value() not in (None, "") and box.value() is not False) for box in boxes)


@dataclass(frozen=True, slots=True)
class YearBoxes:
    """One year. `is_open`: something is said beyond its figures, or is wrong there."""

    title: str
    figures: tuple[WrittenField, ...]
    rates: tuple[RateBoxes, ...]
    is_open: bool


def prefix_of(number: int) -> str:
    """What the names of a year's boxes begin with."""
    return f"y{number}-"


def years_asked(typed: str) -> int:
    """How many years the page has, as far as there may be so many."""
    return min(int(typed), MOST_YEARS) if typed.isdecimal() and len(typed) < 4 and int(typed) else 1


def fields_for(years: int) -> Iterator[tuple[str, HandrailField]]:
    """The boxes that depend on the number of years, and those of ranges, in their order on the page."""
    yield from _range_fields("", TOP_RATES)
    for number in range(years):
        prefix = prefix_of(number)
        yield f"{prefix}label", TextField("Year", longest=LONGEST_TEXT, width="10", hint="Such as 2026/27")
        yield f"{prefix}gross_spend", _money("Gross spend", hint="Before credits")
        yield (
            f"{prefix}baseline_net",
            _money("Baseline", required=False, hint="Net, had nothing changed"),
        )
        yield f"{prefix}self_purchase_rate", PercentField(RATE_NAMES["self_purchase_rate"])
        yield f"{prefix}reuse_uplift", PercentField(RATE_NAMES["reuse_uplift"], unit="points")
        for rate in TOP_RATES:
            yield f"{prefix}{rate}", PercentField(f"{RATE_NAMES[rate]} of this year", required=False)
        yield from _range_fields(prefix, RATES)


def _money(label: str, **base: Any) -> MoneyField:
    return MoneyField(label, most=_MOST_PENCE, longest=60, **base)


def _range_fields(prefix: str, rates: Iterable[str]) -> Iterator[tuple[str, HandrailField]]:
    for rate in rates:
        unit = "points" if rate == "reuse_uplift" else "%"
        for end, words in ENDS.items():
            label = f"{words}: {RATE_NAMES[rate].lower()}"
            yield f"{prefix}{rate}-{end}", PercentField(label, unit=unit, required=False, says_optional=False)
        label = f"Any value between the two is as likely: {RATE_NAMES[rate].lower()}"
        yield f"{prefix}{rate}-even", TickField(label, required=False)


def range_boxes(form_of: Mapping[str, WrittenField], prefix: str = "") -> tuple[RateBoxes, ...]:
    """The boxes for how sure the rates are, of all years or of one."""
    boxes = []
    for rate in RATES if prefix else TOP_RATES:
        own = form_of[f"{prefix}{rate}"] if prefix and rate not in YEAR_RATES else None
        ends = tuple(form_of[f"{prefix}{rate}-{end}"] for end in (*ENDS, "even"))
        boxes.append(RateBoxes(RATE_NAMES[rate], own, ends))
    return tuple(boxes)


def year_boxes(form_of: Mapping[str, WrittenField], number: int) -> YearBoxes:
    """The boxes of one year."""
    prefix = prefix_of(number)
    figures = ("label", "gross_spend", "baseline_net", *YEAR_RATES)
    rates = range_boxes(form_of, prefix)
    is_open = any(one.says_something for one in rates)
    title = str(form_of[f"{prefix}label"].value() or f"Year {number + 1}")
    return YearBoxes(title, tuple(form_of[prefix + name] for name in figures), rates, is_open)


def box_at(path: str) -> str:
    """The box that a reason's path leads to: `years[1].ranges.reuse_uplift.high` is `y1-reuse_uplift-high`."""
    year = _YEAR.match(path)
    prefix, rest = (prefix_of(int(year[1])), path[year.end() :]) if year else ("", path)
    match rest.split("."):
        case ["ranges", rate]:
            return f"{prefix}{rate}-low"
        case ["ranges", rate, ("low" | "likely" | "high") as end]:
            return f"{prefix}{rate}-{end}"
        case ["baseline", rate]:
            return f"old_{rate}"
        case _:
            return prefix + rest
