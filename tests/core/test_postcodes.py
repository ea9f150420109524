"""Postcodes: every shipped one is possible, slips of the finger are mended, the impossible is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.postcodes import Postcode, PostcodeProblem, check_postcode, outcode_of
from handrail.core.shipped import shipped_rows


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ME10 2AB", "ME10 2AB"),
        ("me102ab", "ME10 2AB"),
        (" m e 1 0-2.ab ", "ME10 2AB"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("BL0 9AA", "BL0 9AA"),
        ("GIR 0AA", "GIR 0AA"),
        ("ZZ99 3VZ", "ZZ99 3VZ"),
        # Keyed with the wrong one of two likes.
        ("ME1O 2AB", "ME10 2AB"),
        ("ME1 OAB", "ME1 0AB"),
        ("0X1 1AA", "OX1 1AA"),
        ("5E1 1AA", "SE1 1AA"),
        ("CT1 lAB", "CT1 1AB"),
        ("W1A O5X", "W1A 0SX"),
        ("M1I 1AE", "M11 1AE"),
    ],
)
def test_possible_postcodes(text: str, shown: str) -> None:
    found = check_postcode(text)
    assert isinstance(found, Postcode)
    assert str(found) == shown


@pytest.mark.parametrize(
    "text", ["M", "ME10", "ME10 2A", "QX1 1AA", "ME100 2AB", "ME10 2CK", "ME01 2AB", "1234567", "ME1I0 2AB", "ME١ 2AB"]
)
def test_impossible_postcodes(text: str) -> None:
    assert check_postcode(text) is PostcodeProblem.IMPOSSIBLE


@pytest.mark.parametrize("text", ["", "  ", "-", "é"])
def test_empty_postcodes(text: str) -> None:
    assert check_postcode(text) is PostcodeProblem.EMPTY


def test_pseudo_postcodes_stand_for_no_place() -> None:
    assert Postcode("ZZ99", "3VZ").is_pseudo
    assert not Postcode("ME10", "2AB").is_pseudo


@pytest.mark.parametrize(
    ("text", "outcode"),
    [("me10", "ME10"), ("ME10 2AB", "ME10"), ("M1", "M1"), ("CT1 OAB", "CT1"), ("QQ", None), ("", None)],
)
def test_outcode_of(text: str, outcode: str | None) -> None:
    assert outcode_of(text) == outcode


@pytest.mark.parametrize("place", ["kent", "kirklees", "cambridgeshire"])
def test_every_shipped_postcode_is_possible_and_unchanged(place: str) -> None:
    with shipped_rows(f"postcodes_{place}.csv.gz") as rows:
        changed = [row[0] for row in rows if str(check_postcode(row[0])) != row[0]]
    assert changed == []


def test_every_shipped_outcode_is_one() -> None:
    with shipped_rows("outcodes_england.csv.gz") as rows:
        changed = [row[0] for row in rows if outcode_of(row[0]) != row[0]]
    assert changed == []


@given(st.text())
def test_any_text_has_an_answer_that_stays_the_same(text: str) -> None:
    found = check_postcode(text)
    if isinstance(found, Postcode):
        assert check_postcode(str(found)) == found
