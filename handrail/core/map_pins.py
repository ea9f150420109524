"""Reads the place of a pin as people copy it from a map: two numbers, a link, a `geo:` address or a grid reference.
Refuses what holds no place, and a grid reference too short to find a door by. Whether it lies here is asked later."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from handrail.core.national_grid import GridPoint, position

LONGEST: Final = 2000


class PinProblem(StrEnum):
    """What is wrong with a pin."""

    NOT_READ = "PIN_NOT_READ"
    LINK_WITHOUT_PLACE = "PIN_LINK_WITHOUT_PLACE"
    NOT_ON_EARTH = "PIN_NOT_ON_EARTH"
    NO_SUCH_SQUARE = "PIN_NO_SUCH_SQUARE"
    GRID_TOO_SHORT = "PIN_GRID_TOO_SHORT"
    GRID_UNEVEN = "PIN_GRID_UNEVEN"


type Pin = tuple[float, float]

_DEGREES = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = rf"({_DEGREES})\s*[,~]\s*({_DEGREES})"
_TYPED = re.compile(
    rf"({_DEGREES})\s*°?\s*([NS]?)\s*[,;\s]\s*({_DEGREES})\s*°?\s*([EW]?)", re.IGNORECASE
)  # fmt: skip
_GRID = re.compile(r"([A-HJ-Z]{2})\s*(\d[\d\s]*)", re.IGNORECASE)
_METRES = re.compile(r"(\d{6})\s*[,;\s]\s*(\d{6,7})")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Within a link: the pin itself comes before the middle of the view, which may have been moved away from it.
_IN_PATH = (
    re.compile(rf"!3d({_DEGREES})!4d({_DEGREES})"),
    re.compile(rf"/(?:place|search)/{_PAIR}"),
    re.compile(rf"@{_PAIR}"),
    re.compile(rf"[#&]map=\d+(?:\.\d+)?/({_DEGREES})/({_DEGREES})"),
)
_NAMED = ("q", "query", "coordinate", "destination", "daddr", "ll", "sll", "center", "cp")
# A door is found within a square of 100 metres, not of a kilometre.
_FEWEST_FIGURES: Final = 6
_MOST_FIGURES: Final = 10
_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARE: Final = 100_000
_EASTMOST, _NORTHMOST = 6, 12


def read_pin(text: str) -> Pin | PinProblem:
    """The latitude and longitude in degrees (WGS84) that a text tells, or what is wrong with it."""
    typed = text.strip()
    if typed.lower().startswith("geo:"):
        return _of_geo(typed)
    if _LINK.match(typed):
        return _of_link(typed)
    if grid := _GRID.fullmatch(typed):
        return _of_grid(grid[1].upper(), re.sub(r"\s", "", grid[2]))
    if metres := _METRES.fullmatch(typed):
        return position(GridPoint(int(metres[1]), int(metres[2])))
    if pair := _TYPED.fullmatch(typed):
        return _checked(_signed(pair[1], pair[2], "S"), _signed(pair[3], pair[4], "W"))
    return PinProblem.NOT_READ


def _signed(number: str, letter: str, negative: str) -> float:
    return -abs(float(number)) if letter.upper() == negative else float(number)


def _checked(latitude: float, longitude: float) -> Pin | PinProblem:
    fits = abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if fits else PinProblem.NOT_ON_EARTH


def _of_geo(text: str) -> Pin | PinProblem:
    """RFC 5870; phones add the pin as `q` and leave the place at nought (`geo:0,0?q=52.3,-0.2(Home)`)."""
    place, _, query = text[4:].partition("?")
    named = next((value for name, value in parse_qsl(query) if name == "q"), "")
    for said in (named, place):
        found = re.match(rf"\s*{_PAIR}", said)
        if found and float(found[1]) and float(found[2]):
            return _checked(float(found[1]), float(found[2]))
    return PinProblem.LINK_WITHOUT_PLACE


def _of_link(text: str) -> Pin | PinProblem:
    found = next(_in_link(text), None)
    return PinProblem.LINK_WITHOUT_PLACE if found is None else _checked(*found)


def _in_link(text: str) -> Iterator[Pin]:
    """Every place that a link names, the pin itself first."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return
    asked = dict(parse_qsl(parts.query))
    whole = unquote_plus(text)
    if found := _IN_PATH[0].search(whole):
        yield float(found[1]), float(found[2])
    if re.fullmatch(_DEGREES, asked.get("mlat", "")) and re.fullmatch(_DEGREES, asked.get("mlon", "")):
        yield float(asked["mlat"]), float(asked["mlon"])
    for name in _NAMED:
        if pair := re.match(rf"(?:loc:)?\s*{_PAIR}", asked.get(name, "")):
            yield float(pair[1]), float(pair[2])
    for pattern in _IN_PATH[1:]:
        if found := pattern.search(whole):
            yield float(found[1]), float(found[2])


def _of_grid(letters: str, figures: str) -> Pin | PinProblem:
    """The middle of the square that an Ordnance Survey grid reference names."""
    if len(figures) % 2:
        return PinProblem.GRID_UNEVEN
    if len(figures) < _FEWEST_FIGURES:
        return PinProblem.GRID_TOO_SHORT
    if len(figures) > _MOST_FIGURES:
        return PinProblem.NOT_READ
    first, second = (_LETTERS.index(letter) for letter in letters)
    east = (first - 2) % 5 * 5 + second % 5
    north = 19 - first // 5 * 5 - second // 5
    if not (0 <= east <= _EASTMOST and 0 <= north <= _NORTHMOST):
        return PinProblem.NO_SUCH_SQUARE
    half = len(figures) // 2
    side = 10 ** (5 - half)
    easting, northing = (int(part) * side + side // 2 for part in (figures[:half], figures[half:]))
    return position(GridPoint(east * _SQUARE + easting, north * _SQUARE + northing))
