"""Dates in a single text, as files and people write them in Britain: day before month.
Refuses to guess a century, or whether a date is likely."""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from handrail.core.text_guard import clean_line

_MONTH_NAME: Final = "(?P<month>[a-z]{3,9})"
# What spreadsheets and databases add to a date that has no time.
_MIDNIGHT: Final = "(?:[t ]00:00(?::00(?:[.]0+)?)?)?"
_FORMS: Final = (
    re.compile(f"(?P<year>[0-9]{{4}})[-/.]?(?P<month>[0-9]{{2}})[-/.]?(?P<day>[0-9]{{2}}){_MIDNIGHT}"),
    re.compile(f"(?P<day>[0-9]{{1,2}})[-/. ](?P<month>[0-9]{{1,2}})[-/. ](?P<year>[0-9]{{4}}|[0-9]{{2}}){_MIDNIGHT}"),
    re.compile(f"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[- ]{_MONTH_NAME}[- ,]+(?P<year>[0-9]{{4}}|[0-9]{{2}})"),
)
# Written out: the standard library's names follow the machine's language.
_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class DateProblem(StrEnum):
    """What is wrong with a text that should be a date."""

    EMPTY = "DATE_EMPTY"
    NOT_A_DATE = "DATE_NOT_A_DATE"
    TWO_DIGIT_YEAR = "DATE_TWO_DIGIT_YEAR"
    IMPOSSIBLE = "DATE_IMPOSSIBLE"


# A file names few days, each of them thousands of times.
@lru_cache(maxsize=1024)
def read_date(text: str) -> date | DateProblem:
    """The date in texts such as "1943-05-12", "19430512", "12/5/1943", "12.05.1943" and "12th May 1943"."""
    typed = clean_line(text).lower()
    if not typed:
        return DateProblem.EMPTY
    read = next((found for form in _FORMS if (found := form.fullmatch(typed))), None)
    month = _month(read["month"]) if read else None
    if read is None or month is None:
        return DateProblem.NOT_A_DATE
    if len(read["year"]) == 2:
        return DateProblem.TWO_DIGIT_YEAR
    try:
        return date(int(read["year"]), month, int(read["day"]))
    except ValueError:
        return DateProblem.IMPOSSIBLE


def _month(text: str) -> int | None:
    """A month's number from digits, a name, or a name cut short to three letters or more."""
    if text.isdigit():
        return int(text)
    return next((number for number, name in enumerate(_MONTH_NAMES, start=1) if name.startswith(text)), None)
