"""From latitude and longitude to the British National Grid and back, for a pin put on a map.
Refuses to be exact: one Helmert step instead of the OSTN15 grid is good to about 5 metres.

Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", section 6.6 and annexes B and C."""

from dataclasses import dataclass
from math import atan2, cos, hypot, radians, sin, sqrt, tan
from typing import Final


@dataclass(frozen=True, slots=True)
class GridPoint:
    """A point of the grid in whole metres."""

    easting: int
    northing: int


@dataclass(frozen=True, slots=True)
class _Ellipsoid:
    """Half axes in metres."""

    major: float
    minor: float

    @property
    def eccentricity_squared(self) -> float:
        return 1 - (self.minor / self.major) ** 2


_WGS84: Final = _Ellipsoid(6378137.0, 6356752.3141)
_AIRY: Final = _Ellipsoid(6377563.396, 6356256.909)
# Helmert transformation from WGS84 to OSGB36: metres, radians, and a scale.
_SHIFT: Final = (-446.448, 125.157, -542.060)
_TURN: Final = tuple(radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
_SCALE: Final = 1 + 20.4894e-6
# The projection: scale on the central meridian, true origin in radians, and its false coordinates in metres.
_F0: Final = 0.9996012717
_ORIGIN_LATITUDE: Final = radians(49)
_ORIGIN_LONGITUDE: Final = radians(-2)
_FALSE_EASTING: Final = 400_000
_FALSE_NORTHING: Final = -100_000
# In the middle of England; and how often the way back from the grid is corrected.
_START: Final = (53.0, -2.0)
_ROUNDS: Final = 20
_METRES_IN_DEGREE: Final = 111_320


def grid_point(latitude: float, longitude: float) -> GridPoint:
    """The grid point of a WGS84 position in degrees. Meaningful in Great Britain only."""
    return _projected(*_turned(radians(latitude), radians(longitude)))


def position(point: GridPoint) -> tuple[float, float]:
    """The WGS84 position in degrees whose grid point this is, to the metre.

    Found by going back and forth: the projection is so even that each round leaves a thousandth of the error."""
    latitude, longitude = _START
    for _ in range(_ROUNDS):
        here = grid_point(latitude, longitude)
        latitude += (point.northing - here.northing) / _METRES_IN_DEGREE
        longitude += (point.easting - here.easting) / (_METRES_IN_DEGREE * cos(radians(latitude)))
    return round(latitude, 6), round(longitude, 6)


def _turned(latitude: float, longitude: float) -> tuple[float, float]:
    """The same place in the older datum: through cartesian coordinates, at height 0."""
    radius = _WGS84.major / sqrt(1 - _WGS84.eccentricity_squared * sin(latitude) ** 2)
    x = radius * cos(latitude) * cos(longitude)
    y = radius * cos(latitude) * sin(longitude)
    z = radius * (1 - _WGS84.eccentricity_squared) * sin(latitude)
    (shift_x, shift_y, shift_z), (turn_x, turn_y, turn_z) = _SHIFT, _TURN
    x, y, z = (
        shift_x + _SCALE * x - turn_z * y + turn_y * z,
        shift_y + turn_z * x + _SCALE * y - turn_x * z,
        shift_z - turn_y * x + turn_x * y + _SCALE * z,
    )
    across = hypot(x, y)
    turned = atan2(z, across * (1 - _AIRY.eccentricity_squared))
    # Each round brings three more digits; four are far below a millimetre.
    for _ in range(4):
        radius = _AIRY.major / sqrt(1 - _AIRY.eccentricity_squared * sin(turned) ** 2)
        turned = atan2(z + _AIRY.eccentricity_squared * radius * sin(turned), across)
    return turned, atan2(y, x)


def _meridian_metres(latitude: float) -> float:
    """Along the central meridian from the true origin (annex C, equation C3)."""
    n = (_AIRY.major - _AIRY.minor) / (_AIRY.major + _AIRY.minor)
    difference, total = latitude - _ORIGIN_LATITUDE, latitude + _ORIGIN_LATITUDE
    return (
        _AIRY.minor
        * _F0
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * difference
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(difference) * cos(total)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * difference) * cos(2 * total)
            - 35 / 24 * n**3 * sin(3 * difference) * cos(3 * total)
        )
    )


def _projected(latitude: float, longitude: float) -> GridPoint:
    """The transverse Mercator projection (annex C, equations C2 to C5), its terms under the guide's numbers."""
    squeezed = 1 - _AIRY.eccentricity_squared * sin(latitude) ** 2
    nu = _AIRY.major * _F0 / sqrt(squeezed)
    eta_squared = squeezed / (1 - _AIRY.eccentricity_squared) - 1
    s, c, t2 = sin(latitude), cos(latitude), tan(latitude) ** 2
    one = _meridian_metres(latitude) + _FALSE_NORTHING
    two = nu / 2 * s * c
    three = nu / 24 * s * c**3 * (5 - t2 + 9 * eta_squared)
    three_a = nu / 720 * s * c**5 * (61 - 58 * t2 + t2**2)
    four = nu * c
    five = nu / 6 * c**3 * (squeezed / (1 - _AIRY.eccentricity_squared) - t2)
    six = nu / 120 * c**5 * (5 - 18 * t2 + t2**2 + 14 * eta_squared - 58 * t2 * eta_squared)
    east = longitude - _ORIGIN_LONGITUDE
    return GridPoint(
        easting=round(_FALSE_EASTING + four * east + five * east**3 + six * east**5),
        northing=round(one + two * east**2 + three * east**4 + three_a * east**6),
    )
