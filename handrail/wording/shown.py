"""Puts values into the words and figures that people read: money, days, times, numbers.
Refuses to read the clock: whatever depends on "now" is given it. Times come in as UTC and go out as Europe/London."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds

NO_BREAK = "\N{NO-BREAK SPACE}"
ALMOST = timedelta(seconds=59)


def local(moment: datetime) -> datetime:
    """The same instant on the clocks of the United Kingdom. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a page shows times with a zone only")
    return moment.astimezone(LONDON)


def local_day(value: date) -> date:
    """The day in the United Kingdom on which a moment falls; a date stays what it is."""
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date) -> str:
    """A day in full: "Monday 3 March 2026"."""
    on = local_day(value)
    return f"{on:%A} {on.day} {on:%B} {on.year}"


def short_day(value: date) -> str:
    """A day for lists, in a fixed order and short: "3 Mar 2026"."""
    on = local_day(value)
    return f"{on.day} {on:%b} {on.year}"


def month_and_year(value: date) -> str:
    """The month of a day: "March 2026"."""
    on = local_day(value)
    return f"{on:%B} {on.year}"


def clock_time(value: datetime | time) -> str:
    """A time as people say it: "4:30pm", "4pm", "midday", "midnight"."""
    at = local(value).time() if isinstance(value, datetime) else value
    if (at.hour, at.minute) == (12, 0):
        return "midday"
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def day_and_time(value: datetime) -> str:
    """A moment in full: "Monday 3 March 2026 at 4:30pm"."""
    return f"{day(value)} at {clock_time(value)}"


def short_day_and_time(value: datetime) -> str:
    """A moment for lists: "3 Mar 2026, 4:30pm"."""
    return f"{short_day(value)}, {clock_time(value)}"


def near_day(value: date, now: datetime) -> str:
    """A day as people near it say it: "today", "tomorrow", "yesterday", else "Monday 3 March 2026"."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get((local_day(value) - local_day(now)).days, day(value))


def near_day_and_time(value: datetime, now: datetime) -> str:
    """A moment as people near it say it: "today at 4:30pm"."""
    return f"{near_day(value, now)} at {clock_time(value)}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: (1, "bed") gives "1 bed", (2, "bed") gives "2 beds", (2, "man", "men") "2 men"."""
    return f"{count:,} {one if count == 1 else (many or one + 's')}"


def span(length: timedelta) -> str:
    """A length of time in its one largest whole unit: "2 hours", "1 day", "less than a minute"."""
    seconds = int(abs(length).total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return plural(seconds // size, unit)
    return "less than a minute"


def due(value: datetime, now: datetime) -> str:
    """How a due moment stands: "due in 2 hours", "due now", "late by 1 day"."""
    left = value - now
    if abs(left) <= ALMOST:
        return "due now"
    return f"due in {span(left)}" if left > timedelta(0) else f"late by {span(left)}"


def ago(value: datetime, now: datetime) -> str:
    """How long ago something happened: "3 hours ago", "just now"."""
    return "just now" if now - value <= ALMOST else f"{span(now - value)} ago"


def age(born_on: date, today: date) -> int:
    """Whole years of age; someone born on 29 February has their birthday on 1 March in other years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def age_text(born_on: date, today: date) -> str:
    """An age in words: "82 years old"; under two years in months, because years say too little of a baby."""
    years = age(born_on, today)
    if years >= 2:
        return f"{years} years old"
    before_day = today.day < born_on.day
    months = (today.year - born_on.year) * 12 + today.month - born_on.month - before_day
    return f"{plural(max(months, 0), 'month')} old"


def nhs_number(digits: str) -> str:
    """An NHS number in its 3-3-4 form, kept on one line; anything else comes back as it was."""
    plain = "".join(digits.split())
    if len(plain) != 10 or not plain.isdigit():
        return digits
    return NO_BREAK.join((plain[:3], plain[3:6], plain[6:]))


def phone(number: str) -> str:
    """A United Kingdom telephone number in readable groups: "01632 960 001", "07700 900 123", "020 7946 0018"."""
    plain = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    if plain.startswith("+44"):
        plain = "0" + plain[3:]
    if len(plain) != 11 or not plain.isdigit():
        return number
    if plain.startswith("02"):
        return NO_BREAK.join((plain[:3], plain[3:7], plain[7:]))
    return NO_BREAK.join((plain[:5], plain[5:8], plain[8:]))


def percent(share: float, decimals: int = 0) -> str:
    """A share of one as a percentage: 0.974 gives "97%"."""
    return f"{share * 100:.{decimals}f}%"


def thousands(count: int) -> str:
    """A count with commas: "12,345"."""
    return f"{count:,}"


def iso(value: date) -> str:
    """The machine's form of a day or moment, for <time datetime>."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


FILTERS: dict[str, Callable[..., str]] = {
    "age_text": age_text,
    "ago": ago,
    "clock_time": clock_time,
    "day": day,
    "day_and_time": day_and_time,
    "due": due,
    "iso": iso,
    "near_day": near_day,
    "near_day_and_time": near_day_and_time,
    "nhs_number": nhs_number,
    "percent": percent,
    "phone": phone,
    "plural": plural,
    "pounds": shown_pounds,
    "short_day": short_day,
    "short_day_and_time": short_day_and_time,
    "span": span,
    "thousands": thousands,
}
