"""Where a postcode is, from the shipped open data: exactly, by its outward code, or not at all.
Refuses to judge whether a postcode exists; nothing is loaded before it is first asked for.

Shipped as sorted columns, not objects: 75,000 postcodes take about 2 MB (measured in tests/core/test_geography.py)."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from heapq import merge
from math import hypot
from operator import itemgetter
from typing import Final

from handrail.core.national_grid import GridPoint, grid_point
from handrail.core.postcodes import Postcode, check_postcode, outcode_of
from handrail.core.shipped import shipped_rows

AREAS: Final = ("cambridgeshire", "kent", "kirklees")
# A key is the outward code filled to four characters and the inward code: sorts as text, needs no separator.
_KEY_BYTES: Final = 7
_DEGREE: Final = 100_000
# A pin this far from every shipped postcode is given no district.
NEAR_METRES: Final = 2_000
SOUTH, NORTH, WEST, EAST = 49.8, 60.9, -8.7, 1.8


class Precision(StrEnum):
    """How well a place is known."""

    PIN = "PIN"
    POSTCODE = "POSTCODE"
    OUTCODE = "OUTCODE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Location:
    """A point: British National Grid in metres, WGS84 in degrees (good to about 5 metres). `district_code` and
    `ward_code` are ONS codes. By outcode: the mean centre of its postcodes and its main district, no ward.
    Unknown: every other field is None."""

    easting: int | None
    northing: int | None
    latitude: float | None
    longitude: float | None
    district_code: str | None
    district_name: str | None
    ward_code: str | None
    precision: Precision


NOWHERE: Final = Location(None, None, None, None, None, None, None, Precision.UNKNOWN)


@dataclass(frozen=True, slots=True)
class District:
    """A local authority district by its ONS code."""

    code: str
    name: str


def locate(postcode: str) -> Location:
    """Where a postcode, or an outward code alone, is. An unknown one is placed by its outward code if that is known."""
    found = check_postcode(postcode)
    if isinstance(found, Postcode):
        columns = _columns()
        row = columns.row_of(_key(found.outward, found.inward))
        if row is not None:
            return columns.location(row)
    outcode = outcode_of(postcode)
    return NOWHERE if outcode is None else _outcodes().get(outcode, NOWHERE)


def place_pin(latitude: float, longitude: float) -> Location:
    """The place of a pin on a map, in the district and ward of the nearest shipped postcode within 2 km.

    Farther away both are None. Raises `ValueError` for a position outside Great Britain's rectangle."""
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise ValueError("a pin must lie in Great Britain")
    point = grid_point(latitude, longitude)
    columns = _columns()
    row = columns.nearest_row(point)
    pin = replace(
        columns.location(row),
        easting=point.easting,
        northing=point.northing,
        latitude=latitude,
        longitude=longitude,
        precision=Precision.PIN,
    )
    if columns.metres_from(row, point) > NEAR_METRES:
        return replace(pin, district_code=None, district_name=None, ward_code=None)
    return pin


def postcodes_of_district(district_code: str) -> tuple[str, ...]:
    """All postcodes of a district in the shipped areas, such as "ME10 2AB", sorted; empty for any other district."""
    return tuple(postcode for postcode, _, _ in _columns().points_in(district_code))


def points_of_district(district_code: str) -> tuple[tuple[str, int, int], ...]:
    """The same postcodes, each with its easting and northing: what `locate` would tell of one after the other."""
    return tuple(_columns().points_in(district_code))


def districts() -> tuple[District, ...]:
    """The districts whose postcodes are shipped, by name."""
    return tuple(sorted(_columns().districts, key=lambda district: district.name))


def distance_metres(one: Location, other: Location) -> int | None:
    """Straight-line distance on the grid (under 0.1% off in England); None when either place is unknown."""
    if one.easting is None or one.northing is None or other.easting is None or other.northing is None:
        return None
    return round(hypot(one.easting - other.easting, one.northing - other.northing))


class _Codes:
    """Codes that repeat, each kept once and known by its place in the list."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self._places: dict[str, int] = {}

    def place_of(self, code: str) -> int:
        place = self._places.setdefault(code, len(self.codes))
        if place == len(self.codes):
            self.codes.append(code)
        return place


class _Columns:
    """The shipped postcodes, one array a column, in the order of their keys."""

    def __init__(self, rows: Iterable[list[str]]) -> None:
        """`rows` in the order of their postcodes, with the columns of the shipped files."""
        keys, wards, names = bytearray(), _Codes(), dict[str, str]()
        districts = _Codes()
        self._eastings, self._northings = array("i"), array("i")
        self._latitudes, self._longitudes = array("i"), array("i")
        self._district_of, self._ward_of = array("H"), array("H")
        for postcode, latitude, longitude, easting, northing, district, name, ward, _ in rows:
            keys += _key(postcode[:-4], postcode[-3:])
            self._latitudes.append(round(float(latitude) * _DEGREE))
            self._longitudes.append(round(float(longitude) * _DEGREE))
            self._eastings.append(int(easting))
            self._northings.append(int(northing))
            self._district_of.append(districts.place_of(district))
            self._ward_of.append(wards.place_of(ward))
            names[district] = name
        self._keys, self._wards = bytes(keys), tuple(wards.codes)
        self.districts = tuple(District(code, names[code]) for code in districts.codes)

    def _key_at(self, row: int) -> bytes:
        return self._keys[row * _KEY_BYTES : (row + 1) * _KEY_BYTES]

    def row_of(self, key: bytes) -> int | None:
        """The row with this key, or None."""
        count = len(self._eastings)
        row = bisect_left(range(count), key, key=self._key_at)
        return row if row < count and self._key_at(row) == key else None

    def nearest_row(self, point: GridPoint) -> int:
        """The row nearest to a point of the grid."""
        squares = (
            (easting - point.easting) ** 2 + (northing - point.northing) ** 2
            for easting, northing in zip(self._eastings, self._northings, strict=True)
        )
        return min(enumerate(squares), key=itemgetter(1))[0]

    def metres_from(self, row: int, point: GridPoint) -> float:
        """How far a row is from a point of the grid."""
        return hypot(self._eastings[row] - point.easting, self._northings[row] - point.northing)

    def location(self, row: int) -> Location:
        """The place of a row."""
        district = self.districts[self._district_of[row]]
        return Location(
            easting=self._eastings[row],
            northing=self._northings[row],
            latitude=self._latitudes[row] / _DEGREE,
            longitude=self._longitudes[row] / _DEGREE,
            district_code=district.code,
            district_name=district.name,
            ward_code=self._wards[self._ward_of[row]],
            precision=Precision.POSTCODE,
        )

    def points_in(self, district_code: str) -> Iterator[tuple[str, int, int]]:
        """The postcodes of a district, in order, with their eastings and northings."""
        codes = [district.code for district in self.districts]
        wanted = codes.index(district_code) if district_code in codes else None
        for row, district in enumerate(self._district_of):
            if district == wanted:
                key = self._key_at(row).decode("ascii")
                yield f"{key[:4].rstrip()} {key[4:]}", self._eastings[row], self._northings[row]


def _key(outward: str, inward: str) -> bytes:
    return f"{outward:4}{inward}".encode("ascii")


@cache
def _columns() -> _Columns:
    with ExitStack() as open_files:
        files = [open_files.enter_context(shipped_rows(f"postcodes_{area}.csv.gz")) for area in AREAS]
        return _Columns(merge(*files))


@cache
def _outcodes() -> dict[str, Location]:
    with shipped_rows("outcodes_england.csv.gz") as rows:
        return {
            outcode: Location(
                easting=int(easting),
                northing=int(northing),
                latitude=float(latitude),
                longitude=float(longitude),
                district_code=district,
                district_name=name,
                ward_code=None,
                precision=Precision.OUTCODE,
            )
            for outcode, latitude, longitude, easting, northing, _, district, name, _ in rows
        }
