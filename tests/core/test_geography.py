"""Places: exact ones as shipped, unknown ones by their outward code, and small and quick enough for a web worker."""

import subprocess
import sys

import pytest

from handrail.core.geography import (
    NOWHERE,
    District,
    Location,
    Precision,
    distance_metres,
    districts,
    locate,
    place_pin,
    points_of_district,
    postcodes_of_district,
)
from handrail.core.shipped import ATTRIBUTION, LICENCE_ADDRESS, bank_holidays, shipped_rows

CAMBRIDGE = Location(546182, 257043, 52.19225, 0.13718, "E07000008", "Cambridge", "E05013054", Precision.POSTCODE)


def test_a_shipped_postcode_is_placed_exactly() -> None:
    assert locate("cb1 0ag") == CAMBRIDGE


def test_every_shipped_postcode_is_found_where_its_file_says() -> None:
    for area in ("kent", "kirklees", "cambridgeshire"):
        with shipped_rows(f"postcodes_{area}.csv.gz") as rows:
            for row in list(rows)[::97]:
                found = locate(row[0])
                assert [str(found.easting), str(found.northing), found.district_code, found.district_name] == row[3:7]
                assert (found.latitude, found.longitude) == (float(row[1]), float(row[2]))
                assert (found.ward_code, found.precision) == (row[7], Precision.POSTCODE)


@pytest.mark.parametrize("postcode", ["AL1 9ZZ", "AL1"])
def test_an_unknown_postcode_and_an_outward_code_are_placed_by_outcode(postcode: str) -> None:
    assert locate(postcode) == Location(
        515819, 206907, 51.74889, -0.32369, "E07000240", "St Albans", None, Precision.OUTCODE
    )


@pytest.mark.parametrize("postcode", ["EH1 1AA", "ZZ99 3VZ", "nonsense", "", "ZE3 9ZZ"])
def test_the_rest_is_nowhere(postcode: str) -> None:
    assert locate(postcode) is NOWHERE


def test_a_pin_is_placed_in_the_district_of_the_nearest_postcode() -> None:
    pin = place_pin(52.1923, 0.1372)
    assert (pin.precision, pin.district_name, pin.ward_code) == (Precision.PIN, "Cambridge", "E05013054")
    assert (pin.latitude, pin.longitude) == (52.1923, 0.1372)
    metres = distance_metres(pin, CAMBRIDGE)
    assert metres is not None
    assert metres < 20


def test_a_pin_far_from_all_postcodes_has_a_place_but_no_district() -> None:
    pin = place_pin(55.95, -3.19)
    assert (pin.precision, pin.district_code, pin.district_name, pin.ward_code) == (Precision.PIN, None, None, None)
    assert distance_metres(pin, CAMBRIDGE) is not None


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0.0, 0.0), (52.0, 2.5), (61.0, 0.0), (52.0, -9.0), (float("nan"), 0.0)]
)
def test_a_pin_outside_great_britain_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="Great Britain"):
        place_pin(latitude, longitude)


def test_a_district_gives_all_its_postcodes_in_order() -> None:
    found = postcodes_of_district("E07000008")
    assert len(found) == 2957
    assert list(found) == sorted(found)
    assert found[0] == "CB1 0AG"
    assert postcodes_of_district("E99999999") == ()


def test_the_points_of_a_district_are_where_its_postcodes_are() -> None:
    found = points_of_district("E07000008")
    assert tuple(postcode for postcode, _, _ in found) == postcodes_of_district("E07000008")
    for postcode, easting, northing in found[::500]:
        assert (locate(postcode).easting, locate(postcode).northing) == (easting, northing)


def test_districts_are_listed_by_name() -> None:
    found = districts()
    assert len(found) == 18
    assert found[0] == District("E07000105", "Ashford")
    assert sum(len(postcodes_of_district(district.code)) for district in found) == 45_828 + 11_502 + 17_459


def test_distance_is_straight_and_unknown_when_a_place_is() -> None:
    other = locate("CB1 0AN")
    assert distance_metres(CAMBRIDGE, other) == 0
    assert distance_metres(locate("AL1"), locate("AL10")) == round(
        ((522076 - 515819) ** 2 + (208315 - 206907) ** 2) ** 0.5
    )
    for one, two in [(CAMBRIDGE, NOWHERE), (NOWHERE, CAMBRIDGE)]:
        assert distance_metres(one, two) is None


def test_loading_stays_small() -> None:
    """In a process of its own: the peak that `locate` adds to the interpreter, in kilobytes."""
    script = (
        "import resource as r, handrail.core.geography as g; peak = lambda: r.getrusage(r.RUSAGE_SELF).ru_maxrss;"
        "before = peak(); g.locate('CB1 0AG'); g.locate('AL1'); print(peak() - before)"
    )
    added = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert int(added) < 30_000


def test_bank_holidays_and_attribution_are_shipped() -> None:
    days = bank_holidays()
    assert len(days) == 140
    assert {day.year for day in days} == set(range(2012, 2029))
    assert any("Royal Mail" in line for line in ATTRIBUTION)
    assert LICENCE_ADDRESS.startswith("https://")


def test_a_file_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(FileNotFoundError), shipped_rows("none.csv"):
        pass  # pragma: no cover
