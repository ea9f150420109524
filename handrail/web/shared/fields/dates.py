"""Fields for days and times: three boxes for a date, one for a time.
Refuses days that do not exist, saying which part is wrong and what was expected."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from handrail.web.shared.fields.base import HandrailField, WrittenField
from handrail.web.shared.fields.text import TextField
from handrail.wording.shown import clock_time

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
SHORT_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
PARTS = ("day", "month", "year")
# A later year is a slip of the finger, and the last days of the calendar have no day after them to reckon with.
LAST_YEAR = 2199


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date as it was typed, so that it can be shown again whatever it was."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def missing(self) -> list[str]:
        """The parts that were left empty."""
        return [part for part in PARTS if not getattr(self, part)]


class DatePartsInput(forms.TextInput):
    """Reads the three boxes `name-day`, `name-month`, `name-year`; an ISO date under `name` is read too."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts:
        typed = [str(data.get(f"{name}-{part}") or "").strip()[:20] for part in PARTS]
        whole = str(data.get(name) or "").strip()
        if not any(typed) and (match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", whole)):
            return DateParts(match[3], match[2], match[1])
        return DateParts(*typed)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS) and name not in data


def dates_typed(data: Mapping[str, Any]) -> dict[str, DateParts]:
    """The dates that were typed so far, whatever they are, for a form that is shown again unjudged."""
    names = [name.removesuffix("-day") for name in data if name.endswith("-day")]
    return {name: DatePartsInput().value_from_datadict(data, None, name) for name in names}


class DateField(HandrailField):
    """A day. `past` refuses days after today, `future` days before today: the form sets the bounds when it is made."""

    template: ClassVar[str] = "date"

    def __init__(
        self,
        label: str,
        *,
        past: bool = False,
        future: bool = False,
        earliest: date | None = None,
        latest: date | None = None,
        birthday: bool = False,
        **base: Any,
    ) -> None:
        super().__init__(label, **{"widget": DatePartsInput(), **base})
        self.past, self.future, self.birthday = past, future, birthday
        self.earliest, self.latest = earliest, latest

    def shown(self, value: Any) -> DateParts:
        if isinstance(value, date):
            return DateParts(str(value.day), str(value.month), str(value.year))
        return value if isinstance(value, DateParts) else DateParts()

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        return {
            "autocomplete": ["bday-day", "bday-month", "bday-year"] if self.birthday else [],
            "part_at_fault": self.part_at_fault(bound),
        }

    @staticmethod
    def part_at_fault(bound: BoundField) -> str:
        """Which of the three boxes the messages are about; empty for all or none."""
        errors = bound.form.errors.get(bound.name)
        codes = {str(error.code) for error in errors.as_data()} if errors else set()
        return next((part for part in PARTS if part in codes), "")

    def bound_by(self, today: date) -> None:
        """Sets the bounds that depend on today."""
        self.latest = min(self.latest or today, today) if self.past else self.latest
        self.earliest = max(self.earliest or today, today) if self.future else self.earliest

    def to_python(self, value: Any) -> date | None:
        """The day. Refuses missing parts, parts that are no numbers, and days that no month has."""
        if isinstance(value, date) or value is None:
            return value
        missing = value.missing
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise self.fail(f"{self.label} must include a {' and a '.join(missing)}", missing[0])
        year, month = self.year_of(value.year), self.month_of(value.month)
        day = self.day_of(value.day)
        longest = calendar.monthrange(year, month)[1]
        if day > longest:
            name = calendar.month_name[month]
            raise self.fail(f"{self.label} must be a real date. {name} {year} has only {longest} days", "day")
        return self.within(date(year, month, day))

    def year_of(self, typed: str) -> int:
        """A year of four figures: with two nobody can tell 1926 from 2026."""
        if not re.fullmatch(r"[0-9]{4}", typed) or int(typed) < 1850:
            raise self.fail(f"{self.label} must have a year of 4 numbers, like 1942", "year")
        if int(typed) > LAST_YEAR:
            raise self.fail(f"{self.label} must have a year up to {LAST_YEAR}", "year")
        return int(typed)

    def month_of(self, typed: str) -> int:
        """A month as a number or by its name."""
        named = MONTHS.get(typed.lower()) or SHORT_MONTHS.get(typed.lower()[:3] if typed.isalpha() else "")
        month = named or (int(typed) if re.fullmatch(r"[0-9]{1,2}", typed) else 0)
        if not 1 <= month <= 12:
            raise self.fail(f"{self.label} must have a month from 1 to 12", "month")
        return month

    def day_of(self, typed: str) -> int:
        """A day that some month has."""
        if not re.fullmatch(r"[0-9]{1,2}", typed) or not 1 <= int(typed) <= 31:
            raise self.fail(f"{self.label} must have a day from 1 to 31", "day")
        return int(typed)

    def within(self, day: date) -> date:
        """The day, if it lies within the bounds."""
        if self.latest and day > self.latest:
            limit = "today or in the past" if self.past else f"on or before {self.said(self.latest)}"
            raise self.fail(f"{self.label} must be {limit}")
        if self.earliest and day < self.earliest:
            limit = "today or in the future" if self.future else f"on or after {self.said(self.earliest)}"
            raise self.fail(f"{self.label} must be {limit}")
        return day

    @staticmethod
    def said(day: date) -> str:
        """A bound in words: "3 March 2026"."""
        return f"{day.day} {day:%B} {day.year}"


class TimeField(TextField):
    """A time of day, typed as people write it: 16:30, 4.30pm, 4pm, 0930, midday."""

    def __init__(self, label: str, **base: Any) -> None:
        super().__init__(label, **{"longest": 20, "width": "5", **base})

    def read(self, text: str) -> time:
        """The time. Refuses what could be two times, and hours that no clock has."""
        plain = text.lower().replace(" ", "").replace(".", ":")
        named = {"midday": time(12), "noon": time(12), "midnight": time(0)}
        if plain in named:
            return named[plain]
        match = re.fullmatch(r"(\d{1,2}):?(\d{2})?(am|pm|a:m:|p:m:)?", plain)
        if match is None or (match[2] is None and match[3] is None):
            raise self.fail(f"{self.label} must be a time, like 4:30pm or 16:30")
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half and not 1 <= hour <= 12:
            raise self.fail(f"{self.label} must have an hour from 1 to 12 before {half[0]}m")
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        if hour > 23 or minute > 59:
            raise self.fail(f"{self.label} must be a real time, like 4:30pm or 16:30")
        return time(hour, minute)

    def nothing(self) -> None:
        return None

    def shown(self, value: Any) -> str:
        return clock_time(value) if isinstance(value, time) else value or ""
