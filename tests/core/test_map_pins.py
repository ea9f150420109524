"""Pins as people copy them from maps: numbers, links, geo addresses, grid references."""

import pytest

from handrail.core.map_pins import PinProblem, read_pin
from handrail.core.national_grid import GridPoint, grid_point, position

HOME = (52.3306, -0.1866)


@pytest.mark.parametrize(
    "text",
    [
        "52.3306, -0.1866",
        " 52.3306 -0.1866 ",
        "52.3306;-0.1866",
        "52.3306,-0.1866",
        "52.3306° N, 0.1866° W",
        "52.3306N 0.1866w",
        "geo:52.3306,-0.1866",
        "geo:52.3306,-0.1866;u=20",
        "geo:52.3306,-0.1866?z=17",
        "geo:0,0?q=52.3306,-0.1866(Home)",
        "GEO:0,0?q=52.3306%2C-0.1866",
        "https://www.google.com/maps/@52.3306,-0.1866,17z",
        "https://www.google.com/maps/place/14+Sallow+Lane/@52.1,-0.2,17z/data=!3m1!4b1!8m2!3d52.3306!4d-0.1866",
        "https://www.google.com/maps/place/52.3306,-0.1866/@52.4,-0.3,17z",
        "https://www.google.com/maps/search/52.3306,+-0.1866?sa=X",
        "https://maps.google.com/?q=52.3306,-0.1866",
        "https://maps.google.com/maps?q=loc:52.3306,-0.1866&z=14",
        "https://www.google.com/maps/search/?api=1&query=52.3306%2C-0.1866",
        "www.google.com/maps?q=52.3306,-0.1866",
        "https://www.openstreetmap.org/?mlat=52.3306&mlon=-0.1866#map=17/52.9/-0.9",
        "https://www.openstreetmap.org/#map=17/52.3306/-0.1866",
        "https://maps.apple.com/?ll=52.3306,-0.1866&q=Home",
        "https://maps.apple.com/place?coordinate=52.3306,-0.1866&name=Home",
        "https://www.bing.com/maps?cp=52.3306~-0.1866&lvl=17",
    ],
)
def test_a_place_is_read_however_it_was_copied(text: str) -> None:
    assert read_pin(text) == HOME


@pytest.mark.parametrize("text", ["TG 51409 13177", "TG5140913177", "tg 5140 1317", "TG 514 131", "651409, 313177"])
def test_a_grid_reference_is_read_to_its_square(text: str) -> None:
    # The example of the Ordnance Survey's guide, in degrees of today.
    found = read_pin(text)
    assert isinstance(found, tuple)
    assert found == pytest.approx((52.65798, 1.71605), abs=0.001)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("here", PinProblem.NOT_READ),
        ("52.3306", PinProblem.NOT_READ),
        ("PE28 4XA", PinProblem.NOT_READ),
        ("TL 123456 123456", PinProblem.NOT_READ),
        ("95, 0", PinProblem.NOT_ON_EARTH),
        ("52.3, 181", PinProblem.NOT_ON_EARTH),
        ("https://maps.app.goo.gl/AbC123", PinProblem.LINK_WITHOUT_PLACE),
        ("https://www.google.com/maps/place/Huntingdon", PinProblem.LINK_WITHOUT_PLACE),
        ("https://[", PinProblem.LINK_WITHOUT_PLACE),
        ("https://maps.google.com/?q=99.5,0.1", PinProblem.NOT_ON_EARTH),
        ("geo:0,0?q=Huntingdon", PinProblem.LINK_WITHOUT_PLACE),
        ("geo:", PinProblem.LINK_WITHOUT_PLACE),
        ("ZZ 236 718", PinProblem.NO_SUCH_SQUARE),
        ("TL 23 71", PinProblem.GRID_TOO_SHORT),
        ("TL 236 71", PinProblem.GRID_UNEVEN),
    ],
)
def test_what_holds_no_place_says_what_is_wrong(text: str, problem: PinProblem) -> None:
    assert read_pin(text) is problem


@pytest.mark.parametrize(
    "point",
    [GridPoint(524_050, 271_850), GridPoint(651_409, 313_177), GridPoint(80_000, 5_000), GridPoint(460_000, 1_215_000)],
)
def test_the_way_back_from_the_grid_leads_to_the_same_metre(point: GridPoint) -> None:
    there = grid_point(*position(point))
    assert abs(there.easting - point.easting) <= 1
    assert abs(there.northing - point.northing) <= 1
