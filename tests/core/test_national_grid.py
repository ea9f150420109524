"""The grid: the worked example of the Ordnance Survey's guide, and every hundredth shipped postcode."""

from math import hypot

import pytest

from handrail.core.national_grid import GridPoint, grid_point
from handrail.core.shipped import shipped_rows


@pytest.mark.parametrize("area", ["kent", "kirklees", "cambridgeshire"])
def test_shipped_postcodes_come_back_to_within_five_metres(area: str) -> None:
    with shipped_rows(f"postcodes_{area}.csv.gz") as rows:
        for _, latitude, longitude, easting, northing, *_rest in list(rows)[::101]:
            point = grid_point(float(latitude), float(longitude))
            assert hypot(point.easting - int(easting), point.northing - int(northing)) < 5


def test_the_guides_own_example() -> None:
    """Caister water tower, whose WGS84 position and grid reference the guide gives."""
    assert grid_point(52.6579786, 1.7160519) == GridPoint(651410, 313177)
