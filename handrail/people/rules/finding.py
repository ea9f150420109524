"""Reads what someone typed into the one search box, and makes the text by which a record is found.
Refuses nothing: whatever is no number, date or postcode is taken for a name; what is written like a date and can be no
birth date is handed back, so that the page says so."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from handrail.core.names import name_keys
from handrail.core.nhs_number import DIGITS, check_digit
from handrail.core.postcodes import Postcode, check_postcode
from handrail.core.text_guard import clean_line

LONGEST = 120
MOST_WORDS = 6
OLDEST_YEARS = 125
SHORTEST_SWAP = 3
LONGEST_SWAP = 9
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WRITTEN_DATES = (
    re.compile(r"\b(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4}|\d{2})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of )?{_MONTH},?[\s-](?P<year>\d{{4}}|\d{{2}})\b", re.I),
    re.compile(rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}}|\d{{2}})\b", re.I),
    re.compile(r"\b(?P<day>\d{1,2})[ ](?P<month>\d{1,2})[ ](?P<year>(?:18|19|20)\d{2})\b"),
)
_BIRTH_DATES = (
    *_WRITTEN_DATES,
    re.compile(r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:18|19|20)\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:18|19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)"),
)
_TEN_DIGITS = re.compile(r"(?<!\d)\d(?:[ .‐‑‒–—-]?\d){9}(?!\d)")
_PHONE = re.compile(r"(?<![\d])(?:\+44|0044|0)[ ()-]*\d(?:[ ()-]?\d){8,10}(?!\d)")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.I)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*")
# A100023 is the number of an item, not record 100023.
_RECORD_NUMBER = re.compile(r"(?<!\w)#?(\d{6,9})(?!\d)")
# Between keys of which any one will do.
ONE_OF = "|"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. `words` are keys of names; `exact` the keys that must be there whole: an NHS number, a
    telephone, a postcode, an outward code; several between bars where any one of them will do.

    `born` holds more than one day where a date may be read in two ways (12/3/42, or a year of two figures). `no_day` is
    what was typed like a date and is none that anybody can have been born on (31 feb 1933): it finds nobody."""

    words: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    number: int | None = None
    born: tuple[date, ...] = ()
    no_day: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is too little to look for."""
        return not (self.exact or self.number or self.born or any(map(_is_enough, self.words)))


def read_wish(text: str, *, today: date) -> Wish:
    """What the text asks for. What is recognised is taken out, in the order NHS number, telephone, birth date,
    NHS number with a slip in it, postcode, record number; the rest are words."""
    left = clean_line(text)[:LONGEST]
    nhs_number, left = _take_nhs_number(left)
    phones, left = _take_phones(left)
    born, left = _take_birth_dates(left, today)
    mistyped, left = ("", left) if nhs_number else _take_ten_digits(left)
    no_day, left = ("", left) if born else _take_no_day(left)
    postcode, left = _take_postcode(left)
    like_one, left = ("", left) if postcode else _take_like_postcode(left)
    number, left = _take_record_number(left)
    words = tuple(dict.fromkeys(_words(left)))[:MOST_WORDS]
    names, codes = tuple(filter(str.isalpha, words)), tuple(word for word in words if not word.isalpha())
    exact = tuple(
        key for key in (nhs_number, mistyped, *phones, postcode.replace(" ", "").lower(), like_one, *codes) if key
    )
    return Wish(names, exact, number, born, no_day)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What of a search can be put into the record of somebody new; empty where it cannot be told."""

    given_name: str = ""
    family_name: str = ""
    birth_on: date | None = None
    nhs_number: str = ""
    phone: str = ""
    postcode: str = ""


def recognise(text: str, *, today: date) -> Recognised:
    """What was typed to find somebody, as the parts of a record. A date that may be of several years is left out; of
    a name the last word is the last name, unless a comma says that it came first."""
    left = clean_line(text)[:LONGEST]
    nhs_number, left = _take_nhs_number(left)
    phones, left = _take_phones(left)
    born, left = _take_birth_dates(left, today)
    _, left = ("", left) if born else _take_no_day(left)
    postcode, left = _take_postcode(left)
    _, left = _take_record_number(left)
    given, family = _names(left)
    return Recognised(
        given_name=given,
        family_name=family,
        birth_on=born[0] if born and len({day.year for day in born}) == 1 else None,
        nhs_number=nhs_number,
        phone=phones[0] if phones else "",
        postcode=postcode,
    )


def search_text_of(*, names: Iterable[str], postcodes: Iterable[str], nhs_number: str, phones: Iterable[str]) -> str:
    """The text that a record is found by: keys of all its names, postcodes without the space and their outward codes,
    numbers, each once; with a space at both ends, so that each key stands between two."""
    keys = [key for name in names for key in name_keys(name)]
    places = [key for postcode in postcodes for key in (postcode.replace(" ", "").lower(), postcode.split()[0].lower())]
    numbers = [nhs_number, *(national_digits(phone) for phone in phones)]
    return f" {' '.join(dict.fromkeys(key for key in (*keys, *places, *numbers) if key))} "


def with_texts(own: str, others: Iterable[str]) -> str:
    """By what a record is found through which others are read: its own keys and theirs."""
    return f" {' '.join(dict.fromkeys(key for text in (own, *others) for key in text.split()))} "


def swaps_of(word: str) -> tuple[str, ...]:
    """The word with each two neighbours changed over: the slip that makes a short word least like itself."""
    if not SHORTEST_SWAP <= len(word) <= LONGEST_SWAP:
        return ()
    return tuple(word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def national_digits(phone: str) -> str:
    """The digits of a telephone number as dialled inside the country: +44 1632 960001 becomes 01632960001."""
    plain = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    for abroad in ("+44", "0044"):
        if plain.startswith(abroad):
            return "0" + plain.removeprefix(abroad).removeprefix("0")
    return plain.removeprefix("+")


def _take_nhs_number(text: str) -> tuple[str, str]:
    """Ten digits with a right check digit; others may be a telephone number."""
    for match in _TEN_DIGITS.finditer(text):
        digits = "".join(filter(str.isdigit, match.group()))
        if len(digits) == DIGITS and check_digit(digits[:9]) == int(digits[9]):
            return digits, _without(text, match)
    return "", text


def _take_ten_digits(text: str) -> tuple[str, str]:
    """Ten digits that are no telephone number: an NHS number with a slip in it."""
    match = _TEN_DIGITS.search(text)
    return ("".join(filter(str.isdigit, match.group())), _without(text, match)) if match else ("", text)


def _take_phones(text: str) -> tuple[tuple[str, ...], str]:
    found = []
    while match := _PHONE.search(text):
        found.append(national_digits(match.group()))
        text = _without(text, match)
    return tuple(found), text


def _take_birth_dates(text: str, today: date) -> tuple[tuple[date, ...], str]:
    for pattern in _BIRTH_DATES:
        for match in pattern.finditer(text):
            days = tuple(_readings(match.groupdict(), today))
            if days:
                return days, _without(text, match)
    return (), text


def _take_no_day(text: str) -> tuple[str, str]:
    """What stands by itself and is written like a date, after every birth date was taken out."""
    found = (match for pattern in _WRITTEN_DATES for match in pattern.finditer(text))
    match = next((one for one in found if text[one.start() - 1 : one.start()] in {"", " ", ","}), None)
    return (match.group(), _without(text, match)) if match else ("", text)


def _readings(parts: dict[str, str], today: date) -> Iterator[date]:
    """The days that a date may mean, none of them in the future: the British order first, then month before day."""
    month = _MONTHS.index(parts["name"].lower()) + 1 if parts.get("name") else int(parts["month"])
    day, year = int(parts["day"]), parts["year"]
    orders = [(day, month)] if parts.get("name") or next(iter(parts)) == "year" else [(day, month), (month, day)]
    century = today.year // 100 * 100
    years = [int(year)] if len(year) == 4 else [century + int(year), century - 100 + int(year)]
    seen = set()
    for one_day, one_month in orders:
        for one_year in years:
            found = _day(one_year, one_month, one_day)
            if found and found not in seen and today.year - OLDEST_YEARS <= found.year and found <= today:
                seen.add(found)
                yield found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _take_postcode(text: str) -> tuple[str, str]:
    for match in _POSTCODE.finditer(text):
        found = check_postcode(match.group())
        if isinstance(found, Postcode):
            return str(found), _without(text, match)
    return "", text


def _take_like_postcode(text: str) -> tuple[str, str]:
    """What is written like a postcode, of an area that there is none of: the key that it would have."""
    match = _POSTCODE.search(text)
    return ("".join(match.group().split()).lower(), _without(text, match)) if match else ("", text)


def _take_record_number(text: str) -> tuple[int | None, str]:
    match = _RECORD_NUMBER.search(text)
    return (int(match.group(1)), _without(text, match)) if match else (None, text)


def _words(text: str) -> tuple[str, ...]:
    """The parts of a name, without the joined form: that would be one word more to match."""
    parts = name_keys(text)
    return parts[:-1] if len(parts) > 1 else parts


def _names(text: str) -> tuple[str, str]:
    """First names and last name. What was typed in small letters gets capitals; what was not is kept."""
    first, comma, rest = text.partition(",")
    family, given = _of_names(first), _of_names(rest)
    if not (comma and family and given):
        *given, last = [*family, *given] or [""]
        family = [last] if last else []
    return " ".join(given), " ".join(family)


def _of_names(text: str) -> list[str]:
    words = (word.strip(".;:()") for word in text.split())
    return [word.title() if word.islower() else word for word in words if _NAME.fullmatch(word)]


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _is_enough(word: str) -> bool:
    """One letter would find a twentieth of everyone."""
    return len(word) > 1
